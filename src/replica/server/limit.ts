/** What a caller may ask for at most; of several windows each holds. */
export type Limit = Bucket | SlidingWindow | readonly SlidingWindow[]

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

/** How a caller stands with the limit that is closest to its end. */
export interface Standing {
  readonly most: number
  readonly left: number
  /** Milliseconds until the next request may pass, or until there is more room. */
  readonly resetsIn: number
}

/** Times are milliseconds and never go back. */
export interface Limiter {
  /** Whether a request that arrives at `at` may pass; one that may is counted. */
  mayPass(at: number): boolean
  standing(at: number): Standing
}

interface Gate {
  standing(at: number): Standing
  count(at: number): void
}

export function createLimit(limit: Limit): Limiter {
  const limits = 'length' in limit ? limit : [limit]
  const gates = limits.map((each) => ('most' in each ? createWindow(each) : createBucket(each)))
  return {
    mayPass(at) {
      if (gates.some((gate) => gate.standing(at).left < 1)) return false
      for (const gate of gates) gate.count(at)
      return true
    },
    standing: (at) => gates.map((gate) => gate.standing(at)).reduce((a, b) => (b.left < a.left ? b : a)),
  }
}

function createBucket({ perSecond, burst }: Bucket): Gate {
  let tokens = burst
  let last = Number.NEGATIVE_INFINITY
  const fill = (at: number) => {
    if (last !== Number.NEGATIVE_INFINITY) tokens = Math.min(burst, tokens + ((at - last) / 1000) * perSecond)
    last = at
  }
  return {
    standing(at) {
      fill(at)
      return { most: burst, left: Math.floor(tokens), resetsIn: Math.max(0, ((1 - tokens) / perSecond) * 1000) }
    },
    count(at) {
      fill(at)
      tokens -= 1
    },
  }
}

function createWindow({ most, seconds }: SlidingWindow): Gate {
  const passed: number[] = []
  return {
    standing(at) {
      while (passed[0] !== undefined && passed[0] <= at - seconds * 1000) passed.shift()
      const oldest = passed[0] ?? at
      return { most, left: most - passed.length, resetsIn: oldest + seconds * 1000 - at }
    },
    count: (at) => passed.push(at),
  }
}
