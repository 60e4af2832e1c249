/** What a caller may ask for at most. */
export type Limit = Bucket | SlidingWindow

/** At most `burst` requests at once, `perSecond` over time. No windows, no cool-down. */
export interface Bucket {
  readonly perSecond: number
  readonly burst: number
}

/** At most `most` requests in any stretch of so many seconds. */
export interface SlidingWindow {
  readonly most: number
  readonly seconds: number
}

/** Whether a request that arrives at `at` (milliseconds, never going back) may pass. */
export function createLimit(limit: Limit): (at: number) => boolean {
  return 'most' in limit ? createWindow(limit) : createBucket(limit)
}

export function createBucket({ perSecond, burst }: Bucket): (at: number) => boolean {
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

export function createWindow({ most, seconds }: SlidingWindow): (at: number) => boolean {
  const passed: number[] = []
  return (at) => {
    while (passed[0] !== undefined && passed[0] <= at - seconds * 1000) passed.shift()
    if (passed.length >= most) return false
    passed.push(at)
    return true
  }
}
