import { DAY, SECOND, UNIT_E6 } from '../../../economy/types.ts'
import { answerOf, plainRefusal } from '../../answers.ts'
import { pointsOf, priceAt } from '../../history.ts'
import type { Call, Route } from '../call.ts'
import { invalidPayload, type Token, tokenNamed } from './tokens.ts'

const MAX_AGE = 90
const MOST_TOKENS = 20

export const CLOB_HISTORY: readonly Route[] = [
  [
    'GET',
    '/clob/prices-history',
    (call) => {
      const { query } = call
      const market = query.get('market')
      if (market === null || market === '') throw invalid("the 'market' (asset id) is mandatory")
      const asked = readAsked((name) => query.get(name), ['startTs', 'endTs'])
      return answerOf({ history: historyOf(call, tokenNamed(call, market), asked) }, { maxAge: MAX_AGE })
    },
  ],
  [
    'POST',
    '/clob/batch-prices-history',
    (call) => {
      const posted = readBatch(call.body)
      const asked = readAsked((name) => posted.rest[name], ['start_ts', 'end_ts'])
      const entries = posted.markets.map((id) => [id, historyOf(call, tokenNamed(call, id), asked)])
      return answerOf({ history: Object.fromEntries(entries) })
    },
  ],
]

function readBatch(body: string): { markets: readonly string[]; rest: Readonly<Record<string, unknown>> } {
  try {
    const { markets, ...rest } = JSON.parse(body)
    if (Array.isArray(markets) && markets.length > 0 && markets.length <= MOST_TOKENS)
      return { markets: markets.map(String), rest }
  } catch {
    // said below
  }
  throw invalidPayload()
}

function invalid(what: string): Error {
  return plainRefusal(400, `invalid filters: ${what}`)
}

const LONGEST = (15 * DAY) / SECOND
const DAYS = DAY / SECOND

/** Seconds that an interval reaches back, and how fine it may be at most, in minutes. `1m` is a month. */
const INTERVALS: Readonly<Record<string, { readonly length: number; readonly finest: number }>> = {
  max: { length: 31 * DAYS, finest: 1 },
  all: { length: 31 * DAYS, finest: 1 },
  '1m': { length: 30 * DAYS, finest: 10 },
  '1w': { length: 7 * DAYS, finest: 5 },
  '1d': { length: DAYS, finest: 1 },
  '6h': { length: DAYS / 4, finest: 1 },
  '1h': { length: DAYS / 24, finest: 1 },
}

/** What is asked for without an end reaches to the present. In seconds. */
type Asked = ({ readonly interval: string } | { readonly from: number; readonly to: number | null }) & {
  readonly fidelity: number
}

function readAsked(given: (name: string) => unknown, [startName, endName]: readonly [string, string]): Asked {
  const fidelity = Math.max(1, readWhole(given('fidelity'), 'fidelity') ?? 1)
  const interval = given('interval') || null
  const from = readWhole(given(startName), startName)
  const to = readWhole(given(endName), endName)
  if (interval !== null) {
    if (from !== null || to !== null) throw invalid("'interval' excludes 'startTs' and 'endTs'")
    const known = INTERVALS[String(interval)]
    if (known === undefined)
      throw invalid("the 'interval' value is unknown. Known values: '1m', '1w', '1d', '6h', '1h'")
    if (fidelity < known.finest) throw invalid(`minimum 'fidelity' for '${interval}' range is ${known.finest}`)
    return { interval: String(interval), fidelity }
  }
  if (from === null) throw invalid("either 'interval' or 'startTs' is mandatory")
  if (to !== null && to - from > LONGEST) throw invalid("'startTs' and 'endTs' interval is too long")
  return { from, to, fidelity }
}

function readWhole(value: unknown, name: string): number | null {
  if (value === undefined || value === null || value === '') return null
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0) throw invalid(`'${name}' is not a number`)
  return number
}

/** From this many minutes on, intervals of resolved markets have points. */
const COARSE = 720
/** `max` and `all` give no finer points than these, in minutes. */
const FINEST_OF_ALL = 10

interface Dot {
  readonly t: number
  readonly p: number
}

function historyOf({ library }: Call, token: Token | undefined, asked: Asked): Dot[] {
  const { trading, now } = library
  if (token === undefined || trading === null) return []
  const { condition, outcome } = token
  const present = Math.floor(now() / SECOND)
  const isResolved = now() >= condition.life.resolvedAt
  if ('interval' in asked && isResolved && asked.fidelity < COARSE) return []
  const points = pointsOf(trading, condition, { outcome, ...stretchOf(asked, { present, isResolved }) })
  const history = Array.from(points, dotOf)
  // The present is appended whatever the end of the window.
  if (!isResolved && now() >= condition.life.opensAt)
    history.push(dotOf(priceAt(trading, condition, { outcome, at: now() })))
  return history
}

function dotOf({ at, price }: { readonly at: number; readonly price: number }): Dot {
  return { t: at, p: price / UNIT_E6 }
}

function stretchOf(asked: Asked, { present, isResolved }: { present: number; isResolved: boolean }) {
  if (!('interval' in asked))
    return { from: asked.from, to: Math.min(asked.to ?? present, present), step: asked.fidelity }
  const isAll = asked.interval === 'max' || asked.interval === 'all'
  // The whole life of a resolved market, since its last month is mostly over.
  const length = isAll && isResolved ? present : INTERVALS[asked.interval]!.length
  return { from: present - length, to: present, step: isAll ? Math.max(asked.fidelity, FINEST_OF_ALL) : asked.fidelity }
}
