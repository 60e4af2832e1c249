import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { databaseOf, runOn } from '../../../test/support/databases.ts'
import { TestWarehouse } from '../../../test/support/model.ts'
import { FullDiskError, TransientError, UserError } from '../../core/errors.ts'
import { silverTable } from '../../core/tables/index.ts'
import { openPostgres } from './index.ts'
import { checkServer, Server } from './server.ts'
import { placeOf } from './url.ts'

const SEEN = '2026-01-01T00:00:00Z'

function trades(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    ...{
      venue: 'kalshi',
      trade_id: `t${i}`,
      part: '0',
      market_id: 'A',
      outcome_id: 'A:yes',
      side: 'buy',
      price: '0.5',
    },
    ...{ size: '1', notional: '0.5', traded_at: SEEN, kind: 'trade', is_combo: false, seen_at: SEEN },
  }))
}

/** Stands before a server: passes everything on, but cuts the first connection when the answer to a commit comes. */
async function losingCommits({ hostname, port }: URL) {
  let lost = 0
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(port), hostname)
    let isCommitting = false
    client.on('data', (bytes) => {
      isCommitting = lost === 0 && bytes.includes('commit\0')
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (!isCommitting) return client.write(bytes)
      lost++
      client.destroy()
      return server.destroy()
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return { port: (proxy.address() as net.AddressInfo).port, lost: () => lost, close: () => proxy.close() }
}

describe.skipIf(inject('postgres') === undefined)('a PostgreSQL server in trouble', () => {
  let lake: TestWarehouse
  let url: string
  beforeEach(async () => {
    lake = await TestWarehouse.open('postgres')
    url = lake.warehouse.url
  })
  afterEach(() => lake.close())

  const rows = async (statement: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return client
      .query(statement)
      .then(
        (result) => result.rows,
        (error) => error,
      )
      .finally(() => client.end())
  }
  const trouble = async (altered: string): Promise<Error> => {
    const warehouse = await openPostgres({ url: altered, scratch: '' })
    const failing = warehouse.migrate(lake.connection).then(
      () => new Error('nothing went wrong'),
      (error: Error) => error,
    )
    return failing.finally(() => warehouse.close())
  }
  const changed = (change: (url: URL) => void) => {
    const altered = new URL(url)
    change(altered)
    return altered.href
  }

  it('says who is not let in, and never the password', async () => {
    const error = await trouble(changed((u) => (u.password = 'sesame')))
    expect(error).toBeInstanceOf(UserError)
    expect(error.message).toMatch(/does not let postgres in .*Check user, password/)
    expect(error.message).not.toContain('sesame')
  })

  it('says which database is missing and how to make it', async () => {
    const error = await trouble(databaseOf(url, 'nowhere'))
    expect(error).toBeInstanceOf(UserError)
    expect(error.message).toContain('create database "nowhere" owner "postgres"')
  })

  it('is to be tried again later where nobody answers', async () => {
    const error = await trouble(changed((u) => (u.port = '1')))
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toMatch(/127\.0\.0\.1:1, .*nobody answers/)
  })

  it('is refused where it has no TLS and TLS is asked for, or is too old, or keeps other text', async () => {
    const error = await trouble(`${url}?sslmode=require`)
    expect(error).toBeInstanceOf(UserError)
    expect(error.message).toContain('sslmode')
    const place = placeOf(url)
    expect(() => checkServer({ version: 130014, encoding: 'UTF8' }, place)).toThrow(/is PostgreSQL 13, and 14 or newer/)
    expect(() => checkServer({ version: 140000, encoding: 'LATIN1' }, place)).toThrow(/UTF8 is needed/)
    expect(() => checkServer({ version: 140000, encoding: 'UTF8' }, place)).not.toThrow()
  })

  it('names the grant that a writer lacks', async () => {
    const role = `writer_${new URL(url).pathname.slice(1)}`
    await rows(`create role ${role} login password 'p'`)
    const own = changed((u) => {
      u.username = role
      u.password = 'p'
    })
    await runOn(databaseOf(url, 'postgres'), `create database empty_${role}`)
    expect((await trouble(databaseOf(own, `empty_${role}`))).message).toContain(
      `grant create on database "empty_${role}" to "${role}"`,
    )
    expect((await trouble(own)).message).toContain(`grant usage, create on schema "ops" to "${role}"`)
    await rows(`grant usage on schema ops to ${role}`)
    const error = await trouble(own)
    expect(error).toBeInstanceOf(UserError)
    expect(error.message).toContain('grant select, insert, update, delete, truncate on all tables in schema')
    await runOn(databaseOf(url, 'postgres'), `drop database empty_${role}`)
  })

  it('a connection that is cut in mid-load costs nothing: the load is done once more, and once', async () => {
    // The trigger cuts its own connection the first time that rows come.
    await rows(
      `create sequence public.cuts; create function public.cut() returns trigger language plpgsql as $$
       begin if nextval('public.cuts') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; return null; end $$;
       create trigger cut after insert on silver.trades for each statement execute function public.cut()`,
    )
    expect(await lake.load({ trades: trades(500) })).toBe(500)
    expect(await rows('select count(*)::int as n, count(distinct _load)::int as loads from silver.trades')).toEqual([
      { n: 500, loads: 1 },
    ])
    expect(await rows(`select last_value::int as cuts from cuts`)).toEqual([{ cuts: 2 }])
    expect(await lake.warehouse.loaded(lake.connection)).toEqual(new Set(['bronze/test-0.parquet']))
  })

  it('a commit whose answer was lost is not done twice', async () => {
    const proxy = await losingCommits(new URL(url))
    const scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-scratch-'))
    const warehouse = await openPostgres({ url: changed((u) => (u.port = String(proxy.port))), scratch })
    await lake.connection.run(
      `create temp table told as select 'kalshi' as venue, 'S' as series_id, 'S' as title, null::varchar as category, null::varchar as frequency,
         null::varchar as tags, null::varchar as fee_type, null::decimal(38, 12) as fee_multiplier, null::timestamptz as updated_at,
         '${SEEN}'::timestamptz as seen_at, 1 as _ordinal;
       create temp table nothing (venue varchar, resource varchar, reason varchar, bronze_file varchar, bronze_row bigint, key varchar, seen_at timestamptz)`,
    )
    const files = [{ path: 'bronze/x.parquet', venue: 'kalshi', resource: 'series', records: 1 }]
    const staged = [{ table: silverTable('series'), relation: 'told' }]
    expect(await warehouse.load(lake.connection, { files, staged, rejects: 'nothing' })).toEqual({
      rows: 1,
      rejects: 0,
    })
    expect(proxy.lost()).toBe(1)
    expect(
      await rows('select count(*)::int as loads, (select last_value from ops.load_ids)::int as ids from ops.loads'),
    ).toEqual([{ loads: 1, ids: 1 }])
    await warehouse.close()
    proxy.close()
    await rm(scratch, { recursive: true })
  })

  it('no room there ends the run and leaves nothing of the load; afterwards it goes on', async () => {
    await rows(
      `create function full_disk() returns trigger language plpgsql as $$
       begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
       create trigger full_disk after insert on silver.trades for each statement execute function full_disk()`,
    )
    const failing = lake.load({ trades: trades(10) })
    await expect(failing).rejects.toThrow(FullDiskError)
    await expect(failing).rejects.toThrow(/no room to write .*Free some space there/)
    expect(
      await rows(
        'select (select count(*) from silver.trades)::int as rows, (select count(*) from ops.loads)::int as files',
      ),
    ).toEqual([{ rows: 0, files: 0 }])
    await rows('drop trigger full_disk on silver.trades')
    expect(await lake.load({ trades: trades(10) })).toBe(10)
  })

  it('Ctrl-C stops what the server does for us', async () => {
    const stop = new AbortController()
    const server = new Server(url, stop.signal)
    const working = server.transaction((session) => {
      setTimeout(() => stop.abort(), 50)
      return session.run('select pg_sleep(60)')
    })
    await expect(working).rejects.toThrow(/^Stopped/)
    // What a stopped run notes afterwards is still written.
    expect(await server.transaction((session) => session.rows('select 1 as one'))).toEqual([{ one: 1 }])
    await server.close()
  })
})
