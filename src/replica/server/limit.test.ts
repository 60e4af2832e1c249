import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimit } from './limit.ts'

describe('the token bucket', () => {
  it('lets at most burst + rate x w requests through in any window w', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (waits, perSecond, burst) => {
        const { mayPass } = createLimit({ perSecond, burst })
        let at = 0
        const passed: number[] = []
        for (const wait of waits) {
          at += wait
          if (mayPass(at)) passed.push(at)
        }
        for (const [i, from] of passed.entries()) {
          for (const [j, to] of passed.entries()) {
            if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(burst + (perSecond * (to - from)) / 1000 + 1e-6)
          }
        }
        expect(passed.length).toBeGreaterThan(0)
      }),
    )
  })

  it('is full again after a rest, and never fuller', () => {
    const { mayPass } = createLimit({ perSecond: 20, burst: 20 })
    const burst = (at: number) => Array.from({ length: 30 }, () => mayPass(at)).filter(Boolean).length
    expect([burst(0), burst(500), burst(60_000)]).toEqual([20, 10, 20])
  })
})

describe('the sliding window', () => {
  it('never lets more than its share through in any stretch of its length, and all it may', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 10 }), (waits, most) => {
        const { mayPass } = createLimit({ most, seconds: 1 })
        let at = 0
        const passed: number[] = []
        for (const wait of waits) {
          at += wait
          const before = passed.filter((time) => time > at - 1000).length
          expect(mayPass(at)).toBe(before < most)
          if (before < most) passed.push(at)
        }
      }),
    )
  })

  it('holds together with others: what one refuses counts for none, and the tightest one is told', () => {
    const { mayPass, standing } = createLimit([
      { most: 2, seconds: 1 },
      { most: 3, seconds: 10 },
    ])
    expect([0, 1, 2, 1001].map(mayPass)).toEqual([true, true, false, true])
    expect(standing(1001)).toEqual({ most: 3, left: 0, resetsIn: 8999 })
    expect([5000, 10_000].map(mayPass)).toEqual([false, true])
  })
})
