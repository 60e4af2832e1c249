/** Time inside a world, in microseconds. It stands still until it is told to move on. */
export interface Clock {
  now(): number
  moveOn(microseconds: number): void
  /** Changes whenever something in the world may have changed, so that what was derived from it can be kept until then. */
  version(): number
}

export function createClock(start: number): Clock {
  let now = start
  let version = 0
  return {
    now: () => now,
    version: () => version,
    moveOn(microseconds) {
      now += microseconds
      version++
    },
  }
}
