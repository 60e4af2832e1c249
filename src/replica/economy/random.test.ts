import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mix, unmix } from './random.ts'

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('mixing words', () => {
  it('can be undone', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(unmix(a, mix(a, b))).toBe(b)
      }),
    )
  })
})
