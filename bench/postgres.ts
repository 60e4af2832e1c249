/**
 * Loading trades from existing bronze into PostgreSQL, beside the best plain way for the same rows lying there as CSV: COPY
 * into a temporary table, then `insert … on conflict` into the same indexed table of another database of that server.
 * Usage: node bench/postgres.ts HOME [--url postgres://…] [--rounds N]. HOME is made by bench/line.ts [trades] --keep HOME.
 * Without a URL it starts a server of its own. Prints rates, their ratio, the time of an upsert of 5,500 markets, disk space
 * and the peak memory of this process.
 */
import '../bin/lean.js'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { columnNames } from '../src/core/table.ts'
import { silverTable } from '../src/core/tables/index.ts'
import { Engine } from '../src/engine/engine.ts'
import { TYPES } from '../src/engine/types.ts'
import { Lake } from '../src/lake/lake.ts'
import { load } from '../src/pipeline/load.ts'
import { kalshi } from '../src/venues/kalshi/index.ts'
import { openPostgres } from '../src/warehouse/postgres/index.ts'
import { startPostgres } from '../test/support/servers.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: 'string' }, rounds: { type: 'string', default: '2' } },
})
const home = positionals[0]
if (home === undefined) throw new Error('Expected a home: node bench/postgres.ts HOME')
const own = values.url === undefined ? await startPostgres(['-c', 'fsync=on', '-c', 'shared_buffers=512MB']) : undefined
const server = values.url ?? own!.url
const scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-postgres-'))
const engine = await Engine.open({ memory: '200MB', temp: path.join(scratch, 'spill') })
const connection = await engine.connect()
const lake = new Lake(home)
await lake.catalog.refresh(connection)

const database = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** A database with the warehouse's tables and nothing in them. */
async function fresh(name: string): Promise<string> {
  await withClient(server, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name} encoding 'UTF8' template template0`)
  })
  const warehouse = await openPostgres({ url: database(name), scratch })
  await warehouse.migrate(connection)
  await warehouse.close()
  return database(name)
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

async function loadResource(url: string, name: string): Promise<number> {
  const warehouse = await openPostgres({ url, scratch })
  const resource = kalshi.resources.find((r) => r.name === name)!
  const context = { lake, warehouse, connection, emit: () => {}, trace: () => {}, upsertBatch: 500 }
  const taken = await seconds(() => load({ ...context, signal: new AbortController().signal }, kalshi, resource))
  await warehouse.close()
  return taken
}

const csv = path.join(scratch, 'trades.csv')
const names = columnNames(silverTable('trades')).join(', ')

/** What somebody would write by hand, with the months' partitions there already. */
function plain(url: string, months: readonly string[]): Promise<number> {
  return withClient(url, async (client) => {
    await client.query(months.join(';'))
    return seconds(async () => {
      await client.query('begin; create temp table incoming (like silver.trades) on commit drop')
      await pipeline(
        createReadStream(csv, { highWaterMark: 1 << 20 }),
        client.query(copyFrom(`copy incoming (${names}, _load) from stdin (format csv)`)),
      )
      await client.query(
        'insert into silver.trades select * from incoming on conflict (venue, trade_id, part, traded_at) do nothing',
      )
      await client.query('commit')
    })
  })
}

const MARKETS = 5_500

/** Seconds to load as many markets of which every one has changed. */
async function upsertMarkets(url: string): Promise<number> {
  const warehouse = await openPostgres({ url, scratch })
  const table = silverTable('markets')
  const given: Readonly<Record<string, string>> = {
    venue: "'kalshi'",
    market_id: "'KXTEMPNYCH-26NOV21-T' || i",
    question: "'Will the temperature in New York be above ' || i || ' degrees at noon on Nov 21, 2026?'",
    status: "'open'",
    is_combo: 'false',
    rules: "repeat('If the reading is above, the market resolves to Yes. ', 6)",
  }
  await connection.run(
    'create temp table if not exists nothing (venue varchar, resource varchar, reason varchar, bronze_file varchar, bronze_row bigint, key varchar, seen_at timestamptz)',
  )
  let taken = 0
  for (const [i, volume] of ['i', 'i + 1'].entries()) {
    const columns = Object.entries(table.columns).map(([name, { type }]) => {
      const value =
        given[name] ?? (name === 'volume' ? volume : name === 'seen_at' ? `make_timestamptz(${1e15 + i})` : 'null')
      return `cast(${value} as ${TYPES[type]}) as ${name}`
    })
    await connection.run(
      `create or replace temp table told as select ${columns.join(', ')}, i as _ordinal from range(${MARKETS}) as r(i)`,
    )
    const files = [{ path: `markets-${i}`, venue: 'kalshi', resource: 'markets', records: MARKETS }]
    taken = await seconds(() =>
      warehouse.load(connection, { files, staged: [{ table, relation: 'told' }], rejects: 'nothing' }),
    )
  }
  await warehouse.close()
  return taken
}

const MONTHS = `select format('create table silver.%1$I (like silver.trades including all); alter table silver.trades attach partition silver.%1$I %2$s', c.relname, pg_get_expr(c.relpartbound, c.oid)) as sql
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'silver.trades'::regclass and c.relname ~ '\\d'`

const rates = { ours: 0, plain: 0 }
let bytes = 0
for (let round = 0; round < Number(values.rounds); round++) {
  const ours = await fresh('oddslake_bench')
  const taken = await loadResource(ours, 'trades')
  const { rows, months } = await withClient(ours, async (client) => {
    const counted = await client.query<{ n: string; bytes: string }>(
      `select count(*) as n, (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'silver.trades'::regclass) as bytes from silver.trades`,
    )
    const found = await client.query<{ sql: string }>(MONTHS)
    await pipeline(
      client.query(copyTo(`copy (select ${names}, _load from silver.trades) to stdout (format csv)`)),
      createWriteStream(csv),
    )
    bytes = Number(counted.rows[0]!.bytes)
    return { rows: Number(counted.rows[0]!.n), months: found.rows.map((row) => row.sql) }
  })
  const byHand = await plain(await fresh('oddslake_bench_plain'), months)
  rates.ours = Math.max(rates.ours, rows / taken)
  rates.plain = Math.max(rates.plain, rows / byHand)
  console.log(
    `round ${round + 1}: ${rows} trades; load from bronze ${taken.toFixed(2)} s, by hand from CSV ${byHand.toFixed(2)} s, disk ${Math.round(bytes / rows)} bytes a trade with indexes`,
  )
}
console.log(
  `load from bronze: ${Math.round(rates.ours)} trades/s; by hand: ${Math.round(rates.plain)} trades/s; ${Math.round((100 * rates.ours) / rates.plain)} %`,
)
console.log(`${MARKETS} markets, all changed: ${(await upsertMarkets(await fresh('oddslake_bench'))).toFixed(2)} s`)
console.log(`peak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
connection.close()
engine.close()
await rm(scratch, { recursive: true })
await own?.stop()
