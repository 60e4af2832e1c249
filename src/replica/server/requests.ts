/** One request as it arrived. */
export interface LoggedRequest {
  /** Milliseconds of a clock that never goes back. */
  readonly at: number
  readonly method: string
  readonly path: string
  /** As sent, without the question mark. */
  readonly query: string
  /** 0 while it is not answered yet. */
  status: number
  /** The fault it met, if any. */
  fault: string | null
}
