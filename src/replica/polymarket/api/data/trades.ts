import { wordOf } from '../../../economy/random.ts'
import type { Line } from '../../../recording.ts'
import type { Leg } from '../../accounts/legs.ts'
import { answerOf, plainRefusal } from '../../answers.ts'
import type { Trading } from '../../library.ts'
import type { Rules } from '../../rules.ts'
import type { Call, Route } from '../call.ts'
import { readConditions, readFlag, readLimit, readList, readNumber, readTrader, readWhole, readWord } from './params.ts'
import { entriesFor, newestFirst, plainCount, rowsOf, type Wanted } from './select.ts'
import { tradeRow } from './trade-row.ts'

const MAX_AGE = 300

export const DATA_TRADES: readonly Route[] = [
  ['GET', '/data', () => answerOf({ data: 'OK' })],
  ['GET', '/data/trades', (call) => answerOf(listTrades(call), { maxAge: MAX_AGE })],
]

function listTrades({ library, query, twist }: Call): string | Uint8Array {
  const { trading, rules, now } = library
  const limit = readLimit(query, { fallback: 100, most: 10_000 })
  const offset = readOffset(query, rules.offsets)
  if (twist === 'empty-page') return '[]'
  if (trading === null) return bytesOf(recordedRows(library.recordedTrades, query).slice(offset, offset + limit))
  const wanted = readWanted(query, trading, rules.filtersTimes)
  const page = { offset, limit, salt: saltOf(query, library.clock.version() + (twist === 'reorder' ? 0.5 : 0)) }
  const legs = pageOf(trading, { wanted, now: now(), page })
  if (twist === 'missing-record') legs.splice(legs.length >>> 1, 1)
  return JSON.stringify(legs.map((leg) => tradeRow(trading, leg, now())))
}

const OFFSETS: Readonly<Record<Rules['offsets'], { readonly most: number; readonly word: string }>> = {
  'clamp-1000': { most: 1_000, word: '' },
  'error-3000': { most: 3_000, word: 'activity' },
  'error-10000': { most: 10_000, word: 'trades' },
}

function readOffset(query: URLSearchParams, rule: Rules['offsets']): number {
  const offset = readWhole(query, 'offset') ?? 0
  const { most, word } = OFFSETS[rule]
  if (offset <= most) return offset
  if (rule === 'clamp-1000') return most
  throw plainRefusal(400, `max historical ${word} offset of ${most} exceeded`)
}

function readWanted(query: URLSearchParams, trading: Trading, filtersTimes: boolean): Wanted {
  const type = readWord(query, 'filterType', ['CASH', 'TOKENS'])
  const amount = readNumber(query, 'filterAmount')
  if ((type === undefined) !== (amount === undefined))
    throw plainRefusal(400, "query params 'filterType' and 'filterAmount' must be provided together")
  return {
    conditions: readConditions(query, trading),
    trader: readTrader(query, trading),
    takerOnly: readFlag(query, 'takerOnly') ?? true,
    side: readWord(query, 'side', ['BUY', 'SELL']),
    least: type === undefined ? undefined : { type, amount: amount! },
    start: filtersTimes ? readWhole(query, 'start') : undefined,
    end: filtersTimes ? readWhole(query, 'end') : undefined,
  }
}

/** Ties are in one order for as long as the same is asked of the same instant, and in another one otherwise. */
function saltOf(query: URLSearchParams, version: number): number {
  const filters = new URLSearchParams(query)
  filters.delete('limit')
  filters.delete('offset')
  return wordOf(0, `${filters}`, version * 2)
}

interface Paging {
  readonly wanted: Wanted
  readonly now: number
  readonly page: { readonly offset: number; readonly limit: number; readonly salt: number }
}

function pageOf(trading: Trading, { wanted, now, page }: Paging): Leg[] {
  const { tape } = trading
  const legs: Leg[] = []
  let before = page.offset
  for (const entry of newestFirst(tape, entriesFor(trading, wanted, now), page.salt)) {
    if (legs.length === page.limit) break
    const count = before === 0 ? undefined : plainCount(tape, entry, wanted)
    if (count !== undefined && count <= before) {
      before -= count
      continue
    }
    for (const leg of rowsOf(tape, entry, wanted)) {
      if (before > 0) before--
      else if (legs.length < page.limit) legs.push(leg)
    }
  }
  return legs
}

/** Recorded rows, newest first; a record's own fields decide. */
function recordedRows(lines: readonly Line[], query: URLSearchParams): readonly Line[] {
  const markets = readList(query, 'market')
  const user = query.get('user')?.toLowerCase()
  const side = readWord(query, 'side', ['BUY', 'SELL'])
  return lines.filter(({ value }) => {
    if (markets !== undefined && !markets.includes(String(value.conditionId))) return false
    if (user !== undefined && String(value.proxyWallet).toLowerCase() !== user) return false
    return side === undefined || value.side === side
  })
}

function bytesOf(lines: readonly Line[]): Uint8Array {
  const pieces = lines.flatMap(({ bytes }, i) => (i === 0 ? [bytes] : [Buffer.from(','), bytes]))
  return Buffer.concat([Buffer.from('['), ...pieces, Buffer.from(']')])
}
