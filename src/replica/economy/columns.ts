import type { Micros } from './types.ts'

export const TAKER_BUYS_YES = 1
export const IS_BLOCK = 2

export interface TradeRow {
  readonly time: Micros
  readonly question: number
  /** Of yes, in millionths. */
  readonly price: number
  /** In hundredths of a contract. */
  readonly size: number
  readonly taker: number
  readonly maker: number
  readonly flags: number
}

/** All trades as columns, oldest first; those added later stand behind, at their own index. */
export interface Trades {
  length: number
  time: Float64Array
  question: Uint32Array
  price: Uint32Array
  size: Uint32Array
  taker: Uint32Array
  maker: Uint32Array
  flags: Uint8Array
}

export function createTrades(capacity: number): Trades {
  return {
    length: 0,
    time: new Float64Array(capacity),
    question: new Uint32Array(capacity),
    price: new Uint32Array(capacity),
    size: new Uint32Array(capacity),
    taker: new Uint32Array(capacity),
    maker: new Uint32Array(capacity),
    flags: new Uint8Array(capacity),
  }
}

export function appendTrade(trades: Trades, row: TradeRow): number {
  if (trades.length === trades.time.length) grow(trades, trades.length + 1024)
  const at = trades.length++
  trades.time[at] = row.time
  trades.question[at] = row.question
  trades.price[at] = row.price
  trades.size[at] = row.size
  trades.taker[at] = row.taker
  trades.maker[at] = row.maker
  trades.flags[at] = row.flags
  return at
}

/** Brings the columns into the given order, so that entry i is what was at order[i]. */
export function reorder(trades: Trades, order: Uint32Array): void {
  trades.time = gather(trades.time, order)
  trades.question = gather(trades.question, order)
  trades.price = gather(trades.price, order)
  trades.size = gather(trades.size, order)
  trades.taker = gather(trades.taker, order)
  trades.maker = gather(trades.maker, order)
  trades.flags = gather(trades.flags, order)
}

type Column = Float64Array | Uint32Array | Int32Array | Uint8Array

/** A column in the given order. */
export function gather<T extends Column>(column: T, order: Uint32Array): T {
  const sorted = column.slice(0, order.length) as T
  for (let i = 0; i < order.length; i++) sorted[i] = column[order[i]!]!
  return sorted
}

function grow(trades: Trades, capacity: number): void {
  const larger = createTrades(capacity)
  larger.time.set(trades.time)
  larger.question.set(trades.question)
  larger.price.set(trades.price)
  larger.size.set(trades.size)
  larger.taker.set(trades.taker)
  larger.maker.set(trades.maker)
  larger.flags.set(trades.flags)
  Object.assign(trades, larger, { length: trades.length })
}
