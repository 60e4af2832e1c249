import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENGINES } from '../support/engines.ts'
import { TestWarehouse } from '../support/model.ts'
import { buildAll, everything, rowsOf } from '../support/tables.ts'
import { BATCHES, day, trade } from './warehouse-rows.ts'

describe.each(ENGINES.filter((engine) => engine !== 'duckdb'))('%s holds what duckdb holds', (engine) => {
  let lake: TestWarehouse
  let reference: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open(engine)
    reference = await TestWarehouse.open()
  })
  afterAll(async () => {
    await lake.close()
    await reference.close()
  })

  it('whatever comes, in whatever order, once or again', async () => {
    await fc.assert(
      fc.asyncProperty(BATCHES, async (batches) => {
        for (const { warehouse, connection } of [lake, reference]) await warehouse.clear(connection)
        for (const [i, { again, ...tables }] of batches.entries()) {
          const [here, there] = [await lake.load(tables, { again }), await reference.load(tables, { again })]
          expect(here).toBe(there)
          // Once on the way, so that models are kept up to date as well as built.
          if (i === 0) await buildAll(lake, reference)
        }
        await buildAll(lake, reference)
        expect(await everything(lake)).toEqual(await everything(reference))
      }),
      // Every statement goes to ClickHouse by itself: building all models takes it seconds.
      { numRuns: engine === 'clickhouse' ? 3 : 10 },
    )
  })

  it(`the day of a trade is that of UTC (${day(1)})`, async () => {
    for (const each of [lake, reference]) {
      await each.load({ trades: [trade('late', { traded_at: '2026-01-02T23:59:59.999999Z' })] })
    }
    await buildAll(lake, reference)
    expect(await rowsOf(lake, 'activity_hourly')).toEqual(await rowsOf(reference, 'activity_hourly'))
  })
})
