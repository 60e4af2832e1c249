import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalText, divideHalfEven, instantText, moneyText, priceText, sizeText } from './decimals.ts'

describe('decimals of the truth', () => {
  it('writes full scale', () => {
    expect(priceText(560_000)).toBe('0.560000000000')
    expect(sizeText(777)).toBe('7.770000')
    expect(moneyText(777 * 30_000)).toBe('0.233100000000')
    expect(decimalText(5n, 2, 2)).toBe('0.05')
    expect(decimalText(10n ** 20n, 2, 3)).toBe('1000000000000000000.000')
  })

  it('rounds half to even', () => {
    expect([5n, 15n, 25n, 26n].map((a) => divideHalfEven(a, 10n))).toEqual([0n, 2n, 2n, 3n])
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 20n), fc.bigInt(1n, 10n ** 9n), (a, b) => {
        const distance = a - divideHalfEven(a, b) * b
        expect((distance < 0n ? -distance : distance) * 2n <= b).toBe(true)
      }),
    )
  })

  it('writes microseconds', () => {
    expect(instantText(1_791_417_600_000_007)).toBe('2026-10-08T00:00:00.000007Z')
  })
})
