import { first } from '../search.ts'
import type { Leaders } from './blocks.ts'
import { appendTrade, type TradeRow, type Trades } from './columns.ts'
import { createMatcher, type Trade } from './fills.ts'
import { groupBy, groupByQuestion } from './groups.ts'
import type { Micros } from './types.ts'

/** One wallet's part in a transaction: the row that the tape shows. */
export interface Fill {
  readonly trader: number
  readonly isBuy: boolean
  /** Of the market's two tokens: 0 is yes, 1 is no. */
  readonly outcome: 0 | 1
  /** Millionths of a share. */
  readonly size: number
  /** USD per share as it is written: money paid ÷ shares, both in millionths, so it may have 19 decimals. */
  readonly price: number
}

/** Trades by entry. Lists are in order of time, oldest first, and hold those of the future too. */
export interface Tape {
  /** How many traders there are; they are numbered from 0. */
  readonly traders: number
  time(entry: number): Micros
  question(entry: number): number
  /** Trades with the same number share a hash. */
  transaction(entry: number): number
  taker(entry: number): Fill
  /** The taker's fill, then its makers'; their sizes add up to the taker's. */
  fills(entry: number): readonly Fill[]
  /** How many fills a trade has. */
  count(entry: number): number
  all(): Uint32Array
  ofQuestion(question: number): Uint32Array
  ofTaker(trader: number): Uint32Array
  /** Those in which a trader has any part. */
  ofTrader(trader: number): Uint32Array
  /** Puts a new trade on the tape; gives its entry. */
  add(row: TradeRow): number
}

interface Recording {
  readonly seed: number
  readonly trades: Trades
  readonly leaders: Leaders
  readonly traders: number
}

/** The tape of a simulated world: nothing but numbers is kept, and makers are drawn when they are asked for. */
export function createTape({ seed, trades, leaders, traders }: Recording): Tape {
  const matcher = createMatcher(seed, traders)
  const made = trades.length
  const byQuestion = groupByQuestion(trades)
  const byTaker = lazily(() => groupBy(made, traders, (entry) => trades.taker[entry]!))
  const byTrader = lazily(() => groupByTrader(made, traders, (entry) => matcher.fills(tradeOf(entry))))
  let all = Uint32Array.from({ length: made }, (_, entry) => entry)
  const late: number[] = []
  const transaction = (entry: number) => leaders.get(entry) ?? entry
  const tradeOf = (entry: number): Trade => ({
    transaction: transaction(entry),
    price: trades.price[entry]!,
    size: trades.size[entry]!,
    taker: trades.taker[entry]!,
    maker: trades.maker[entry]!,
    flags: trades.flags[entry]!,
  })
  const isOlder = (a: number, b: number) => trades.time[a]! - trades.time[b]! || a - b
  const withLate = (own: Uint32Array, belongs: (entry: number) => boolean) => {
    const more = late.filter(belongs)
    return more.length === 0 ? own : Uint32Array.from([...own, ...more]).sort(isOlder)
  }
  return {
    traders,
    time: (entry) => trades.time[entry]!,
    question: (entry) => trades.question[entry]!,
    transaction,
    taker: (entry) => matcher.taker(tradeOf(entry)),
    fills: (entry) => matcher.fills(tradeOf(entry)),
    count: (entry) => matcher.count(tradeOf(entry)),
    all: () => all,
    ofQuestion: (question) => withLate(byQuestion.of(question), (entry) => trades.question[entry] === question),
    ofTaker: (trader) => withLate(byTaker().of(trader), (entry) => trades.taker[entry] === trader),
    ofTrader: (trader) =>
      withLate(byTrader()(trader), (entry) => matcher.fills(tradeOf(entry)).some((fill) => fill.trader === trader)),
    add(row) {
      const entry = appendTrade(trades, row)
      late.push(entry)
      const place = first(all.length, (i) => trades.time[all[i]!]! > row.time)
      const longer = new Uint32Array(all.length + 1)
      longer.set(all.subarray(0, place))
      longer[place] = entry
      longer.set(all.subarray(place), place + 1)
      all = longer
      return entry
    },
  }
}

function lazily<T>(make: () => T): () => T {
  let made: T | null = null
  return () => {
    made ??= make()
    return made
  }
}

/** Every trade once for each trader who has a part in it. */
function groupByTrader(
  count: number,
  traders: number,
  fillsOf: (entry: number) => readonly { trader: number }[],
): (trader: number) => Uint32Array {
  const [entries, who]: [number[], number[]] = [[], []]
  for (let entry = 0; entry < count; entry++) {
    for (const trader of new Set(fillsOf(entry).map((fill) => fill.trader))) {
      entries.push(entry)
      who.push(trader)
    }
  }
  const parts = groupBy(entries.length, traders, (part) => who[part]!)
  return (trader) => parts.of(trader).map((part) => entries[part]!)
}
