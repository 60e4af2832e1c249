import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMatcher, type Trade } from './fills.ts'

const matcher = createMatcher(7, 500)

const trades: fc.Arbitrary<Trade> = fc.record({
  transaction: fc.nat(1_000_000),
  price: fc.integer({ min: 1, max: 999 }).map((thousandths) => thousandths * 1000),
  size: fc.integer({ min: 1, max: 6_000_000 }),
  taker: fc.nat(499),
  maker: fc.nat(499),
  flags: fc.nat(1),
})

it('matches a taker with makers who give exactly what it takes, at prices that meet', () => {
  fc.assert(
    fc.property(trades, (trade) => {
      const [taker, ...makers] = matcher.fills(trade)
      expect(matcher.taker(trade)).toEqual(taker)
      expect(matcher.count(trade)).toBe(1 + makers.length)
      expect(makers.length).toBeGreaterThan(0)
      expect(makers.reduce((sum, { size }) => sum + size, 0)).toBe(taker!.size)
      for (const { trader, size, isBuy, outcome, price } of makers) {
        expect(trader).not.toBe(taker!.trader)
        expect(size).toBeGreaterThan(0)
        expect(isBuy === taker!.isBuy).toBe(outcome !== taker!.outcome)
        // Amounts are rounded down to millionths on either side.
        const theirs = outcome === taker!.outcome ? price : 1 - price
        expect(Math.abs(theirs - taker!.price)).toBeLessThan(1 / size + 1 / taker!.size + 1e-9)
      }
    }),
  )
})

it('has the shares that were observed: opposite makers, ratio prices, rows per transaction', () => {
  let [rows, makers, opposite, ratios] = [0, 0, 0, 0]
  for (let transaction = 0; transaction < 3000; transaction++) {
    const fills = matcher.fills({
      transaction,
      price: 540_000,
      size: 4_711,
      taker: 3,
      maker: 4,
      flags: transaction % 2,
    })
    rows += fills.length
    makers += fills.length - 1
    opposite += fills.filter((fill) => fill.outcome !== fills[0]!.outcome).length
    ratios += String(fills[0]!.price).length > 10 ? 1 : 0
  }
  expect(opposite / makers).toBeCloseTo(0.78, 1)
  expect(ratios / 3000).toBeCloseTo(1 / 3, 1)
  expect(rows / 3000).toBeGreaterThan(2.5)
})
