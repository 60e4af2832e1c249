/** A token bucket: at most `burst` requests at once, `perSecond` over time. No windows, no cool-down. */
export interface Limit {
  readonly perSecond: number
  readonly burst: number
}

/** Whether a request that arrives at `at` (milliseconds, never going back) may pass. */
export function createBucket({ perSecond, burst }: Limit): (at: number) => boolean {
  let tokens = burst
  let last = Number.NEGATIVE_INFINITY
  return (at) => {
    if (last !== Number.NEGATIVE_INFINITY) tokens = Math.min(burst, tokens + ((at - last) / 1000) * perSecond)
    last = at
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
