import { gather } from '../../economy/columns.ts'
import type { Millis } from '../library.ts'

export const OUTCOME_NO = 1
export const IS_REDEMPTION = 2
/** Carries the price of another answer: served without amount and shares, which stand in its only fill. */
export const IS_LEG = 4
export const IS_SALE = 8

export interface BetRow {
  readonly time: Millis
  readonly pool: number
  readonly user: number
  readonly flags: number
  readonly amount: number
  readonly shares: number
  readonly before: number
  /** The pool once it has happened. */
  readonly yes: number
  readonly no: number
  /** Its place among the bets with fills or limits of their own; -1 for a plain one. */
  readonly order: number
}

/** All bets as columns, oldest first once sorted; those added later stand behind, at their own index. */
export interface BetColumns {
  length: number
  time: Float64Array
  pool: Uint32Array
  user: Uint32Array
  flags: Uint8Array
  amount: Float64Array
  shares: Float64Array
  before: Float64Array
  yes: Float64Array
  no: Float64Array
  order: Int32Array
}

export function createBets(capacity: number): BetColumns {
  return {
    length: 0,
    time: new Float64Array(capacity),
    pool: new Uint32Array(capacity),
    user: new Uint32Array(capacity),
    flags: new Uint8Array(capacity),
    amount: new Float64Array(capacity),
    shares: new Float64Array(capacity),
    before: new Float64Array(capacity),
    yes: new Float64Array(capacity),
    no: new Float64Array(capacity),
    order: new Int32Array(capacity),
  }
}

const NAMES = ['time', 'pool', 'user', 'flags', 'amount', 'shares', 'before', 'yes', 'no', 'order'] as const

export function appendBet(bets: BetColumns, row: BetRow): number {
  if (bets.length === bets.time.length) grow(bets, Math.max(64, Math.ceil(bets.length * 1.1)))
  const entry = bets.length++
  for (const name of NAMES) bets[name][entry] = row[name]
  return entry
}

/** Brings the columns into the given order, one column at a time. */
export function sortBets(bets: BetColumns, order: Uint32Array): void {
  const columns = bets as unknown as Record<string, Float64Array>
  for (const name of NAMES) columns[name] = gather(columns[name]!, order)
}

function grow(bets: BetColumns, capacity: number): void {
  const larger = createBets(capacity)
  for (const name of NAMES) larger[name].set(bets[name] as never)
  Object.assign(bets, larger, { length: bets.length })
}
