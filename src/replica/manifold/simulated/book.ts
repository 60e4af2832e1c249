import type { Millis } from '../library.ts'
import type { Orders } from './orders.ts'

/** An order that waits in a pool. */
export interface Resting {
  readonly order: number
  readonly user: number
  readonly limit: number
  left: number
}

const MOST = 40

/** The limit orders that wait in one pool, best first: buyers of YES below the price, buyers of NO above it. */
export class Book {
  readonly #orders: Orders
  readonly #yes: Resting[] = []
  readonly #no: Resting[] = []

  constructor(orders: Orders) {
    this.#orders = orders
  }

  /** The best order that a buyer of `outcome` meets, once those that ended before `at` are gone. */
  against(outcome: 'YES' | 'NO', at: Millis): Resting | undefined {
    const side = outcome === 'YES' ? this.#no : this.#yes
    while (side[0] !== undefined && this.#orders.cancelledAt[side[0].order]! <= at) side.shift()
    return side[0]
  }

  /** The best order has nothing left. */
  drop(outcome: 'YES' | 'NO'): void {
    const side = outcome === 'YES' ? this.#no : this.#yes
    side.shift()
  }

  add(outcome: 'YES' | 'NO', resting: Resting, at: Millis): void {
    const side = outcome === 'YES' ? this.#yes : this.#no
    const isBehind = (other: Resting) => (outcome === 'YES' ? other.limit < resting.limit : other.limit > resting.limit)
    const place = side.findIndex(isBehind)
    side.splice(place === -1 ? side.length : place, 0, resting)
    if (side.length > MOST) this.#end(side.pop()!, at)
  }

  /** The price jumped past these, so they are cancelled. */
  cancelPassed(prob: number, at: Millis): void {
    while (this.#no[0] !== undefined && this.#no[0].limit <= prob) this.#end(this.#no.shift()!, at)
    while (this.#yes[0] !== undefined && this.#yes[0].limit >= prob) this.#end(this.#yes.shift()!, at)
  }

  #end({ order }: Resting, at: Millis): void {
    this.#orders.cancelledAt[order] = Math.min(this.#orders.cancelledAt[order]!, at + 40)
  }
}
