import { SECOND } from '../../../../economy/types.ts'
import { first } from '../../../../search.ts'
import type { Leg } from '../../../accounts/legs.ts'
import type { TradingCall } from '../call.ts'
import { readFlag, readNumber, readTrader, readWhole, readWord } from '../params.ts'
import { entriesFor, rowsOf, type Wanted } from '../select.ts'
import { tradeRow } from '../trade-row.ts'
import { readScope, routeOf, snakeRow } from './call.ts'
import { type Position, pageOf } from './page.ts'
import { invalid } from './refusal.ts'

export const V2_TRADES = [
  routeOf('/data/v2/trades', (call) => {
    const { library, trading } = call
    const wanted = readWanted(call)
    return pageOf(call, {
      type: 'trades',
      most: 1000,
      maxAge: 300,
      rows: (from, count) =>
        legsBehind(call, wanted, { from, count }).map((leg) => ({
          row: snakeRow(tradeRow(trading, leg, library.now())),
          position: [leg.at / SECOND, leg.entry, leg.leg],
        })),
    })
  }),
]

function readWanted({ query, trading, library }: TradingCall): Wanted {
  const conditions = readScope(query, trading)
  const trader = readTrader(query, trading)
  const [start, end] = [readWhole(query, 'start'), readWhole(query, 'end')]
  if ((start !== undefined || end !== undefined) && trader === undefined)
    throw invalid('start and end need a user', start === undefined ? 'end' : 'start')
  const isBare = conditions === undefined && trader === undefined
  return {
    conditions,
    trader,
    takerOnly: readFlag(query, 'taker_only') ?? true,
    side: readWord(query, 'side', ['BUY', 'SELL']),
    least: {
      type: readWord(query, 'filter_type', ['CASH', 'TOKENS']) ?? 'TOKENS',
      amount: readNumber(query, 'filter_amount') ?? 0.01,
    },
    start: isBare ? startOfLastMonth(library.now() / 1000) : start,
    end,
  }
}

/** The bare feed reaches back over the current and the previous month. In seconds. */
function startOfLastMonth(millis: number): number {
  const now = new Date(millis)
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1) / 1000
}

/** Rows behind a position by (block time, sequence) descending; the taker's fill is a transaction's first. */
function legsBehind(
  { library, trading }: TradingCall,
  wanted: Wanted,
  { from, count }: { from: Position; count: number },
): Leg[] {
  const { tape } = trading
  const entries = entriesFor(trading, wanted, library.now())
  const [second = Number.POSITIVE_INFINITY, last = Number.POSITIVE_INFINITY, leg = 0] = from
  const isBehind = (entry: number) => {
    const at = tape.time(entry) / SECOND
    return at > second || (at === second && entry > last)
  }
  const legs: Leg[] = []
  for (let i = first(entries.length, (i) => isBehind(entries[i]!)) - 1; i >= 0 && legs.length < count; i--) {
    const entry = entries[i]!
    const rows = rowsOf(tape, entry, wanted).reverse()
    legs.push(...(entry === last ? rows.filter((row) => row.leg < leg) : rows))
  }
  return legs.slice(0, count)
}
