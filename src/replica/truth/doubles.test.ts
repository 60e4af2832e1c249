import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { complementText, doubleText, ratioText } from './doubles.ts'

describe('doubles as decimals', () => {
  it('rounds what is written on the wire half to even', () => {
    const written: [number, number, string][] = [
      [0.125, 2, '0.12'],
      [0.375, 2, '0.38'],
      [-2.5, 1, '-2.5'],
      [1 / 8192, 12, '0.000122070312'],
      [1.0000005, 6, '1.000000'],
      [0.1, 20, '0.10000000000000000000'],
      [-1e-9, 6, '0.000000'],
      [1e21, 1, '1000000000000000000000.0'],
      [253_399_726_740_000, 6, '253399726740000.000000'],
    ]
    for (const [value, digits, text] of written) expect(doubleText(value, digits)).toBe(text)
    expect([ratioText(1, 3, 12), ratioText(-2, -3, 12), ratioText(0.3, 0.1, 12)]).toEqual([
      '0.333333333333',
      '0.666666666667',
      '3.000000000000',
    ])
  })

  it('is never farther from the double than half a digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        expect(Math.abs(Number(doubleText(value, 6)) - value)).toBeLessThanOrEqual(0.5e-6 + 1e-9)
      }),
    )
  })

  it('adds up to one with its complement', () => {
    const digits = (text: string) => BigInt(text.replace('.', ''))
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (price) => {
        expect(digits(doubleText(price, 12)) + digits(complementText(price, 12))).toBe(10n ** 12n)
      }),
    )
  })
})
