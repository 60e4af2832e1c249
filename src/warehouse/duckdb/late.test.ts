import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestWarehouse } from '../../../test/support/model.ts'

type Told = { readonly id: string; readonly says: number; readonly refused: boolean }

const LOADS = fc.array(
  fc.array(fc.record({ id: fc.constantFrom('a', 'b'), says: fc.integer({ min: 1, max: 3 }), refused: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  }),
  { minLength: 1, maxLength: 5 },
)

const moment = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()

const trade = ({ id, says }: Told, second: number) => ({
  venue: 'kalshi',
  trade_id: id,
  part: 0,
  market_id: 'M',
  outcome_id: 'M:yes',
  side: 'buy',
  price: '0.5',
  size: String(says),
  notional: '1',
  traded_at: moment(0),
  kind: 'trade',
  is_combo: false,
  seen_at: moment(second),
})
const series = ({ id, says }: Told, second: number) => ({
  venue: 'kalshi',
  series_id: id,
  title: `says ${says}`,
  seen_at: moment(second),
})

/** The rows of a table and of its twin. */
async function all(warehouse: TestWarehouse, tables: readonly string[]) {
  const rows = tables.map((t) =>
    warehouse.connection.rows(`select * exclude (_load) from warehouse.silver.${t} order by all`),
  )
  return Promise.all(rows)
}

let inOrder: TestWarehouse
let healed: TestWarehouse
beforeAll(async () => {
  inOrder = await TestWarehouse.open()
  healed = await TestWarehouse.open()
})
afterAll(async () => {
  await inOrder.close()
  await healed.close()
})

it.each([
  ['facts', 'trades', 'superseded_trades', trade],
  ['states', 'series', 'series_versions', series],
] as const)('%s that were refused first lie where they belong once all of their keys are read again', async (_, table, twin, row) => {
  await fc.assert(
    fc.asyncProperty(LOADS, async (loads) => {
      for (const warehouse of [inOrder, healed]) await warehouse.warehouse.clear(warehouse.connection)
      let second = 0
      const timed = loads.map((told) => told.map((t) => ({ ...t, row: row(t, ++second) })))
      for (const told of timed) {
        await inOrder.load({ [table]: told.map((t) => t.row) })
        await healed.load({ [table]: told.filter((t) => !t.refused).map((t) => t.row) })
      }
      for (const told of timed) {
        const ids = new Set(told.filter((t) => t.refused).map((t) => t.id))
        const again = timed
          .flat()
          .filter((t) => ids.has(t.id))
          .map((t) => t.row)
        await healed.load({ [table]: again }, { again: true })
      }
      expect(await all(healed, [table, twin])).toEqual(await all(inOrder, [table, twin]))
    }),
    { numRuns: 8, seed: 7 },
  )
})
