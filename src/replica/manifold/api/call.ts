import type { Twist } from '../../world.ts'
import type { Library } from '../library.ts'

/** One request on its way to its handler. */
export interface Call {
  readonly library: Library
  readonly query: URLSearchParams
  /** What stood in the place of the route's `*`. */
  readonly name: string
  readonly twist: Twist | undefined
}
