import { DAY, type Micros, SECOND, UNIT_E6 } from '../../../../economy/types.ts'
import { pointsOf, priceAt } from '../../../history.ts'
import type { Condition } from '../../../library.ts'
import type { TradingCall } from '../call.ts'
import { readWhole } from '../params.ts'
import { routeOf } from './call.ts'
import { pageOf, placed } from './page.ts'
import { invalid, refusal } from './refusal.ts'

const DAY_SECONDS = DAY / SECOND
const LONGEST = 15 * DAY_SECONDS

/** Seconds that an interval reaches back; `max` and `all` reach back to the opening. */
const INTERVALS: Readonly<Record<string, number>> = {
  max: Number.POSITIVE_INFINITY,
  all: Number.POSITIVE_INFINITY,
  '1m': 30 * DAY_SECONDS,
  '1w': 7 * DAY_SECONDS,
  '1d': DAY_SECONDS,
  '6h': DAY_SECONDS / 4,
  '1h': DAY_SECONDS / 24,
}

/** How finely prices of an age are kept: up to so many days so many seconds. */
const RETENTION: readonly (readonly [days: number, seconds: number])[] = [
  [7, 60],
  [60, 300],
  [90, 1800],
  [Number.POSITIVE_INFINITY, 10_800],
]

export const V2_PRICES = [
  routeOf('/data/v2/prices-history', (call) =>
    pageOf(call, { type: 'prices', most: 10_000, maxAge: 300, rows: placed(listPrices(call)) }),
  ),
]

interface Row {
  readonly timestamp: number
  readonly price: number
  readonly resolution_seconds: number
}

function listPrices({ query, trading, library }: TradingCall): Row[] {
  const token = query.get('token_id')
  if (token === null || token === '') throw invalid('token_id is required', 'token_id')
  const found = trading.withToken(token)
  if (found === undefined) throw refusal('not_found', 'unknown token', 'token_id')
  const { condition, outcome } = found
  const now = library.now()
  const bucket = readWhole(query, 'bucket_seconds') ?? 60
  if (bucket < 60 || bucket > DAY_SECONDS)
    throw invalid('bucket_seconds must be between 60 and 86400', 'bucket_seconds')
  const asOf = readWhole(query, 'as_of')
  if (asOf !== undefined) {
    const { at, price } = priceAt(trading, condition, { outcome, at: Math.min(now, asOf * SECOND) })
    return [{ timestamp: at, price: price / UNIT_E6, resolution_seconds: 60 }]
  }
  const { start, end } = readSpan(query, now)
  const rows: Row[] = []
  for (const { from, to, seconds } of tiers({ start, end, now })) {
    const resolution = Math.max(seconds, Math.ceil(bucket / 60) * 60)
    for (const { at, price } of pointsOf(trading, condition, { outcome, from, to, step: resolution / 60 })) {
      if (rows.at(-1)?.timestamp !== at)
        rows.push({ timestamp: at, price: price / UNIT_E6, resolution_seconds: resolution })
    }
  }
  return [...rows, ...settlement(condition, { outcome, start, end: Math.min(end, now / SECOND + 1) })]
}

/** In seconds; the end is exclusive. */
function readSpan(query: URLSearchParams, now: Micros): { start: number; end: number } {
  const present = Math.floor(now / SECOND)
  const interval = query.get('interval')
  const start = readWhole(query, 'start')
  if ((interval === null) === (start === undefined))
    throw invalid('one of start, interval and as_of is required', 'start')
  if (interval !== null) {
    const length = INTERVALS[interval]
    if (length === undefined) throw invalid('unknown interval', 'interval')
    return { start: Math.max(0, present - length), end: present + 1 }
  }
  const end = readWhole(query, 'end') ?? Math.min(present + 1, start! + LONGEST)
  if (end - start! > LONGEST) throw invalid('the window is longer than 15 days', 'end')
  return { start: start!, end: Math.min(end, present + 1) }
}

/** The parts of a span by how finely they are kept, oldest first. Both bounds inclusive. */
function tiers({ start, end, now }: { start: number; end: number; now: Micros }) {
  const present = Math.floor(now / SECOND)
  let newer = present + 1
  const parts = RETENTION.map(([days, seconds]) => {
    const oldest = Math.max(0, present - days * DAY_SECONDS)
    const part = { from: Math.max(start, oldest), to: Math.min(end, newer) - 1, seconds }
    newer = oldest
    return part
  })
  return parts.filter(({ from, to }) => from <= to).reverse()
}

/** What a resolved market's shares pay is its last price. */
function settlement(
  { life, payouts }: Condition,
  { outcome, start, end }: { outcome: 0 | 1; start: number; end: number },
): Row[] {
  const at = life.resolvedAt / SECOND
  if (at < start || at >= end) return []
  return [{ timestamp: at, price: payouts[outcome] / UNIT_E6, resolution_seconds: 0 }]
}
