import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestWarehouse } from '../../../test/support/model.ts'
import { tradeRow } from '../../../test/support/trade-row.ts'
import { silverTable } from '../../core/tables/index.ts'
import { MODELS } from '../../models/index.ts'
import { currentSnapshot } from '../../snapshot/manifest.ts'
import { createViews } from '../../snapshot/views.ts'
import { publish } from './publish.ts'
import { stepsOf } from './scope.ts'

/** The market summary with what it reads. */
const models = MODELS.slice(0, MODELS.findIndex((model) => model.name === 'market_summary') + 1)

let lake: TestWarehouse
let home: string
beforeAll(async () => {
  lake = await TestWarehouse.open()
  home = await mkdtemp(path.join(os.tmpdir(), 'oddslake-scope-'))
})
afterAll(async () => {
  await lake.close()
  await rm(home, { recursive: true })
})

it('steps hold every fact once, and no bucket is in two of them', async () => {
  const minutes = [0, 10, 59, 60, 61, 300, 301, 302, 303, 600]
  const at = (minute: number) => new Date(Date.UTC(2026, 1, 1, 0, minute)).toISOString()
  await lake.load({ trades: minutes.map((minute) => tradeRow(`t${minute}`, at(minute))) })
  const rebuild = { by: 'hour', at: 'hour' } as const
  const steps = await stepsOf(lake.connection, { rebuild, facts: [silverTable('trades')], most: 3 })
  const held = await Promise.all(
    steps.map(async ({ touched }) => {
      const rows = await lake.connection.rows<{ id: string }>(
        `select trade_id as id from warehouse.silver.trades where ${touched('traded_at')} order by traded_at`,
      )
      return rows.map(({ id }) => Number(id.slice(1)))
    }),
  )
  expect(held).toEqual([[0, 10, 59], [60, 61, 300, 301, 302, 303], [600]])
})

it('a snapshot follows a model by key, and writes only the months of changed rows again', async () => {
  await lake.warehouse.clear(lake.connection)
  const markets = ['A', 'B', 'C'].map((market_id) => ({
    ...{ venue: 'kalshi', market_id, status: 'open', is_combo: false, seen_at: '2026-03-01T00:00:00Z' },
  }))
  const trade = (market_id: string, at: string) => tradeRow(`${market_id}${at}`, at, { market_id })
  const files = async () => {
    for (const model of models) await lake.warehouse.build(lake.connection, model)
    await publish(lake.connection, { home, models, trace: () => {} })
    const { folder, manifest } = (await currentSnapshot(home))!
    await createViews(lake.connection, folder, manifest)
    const shown = await lake.connection.rows('select * from gold.market_summary order by market_id')
    const kept = 'select * exclude (_load) from warehouse.gold.market_summary order by market_id'
    expect(shown).toEqual(await lake.connection.rows(kept))
    const table = manifest.tables.find((t) => t.name === 'market_summary')!
    return new Map(table.parts.map((part) => [part.month, part.file]))
  }
  await lake.load({ markets, trades: [trade('A', '2025-11-01T00:00:00Z'), trade('B', '2026-01-01T00:00:00Z')] })
  const before = await files()
  expect([...before.keys()].sort()).toEqual(['2025-11', '2026-01', null])
  await lake.load({ trades: [trade('B', '2026-02-01T00:00:00Z')] })
  const after = await files()
  expect([...after.keys()].sort()).toEqual(['2025-11', '2026-02', null])
  for (const month of ['2025-11', null]) expect(after.get(month)).toBe(before.get(month))
})
