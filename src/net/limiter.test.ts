import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Clock, Limiter } from './limiter.ts'

/** A clock that jumps to the end of each wait, plus the lateness of a real timer. */
function jumpingClock(lateness: () => number): Clock {
  let at = 0
  return {
    now: () => at,
    async sleep(milliseconds) {
      at += milliseconds + lateness()
    },
  }
}

async function grantTimes(limiter: Limiter, clock: Clock, count: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    await limiter.take()
    times.push(clock.now())
  }
  return times
}

describe('limiter', () => {
  it('never grants more than burst + rate × window in any window, however late the timers are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.5, max: 500, noNaN: true }),
        fc.constantFrom(1, 10, 60),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1, maxLength: 20 }),
        async (perSecond, windowSeconds, burst, late) => {
          let turn = 0
          const clock = jumpingClock(() => late[turn++ % late.length]!)
          const limit = { requests: perSecond * windowSeconds, windowSeconds, burst }
          const times = await grantTimes(new Limiter(limit, clock), clock, 60)
          for (let i = 0; i < times.length; i++) {
            for (let j = i; j < times.length; j++) {
              const window = (times[j]! - times[i]!) / 1000
              expect(j - i + 1).toBeLessThanOrEqual(burst + perSecond * window + 1e-6)
            }
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('uses the whole limit when the timers are exact', async () => {
    const clock = jumpingClock(() => 0)
    const times = await grantTimes(new Limiter({ requests: 20, windowSeconds: 1, burst: 1 }, clock), clock, 201)
    expect(times.at(-1)).toBeCloseTo(10_000, 3)
  })

  it('waits longer behind a request that counts as several', async () => {
    const clock = jumpingClock(() => 0)
    const limiter = new Limiter({ requests: 10, windowSeconds: 1, burst: 1 }, clock)
    await limiter.take(undefined, 5)
    expect((await grantTimes(limiter, clock, 2)).map(Math.round)).toEqual([500, 600])
  })

  it('grants nothing during a pause', async () => {
    const clock = jumpingClock(() => 0)
    const limiter = new Limiter({ requests: 1000, windowSeconds: 1, burst: 10 }, clock)
    limiter.pause(2_000)
    expect((await grantTimes(limiter, clock, 1))[0]).toBeGreaterThanOrEqual(2_000)
  })

  it('an aborted wait uses up no grant', async () => {
    const clock = jumpingClock(() => 0)
    const limiter = new Limiter({ requests: 1, windowSeconds: 1, burst: 1 }, clock)
    await limiter.take()
    await expect(limiter.take(AbortSignal.abort())).rejects.toThrow()
    expect(limiter.granted).toBe(1)
  })
})
