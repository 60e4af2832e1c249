import type { Millis } from '../library.ts'
import type { BetColumns } from './columns.ts'

/** One part of a bet, matched with another bet or with the market maker. */
export interface Fill {
  /** The other side; -1 is the market maker. */
  readonly by: number
  /** The bet whose time is that of the fill: the taker. */
  readonly at: number
  readonly amount: number
  readonly shares: number
}

export interface NewOrder {
  readonly entry: number
  /** NaN for a bet at the market's price. */
  readonly limit: number
  readonly amount: number
  readonly expiresAt: Millis
  readonly cancelledAt: Millis
}

/** Bets that have fills of their own: limit orders, and what was matched with them. Their rows change with time. */
export class Orders {
  readonly entry: number[] = []
  readonly limit: number[] = []
  readonly amount: number[] = []
  /** Infinity where there is none. */
  readonly expiresAt: number[] = []
  readonly cancelledAt: number[] = []
  readonly fills: (Fill[] | null)[] = []

  get length(): number {
    return this.entry.length
  }

  add({ entry, limit, amount, expiresAt, cancelledAt }: NewOrder): number {
    this.entry.push(entry)
    this.limit.push(limit)
    this.amount.push(amount)
    this.expiresAt.push(expiresAt)
    this.cancelledAt.push(cancelledAt)
    return this.fills.push(null) - 1
  }

  fill(order: number, fill: Fill): void {
    const known = this.fills[order]
    if (known == null) this.fills[order] = [fill]
    else known.push(fill)
  }

  isLimit(order: number): boolean {
    return !Number.isNaN(this.limit[order]!)
  }

  /** Entries were renumbered: `places` holds the new number of each. */
  renumber(places: Uint32Array): void {
    for (let i = 0; i < this.length; i++) {
      this.entry[i] = places[this.entry[i]!]!
      const fills = this.fills[i]
      if (fills == null) continue
      for (const [j, { by, at, ...rest }] of fills.entries()) {
        fills[j] = { ...rest, by: by === -1 ? -1 : places[by]!, at: places[at]! }
      }
    }
  }
}

/** A bet as it stands at a time. */
export interface BetState {
  readonly amount: number
  readonly shares: number
  readonly fills: readonly Fill[]
  readonly isFilled: boolean
  readonly isCancelled: boolean
  readonly changedAt: Millis
}

const ROUNDING = 1e-7

/** What has become of an order: only fills up to then count. */
export function orderAt(orders: Orders, order: number, { bets, at }: { bets: BetColumns; at: Millis }): BetState {
  const all = orders.fills[order] ?? []
  const fills = all.filter((fill) => bets.time[fill.at]! <= at)
  let amount = 0
  let shares = 0
  let changedAt = bets.time[orders.entry[order]!]!
  for (const fill of fills) {
    amount += fill.amount
    shares += fill.shares
    changedAt = Math.max(changedAt, bets.time[fill.at]!)
  }
  const isFilled = !orders.isLimit(order) || amount >= orders.amount[order]! - ROUNDING
  const isCancelled = !isFilled && orders.cancelledAt[order]! <= at
  if (isCancelled) changedAt = Math.max(changedAt, orders.cancelledAt[order]!)
  return { amount, shares, fills, isFilled, isCancelled, changedAt }
}
