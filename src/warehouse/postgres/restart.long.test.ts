import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { TestWarehouse } from '../../../test/support/model.ts'
import { type RestartedServer, startPostgres } from '../../../test/support/servers.ts'
import { TransientError } from '../../core/errors.ts'
import { openPostgres } from './index.ts'

const ROWS = 20_000

function trades(load: number) {
  const seen = '2026-01-01T00:00:00Z'
  return Array.from({ length: ROWS }, (_, i) => ({
    ...{
      venue: 'kalshi',
      trade_id: `${load}-${i}`,
      part: '0',
      market_id: 'A',
      price: '0.5',
      size: '1',
      notional: '0.5',
    },
    ...{
      kind: 'trade',
      is_combo: false,
      seen_at: seen,
      traded_at: new Date(Date.UTC(2026, load, 1) + i).toISOString(),
    },
  }))
}

describe.skipIf(inject('postgres') === undefined)('a PostgreSQL server that crashes and comes back', () => {
  let server: RestartedServer
  let lake: TestWarehouse
  let scratch: string
  beforeAll(async () => {
    server = await startPostgres(['-c', 'fsync=on'])
    scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-scratch-'))
    lake = await TestWarehouse.around(await openPostgres({ url: server.url, scratch }))
    await lake.warehouse.migrate(lake.connection)
  })
  afterAll(async () => {
    await lake.close()
    await rm(scratch, { recursive: true })
    await server.stop()
  })

  it('at any moment of a load: it is done once, or said to be tried again', async () => {
    for (let load = 0; load < 12; load++) {
      const rows = trades(load)
      const loading = lake.load({ trades: rows }).catch((error: Error) => error)
      await sleep(Math.random() * 900)
      await server.restart()
      const outcome = await loading
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(TransientError)
        await lake.load({ trades: rows })
      }
      const counted = await lake.warehouse.select(
        lake.connection,
        'select count(*) as n, count(distinct trade_id) as ids, (select count(*) from ops.loads) as files from silver.trades',
        'counted',
      )
      const [found] = await lake.connection.rows(`select * from ${counted}`)
      expect(found).toMatchObject({ n: String((load + 1) * ROWS), ids: String((load + 1) * ROWS) })
    }
  })
})
