import { mix } from '../economy/random.ts'
import { MINUTE, type Micros, SECOND } from '../economy/types.ts'
import type { Condition, Trading } from './library.ts'

/** What a token was worth: the midpoint of its book, in millionths. */
export interface Point {
  /** Seconds. */
  readonly at: number
  readonly price: number
}

export interface Stretch {
  readonly outcome: 0 | 1
  /** Seconds, both inclusive. */
  readonly from: number
  readonly to: number
  /** Minutes from one point to the next. */
  readonly step: number
}

/**
 * The midpoints of a token from its opening to its resolution, at every so many minutes since 1970. Some are stamped a
 * few seconds late and some come twice.
 */
export function* pointsOf(
  trading: Trading,
  condition: Condition,
  { outcome, from, to, step }: Stretch,
): Generator<Point> {
  const { opensAt, resolvedAt } = condition.life
  const first = Math.max(Math.floor(from / 60), Math.ceil(opensAt / MINUTE))
  const last = Math.min(to / 60, resolvedAt / MINUTE)
  for (let minute = Math.ceil((first - step + 1) / step) * step; minute <= last; minute += step) {
    if (minute * MINUTE < opensAt) continue
    const word = mix(condition.question, minute)
    const at = minute * 60 + (word % 10 === 0 ? 1 + (word % 3) : 0)
    if (at < from || at > to) continue
    const point = { at, price: trading.price(condition, outcome, minute * MINUTE) }
    yield point
    if (word % 499 === 0) yield point
  }
}

/** The price of a minute, which holds until the next one. */
export function priceAt(
  trading: Trading,
  condition: Condition,
  { outcome, at }: { outcome: 0 | 1; at: Micros },
): Point {
  const minute = Math.floor(at / MINUTE)
  return { at: Math.floor(at / SECOND), price: trading.price(condition, outcome, minute * MINUTE) }
}
