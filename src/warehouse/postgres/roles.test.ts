import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { databaseOf, runOn } from '../../../test/support/databases.ts'
import { TestWarehouse } from '../../../test/support/model.ts'
import { MODELS } from '../../models/index.ts'
import type { Warehouse } from '../warehouse.ts'
import { openPostgres } from './index.ts'

const server = inject('postgres')
const SEEN = '2026-01-01T00:00:00Z'

/** The statements of docs/warehouses.md, with names of this test's own. */
const blocks = [...readFileSync('docs/warehouses.md', 'utf8').matchAll(/```sql\n([\s\S]*?)```/g)].map(([, block]) =>
  block!
    .replaceAll(/oddslake_(writer|reader)/g, `$1_${process.pid}`)
    .replaceAll(/database oddslake\b/g, `database roles_${process.pid}`),
)
const as = (role: string) => {
  const url = new URL(databaseOf(server!, `roles_${process.pid}`))
  url.username = `${role}_${process.pid}`
  url.password = 'CHANGE-ME'
  return url.href
}

describe.skipIf(server === undefined)('the roles of docs/warehouses.md', () => {
  let lake: TestWarehouse
  let reader: Warehouse
  let scratch: string
  beforeAll(async () => {
    // Each statement by itself: a database cannot be made within a transaction.
    for (const statement of blocks[0]!.split(';\n').filter((text) => text !== '')) await runOn(server!, statement)
    scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-scratch-'))
    lake = await TestWarehouse.around(await openPostgres({ url: as('writer'), scratch }))
    await lake.warehouse.migrate(lake.connection)
    await runOn(databaseOf(server!, `roles_${process.pid}`), blocks[2]!)
    reader = await openPostgres({ url: as('reader'), scratch })
  })
  afterAll(async () => {
    await reader.close()
    await lake.close()
    await rm(scratch, { recursive: true })
    await runOn(server!, `drop database roles_${process.pid} with (force)`)
    await runOn(server!, `drop role writer_${process.pid}`)
    await runOn(server!, `drop role reader_${process.pid}`)
  })

  it('the writer does everything; the reader reads everything, tables that come later as well, and changes nothing', async () => {
    const trade = (id: string, traded_at: string) => ({
      ...{ venue: 'kalshi', trade_id: id, part: '0', market_id: 'A', price: '0.5', size: '1', notional: '0.5' },
      ...{ kind: 'trade', is_combo: false, seen_at: SEEN, traded_at },
    })
    await lake.load({ trades: [trade('t', SEEN)] })
    for (const model of MODELS) await lake.warehouse.build(lake.connection, model)
    await lake.load({ trades: [trade('u', '2026-05-01T00:00:00Z')] })
    const counted = await reader.select(
      lake.connection,
      `select (select count(*) from silver.trades) as trades, (select sum(trades)::bigint from gold.activity_daily) as built`,
      'counted',
    )
    expect(await lake.connection.rows(`select * from ${counted}`)).toEqual([{ trades: '2', built: '1' }])
    await lake.warehouse.clear(lake.connection)
    const client = new pg.Client({ connectionString: as('reader') })
    await client.connect()
    const errors: string[] = []
    for (const statement of [
      'create table public.mine (a int)',
      'set default_transaction_read_only = off',
      'delete from silver.trades',
      'create table gold.mine (a int)',
    ])
      await client.query(statement).catch((error: Error) => errors.push(error.message))
    await client.end()
    expect(errors).toEqual([
      expect.stringContaining('read-only transaction'),
      expect.stringContaining('permission denied for table trades'),
      expect.stringContaining('permission denied for schema gold'),
    ])
  })
})
