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

/**
 * Bets that have fills of their own: limit orders, and what was matched with them. Their rows change with time. Held in
 * columns, each order's fills as a chain, because millions of small objects would have to be visited by every collection.
 */
export class Orders {
  length = 0
  entry = new Uint32Array(1024)
  limit = new Float64Array(1024)
  amount = new Float64Array(1024)
  /** Infinity where there is none. */
  expiresAt = new Float64Array(1024)
  cancelledAt = new Float64Array(1024)
  #first = new Int32Array(1024)
  #last = new Int32Array(1024)
  #fills = 0
  #by = new Int32Array(1024)
  #at = new Uint32Array(1024)
  #paid = new Float64Array(1024)
  #shares = new Float64Array(1024)
  #next = new Int32Array(1024)

  add({ entry, limit, amount, expiresAt, cancelledAt }: NewOrder): number {
    if (this.length === this.entry.length) this.#growOrders()
    const order = this.length++
    this.entry[order] = entry
    this.limit[order] = limit
    this.amount[order] = amount
    this.expiresAt[order] = expiresAt
    this.cancelledAt[order] = cancelledAt
    this.#first[order] = -1
    this.#last[order] = -1
    return order
  }

  fill(order: number, { by, at, amount, shares }: Fill): void {
    if (this.#fills === this.#by.length) this.#growFills()
    const fill = this.#fills++
    this.#by[fill] = by
    this.#at[fill] = at
    this.#paid[fill] = amount
    this.#shares[fill] = shares
    this.#next[fill] = -1
    if (this.#first[order] === -1) this.#first[order] = fill
    else this.#next[this.#last[order]!] = fill
    this.#last[order] = fill
  }

  /** In order of time. */
  *fillsOf(order: number): Generator<Fill> {
    for (let fill = this.#first[order]!; fill !== -1; fill = this.#next[fill]!) {
      yield { by: this.#by[fill]!, at: this.#at[fill]!, amount: this.#paid[fill]!, shares: this.#shares[fill]! }
    }
  }

  /** What was paid and received in fills up to a time, without making an object for each. */
  addUp(
    order: number,
    { times, at }: { times: Float64Array; at: Millis },
    into: { amount: number; shares: number },
  ): void {
    into.amount = 0
    into.shares = 0
    for (let fill = this.#first[order]!; fill !== -1; fill = this.#next[fill]!) {
      if (times[this.#at[fill]!]! > at) return
      into.amount += this.#paid[fill]!
      into.shares += this.#shares[fill]!
    }
  }

  isLimit(order: number): boolean {
    return !Number.isNaN(this.limit[order]!)
  }

  /** Entries were renumbered: `places` holds the new number of each. */
  renumber(places: Uint32Array): void {
    for (let i = 0; i < this.length; i++) this.entry[i] = places[this.entry[i]!]!
    for (let i = 0; i < this.#fills; i++) {
      this.#at[i] = places[this.#at[i]!]!
      if (this.#by[i] !== -1) this.#by[i] = places[this.#by[i]!]!
    }
  }

  #growOrders(): void {
    this.entry = longer(this.entry)
    this.limit = longer(this.limit)
    this.amount = longer(this.amount)
    this.expiresAt = longer(this.expiresAt)
    this.cancelledAt = longer(this.cancelledAt)
    this.#first = longer(this.#first)
    this.#last = longer(this.#last)
  }

  #growFills(): void {
    this.#by = longer(this.#by)
    this.#at = longer(this.#at)
    this.#paid = longer(this.#paid)
    this.#shares = longer(this.#shares)
    this.#next = longer(this.#next)
  }
}

type Column = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

function longer<T extends Column>(column: T): T {
  const grown = new (column.constructor as new (length: number) => T)(2 * column.length)
  grown.set(column as never)
  return grown
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
  const fills: Fill[] = []
  let amount = 0
  let shares = 0
  let changedAt = bets.time[orders.entry[order]!]!
  for (const fill of orders.fillsOf(order)) {
    if (bets.time[fill.at]! > at) break
    fills.push(fill)
    amount += fill.amount
    shares += fill.shares
    changedAt = Math.max(changedAt, bets.time[fill.at]!)
  }
  const isFilled = !orders.isLimit(order) || amount >= orders.amount[order]! - ROUNDING
  const isCancelled = !isFilled && orders.cancelledAt[order]! <= at
  if (isCancelled) changedAt = Math.max(changedAt, orders.cancelledAt[order]!)
  return { amount, shares, fills, isFilled, isCancelled, changedAt }
}
