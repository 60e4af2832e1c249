import type { Library } from '../library.ts'

/** One request on its way to its handler. */
export interface Call {
  readonly library: Library
  readonly query: URLSearchParams
  /** What stood in the place of the route's `*`. */
  readonly name: string
  /** Serve no row, but a cursor that leads to the rows left out. */
  readonly leaveEmpty: boolean
}
