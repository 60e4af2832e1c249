import type { Answer, Twist } from '../../world.ts'
import type { Library } from '../library.ts'

/** One request on its way to its handler. */
export interface Call {
  readonly library: Library
  readonly query: URLSearchParams
  /** What stood in the place of the route's `*`. */
  readonly name: string
  /** What was posted. */
  readonly body: string
  readonly twist: Twist | undefined
}

/** Method, path (`*` is one segment) and what answers it. */
export type Route = readonly ['GET' | 'POST', string, (call: Call) => Answer]
