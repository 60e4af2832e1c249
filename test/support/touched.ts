import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MODELS } from '../../src/models/index.ts'
import type { EngineName } from './engines.ts'
import { TestWarehouse } from './model.ts'
import { tradeRow as trade } from './trade-row.ts'

/** Models kept up to date load by load must equal models built at once, over so many drawn histories. */
export function testTouched(engine: EngineName, histories: number): void {
  describe(`gold, by what was touched, on ${engine}`, () => {
    const moment = fc
      .integer({ min: 0, max: 12 * 24 * 60 })
      .map((minutes) => new Date(Date.UTC(2026, 1, 1) + minutes * 60_000).toISOString())
    const drawn = fc.record({
      id: fc.integer({ min: 0, max: 30 }),
      at: moment,
      price: fc.integer({ min: 1, max: 99 }),
      size: fc.integer({ min: 1, max: 500 }),
      market: fc.constantFrom('A', 'B', 'C'),
      side: fc.constantFrom('yes', 'no'),
    })
    const market = fc.record({
      id: fc.constantFrom('A', 'B', 'C', 'D'),
      status: fc.constantFrom('open', 'closed', 'resolved'),
      closes_at: fc.option(moment),
      category: fc.constantFrom('Sports', 'Politics', null),
      wins: fc.constantFrom('yes', 'no'),
    })
    const loads = fc.array(
      fc.record({
        trades: fc.array(drawn, { minLength: 1, maxLength: 12 }),
        markets: fc.array(market, { maxLength: 2 }),
      }),
      { minLength: 2, maxLength: 3 },
    )
    let step: TestWarehouse
    let whole: TestWarehouse
    beforeAll(async () => {
      step = await TestWarehouse.open(engine)
      whole = await TestWarehouse.open(engine)
    })
    afterAll(async () => {
      await step.close()
      await whole.close()
    })

    it('equals a rebuild from nothing, however rows arrive, repeat and change', async () => {
      await fc.assert(
        fc.asyncProperty(loads, async (drawnLoads) => {
          for (const lake of [step, whole]) await lake.warehouse.clear(lake.connection)
          const first = new Map<number, string>()
          const batches = drawnLoads.map(({ trades, markets }, load) => {
            const seen_at = new Date(Date.UTC(2026, 2, 1, load)).toISOString()
            return {
              markets: markets.map(({ id, wins, ...rest }) => ({
                venue: 'kalshi',
                market_id: id,
                question: `Will ${id}?`,
                is_combo: false,
                resolution: rest.status === 'resolved' ? wins : null,
                resolution_value: rest.status === 'resolved' ? (wins === 'yes' ? '1' : '0') : null,
                seen_at,
                ...rest,
              })),
              outcomes: markets.flatMap(({ id, status, wins }) =>
                ['yes', 'no'].map((label, position) => ({
                  venue: 'kalshi',
                  market_id: id,
                  outcome_id: `${id}:${label}`,
                  position,
                  label,
                  is_winner: status === 'resolved' ? label === wins : null,
                  seen_at,
                })),
              ),
              trades: trades.map(({ id, at, price, size, market, side }) => {
                // A venue may correct a trade, but not move it in time.
                if (!first.has(id)) first.set(id, at)
                return trade(`t${id}`, first.get(id)!, {
                  price: `0.${String(price).padStart(2, '0')}`,
                  size: `${size}.5`,
                  market_id: market,
                  outcome_id: `${market}:${side}`,
                  seen_at,
                })
              }),
            }
          })
          for (const batch of batches) {
            await step.load(batch)
            for (const model of MODELS) await step.warehouse.build(step.connection, model)
          }
          for (const batch of batches) await whole.load(batch)
          for (const model of MODELS)
            expect(await step.build(MODELS, model.name), model.name).toEqual(await whole.build(MODELS, model.name))
        }),
        { numRuns: histories },
      )
    })
  })
}
