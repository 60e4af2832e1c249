import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIds } from './ids.ts'

describe('ids', () => {
  it('lead back to their index, and are as long as wanted', () => {
    const index = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    fc.assert(
      fc.property(index, fc.integer(), fc.integer({ min: 6, max: 28 }), (i, seed, length) => {
        const ids = createIds(Math.abs(seed), 'bet')
        const id = ids.text(i, length)
        expect(id).toMatch(/^[0-9A-Za-z]+$/)
        expect(id.length).toBe(length)
        expect(ids.index(id)).toBe(i)
      }),
    )
  })

  it('take any text', () => {
    const ids = createIds(1, 'bet')
    for (const text of ['', 'abc', '!!!!!!', 'é'.repeat(12)]) expect(ids.index(text)).toBe(-1)
  })
})
