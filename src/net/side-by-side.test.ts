import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sideBySide, Watermark } from './side-by-side.ts'

describe('asking side by side', () => {
  it('settles every item once, keeps so many on their way and no more, and lets a stuck one hold up nobody', async () => {
    const items = fc.array(fc.record({ turns: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 2, max: 6 }), async (list, atOnce) => {
        let onTheWay = 0
        let most = 0
        const places: number[] = []
        const last = Math.max(0, list.length - 1)
        let free = () => {}
        const others = new Promise<void>((resolve) => {
          free = resolve
        })
        if (last === 0) free()
        const ask = async (item: { turns: number; fails: boolean }) => {
          most = Math.max(most, ++onTheWay)
          // The first one waits until all others are settled.
          if (item === list[0]) await others
          for (let i = 0; i < item.turns; i++) await Promise.resolve()
          onTheWay--
          if (item.fails) throw item
          return item
        }
        for await (const outcome of sideBySide(list, atOnce, ask)) {
          places.push(outcome.place)
          const failed = 'error' in outcome
          expect(failed ? outcome.error : outcome.value).toBe(list[outcome.place])
          expect(failed).toBe(list[outcome.place]!.fails)
          if (places.length === last) free()
        }
        expect(places.toSorted((a, b) => a - b)).toEqual(list.map((_, i) => i))
        expect(most).toBe(Math.min(atOnce, list.length))
      }),
      { numRuns: 50 },
    )
  })

  it('the watermark stands before the first item that is not done', () => {
    const mark = new Watermark()
    expect([2, 0, 4, 1, 3].map((place) => mark.pass(place))).toEqual([0, 1, 1, 3, 5])
  })
})
