import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buy, moveTo, probOf, sell } from './cpmm.ts'

const side = fc.double({ min: 5, max: 5000, noNaN: true })
const weight = fc.oneof(fc.constant(0.5), fc.double({ min: 0.05, max: 0.95, noNaN: true }))
const pool = fc.record({ yes: side, no: side, p: weight })
const outcome = fc.constantFrom('YES' as const, 'NO' as const)
const amount = fc.double({ min: 0.1, max: 2000, noNaN: true })
const invariant = ({ yes, no, p }: { yes: number; no: number; p: number }) => p * Math.log(yes) + (1 - p) * Math.log(no)

describe('the market maker', () => {
  it('keeps its invariant, and moves its price the way of the buyer', () => {
    fc.assert(
      fc.property(pool, outcome, amount, (before, side, paid) => {
        const move = buy(before, side, paid)
        const after = { ...move, p: before.p }
        expect(invariant(after)).toBeCloseTo(invariant(before), 6)
        expect(move.shares).toBeGreaterThan(paid)
        expect(probOf(after) > probOf(before)).toBe(side === 'YES')
      }),
    )
  })

  it('takes back what it sold for what it got', () => {
    fc.assert(
      fc.property(pool, outcome, amount, (before, side, paid) => {
        const bought = buy(before, side, paid)
        const sold = sell({ ...bought, p: before.p }, side, bought.shares)
        expect(sold.amount / paid).toBeCloseTo(1, 4)
        expect(sold.yes / before.yes).toBeCloseTo(1, 4)
      }),
    )
  })

  it('reaches a price by the purchase that leads there', () => {
    fc.assert(
      fc.property(pool, fc.double({ min: 0.02, max: 0.98, noNaN: true }), (before, prob) => {
        const move = moveTo(before, prob)
        expect(probOf({ ...move, p: before.p })).toBeCloseTo(prob, 9)
        if (Math.abs(move.amount) < 1e-3) return
        expect(buy(before, move.outcome, move.amount).shares / move.shares).toBeCloseTo(1, 4)
      }),
    )
  })
})
