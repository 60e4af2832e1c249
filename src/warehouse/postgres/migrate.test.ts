import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { databaseOf, runOn } from '../../../test/support/databases.ts'
import { TestWarehouse } from '../../../test/support/model.ts'
import { openPostgres } from './index.ts'
import { migrate, script } from './migrate.ts'
import { Server } from './server.ts'

const there = inject('postgres')

describe.skipIf(there === undefined)('tables on a PostgreSQL server', () => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open('postgres')
  })
  afterAll(() => lake.close())

  it('are made once by many at the same time, and by the printed script as well', async () => {
    const made: string[][] = []
    for (const way of ['migrate', 'script']) {
      const name = `made_by_${way}_${process.pid}`
      await runOn(there!, `create database ${name} template template0`)
      const url = databaseOf(there!, name)
      if (way === 'script') await runOn(url, script())
      const servers = Array.from({ length: 3 }, () => new Server(url))
      await Promise.all(servers.map((server) => migrate(server)))
      made.push(
        await servers[0]!.transaction(async (session) => {
          const rows = await session.rows<{ what: string }>(
            `select format('%s %s %s', c.relkind, c.oid::regclass, pg_get_indexdef(c.oid)) as what from pg_class as c
             join pg_namespace as n on n.oid = c.relnamespace where nspname in ('bronze', 'silver', 'gold', 'ops')
             union all select format('version %s', version) from ops.migrations union all select format('shape %s', name) from ops.shapes order by 1`,
          )
          return rows.map((row) => row.what)
        }),
      )
      await Promise.all(servers.map((server) => server.close()))
      await runOn(there!, `drop database ${name}`)
    }
    expect(made[0]!.length).toBeGreaterThan(200)
    expect(made[1]).toEqual(made[0])
  })

  it('of another version are made anew, and bronze is read again; an index comes back alone', async () => {
    const { warehouse, connection } = lake
    const { url } = warehouse
    const series = [{ venue: 'kalshi', series_id: 'S', title: 'S', seen_at: '2026-01-01T00:00:00Z' }]
    await lake.load({ series })
    await runOn(
      url,
      `drop index silver.markets_by_volume; update ops.shapes set statement = 'of old' where name = 'silver.markets_by_volume'`,
    )
    await warehouse.migrate(connection)
    expect((await warehouse.loaded(connection)).size).toBe(1)
    await runOn(
      url,
      `alter table silver.series drop column title; update ops.shapes set statement = 'of old' where name = 'silver.series'`,
    )
    await warehouse.migrate(connection)
    expect((await warehouse.loaded(connection)).size).toBe(0)
    expect(await lake.load({ series })).toBe(1)
    await runOn(url, `insert into ops.migrations values (99, 'of a later version')`)
    await expect(warehouse.migrate(connection)).rejects.toThrow(/newer oddslake/)
    await runOn(url, 'delete from ops.migrations where version = 99')
  })

  it('are divided by month where they are large, and what no month can be is kept, too', async () => {
    const at = (traded_at: string) => ({
      ...{ venue: 'kalshi', trade_id: traded_at, part: '0', market_id: 'A', price: '0.5', size: '1', notional: '0.5' },
      ...{ kind: 'trade', is_combo: false, seen_at: '2026-01-01T00:00:00Z', traded_at },
    })
    await lake.load({ trades: ['2026-11-30T23:59:59.999999Z', '2026-12-01T00:00:00Z', '1970-01-01T00:00:00Z'].map(at) })
    await lake.load({ trades: [at('2026-12-31T12:00:00Z'), at('2199-01-01T00:00:00Z')] })
    const client = new pg.Client({ connectionString: lake.warehouse.url })
    await client.connect()
    const { rows } = await client.query(
      `select tableoid::regclass::text as part, count(*)::int as n from silver.trades group by 1 order by 1`,
    )
    await client.end()
    expect(rows).toEqual([
      { part: 'silver.trades_2026_11', n: 1 },
      { part: 'silver.trades_2026_12', n: 2 },
      { part: 'silver.trades_after', n: 1 },
      { part: 'silver.trades_before', n: 1 },
    ])
  })

  it('what is asked is one statement that reads', async () => {
    const { warehouse, connection } = lake
    for (const statement of [
      'select 1; select 2',
      'select 1) to stdout; drop table silver.trades; --',
      `select 1) to program 'touch x' --`,
      'insert into ops.touched values (1, null, null, true)',
      `with gone as (delete from silver.trades returning 1) select * from gone`,
      'drop table silver.trades',
    ])
      await expect(warehouse.select(connection, statement, 'asked'), statement).rejects.toThrow(
        /cannot be run|only read/,
      )
    const asked = await warehouse.select(connection, `select 'a' as "it's", 1.5 as n, null as "null" -- said`, 'asked')
    expect(await connection.rows(`select * from ${asked}`)).toEqual([{ "it's": 'a', n: '1.500000000000', null: null }])
  })

  it('a URL is read as libpq reads it, and shown without its password', async () => {
    const open = (url: string) => openPostgres({ url, scratch: '' })
    await expect(open('postgres://u:p@h/d?sslmode=prefer')).rejects.toThrow(/sslmode=disable, require/)
    await expect(open('postgres://u:p@h/d?sslrootcert=/no/such/file&sslmode=verify-full')).rejects.toThrow(
      /cannot be read/,
    )
    await expect(open('postgres://u:p@h/d?ssl=on')).rejects.toThrow(/option "ssl" that is not known/)
  })
})
