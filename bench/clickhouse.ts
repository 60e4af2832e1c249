/**
 * Loading trades from existing bronze into ClickHouse, beside the engine reading a Parquet file of the same rows itself into
 * an empty copy of the same table, in one run. Usage: node bench/clickhouse.ts HOME [--rounds N]. HOME is made by
 * bench/line.ts [trades] --keep HOME. It starts a server of its own. Prints rates, their ratio, how much of a month a reader
 * of one market reads, disk space per trade and the peak memory of this process.
 */
import '../bin/lean.js'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createClient } from '@clickhouse/client'
import { ident, literal } from '../src/core/sql.ts'
import { columnNames } from '../src/core/table.ts'
import { silverTable } from '../src/core/tables/index.ts'
import { Engine } from '../src/engine/engine.ts'
import { Lake } from '../src/lake/lake.ts'
import { load } from '../src/pipeline/load.ts'
import { kalshi } from '../src/venues/kalshi/index.ts'
import { openClickhouse } from '../src/warehouse/clickhouse/index.ts'
import { startClickhouse } from '../test/support/clickhouse.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '2' } },
})
const home = positionals[0]
if (home === undefined) throw new Error('Expected a home: node bench/clickhouse.ts HOME')
const server = await startClickhouse()
const client = createClient({ url: server.url.replace('clickhouse:', 'http:') })
const scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-clickhouse-'))
const engine = await Engine.open({ memory: '200MB', temp: path.join(scratch, 'spill') })
const connection = await engine.connect()
const lake = new Lake(home)
await lake.catalog.refresh(connection)

const run = (query: string) => client.command({ query })
async function first<R>(query: string): Promise<R> {
  return (await (await client.query({ query, format: 'JSONEachRow' })).json<R>())[0]!
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  return (await measured(work)).wall
}

/** Seconds on the clock, and of processor in this process and in the server's. */
async function measured(work: () => Promise<unknown>): Promise<{ wall: number; ours: number; servers: number }> {
  const [started, before, servers] = [performance.now(), process.cpuUsage(), processorOf(server.pid)]
  await work()
  const used = process.cpuUsage(before)
  const ours = (used.user + used.system) / 1e6
  return { wall: (performance.now() - started) / 1000, ours, servers: processorOf(server.pid) - servers }
}

/** Seconds of processor that another process has used, where the system tells. */
function processorOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const trades = kalshi.resources.find((r) => r.name === 'trades')!
const names = columnNames(silverTable('trades')).map(ident).join(', ')
const parquet = path.join(scratch, 'trades.parquet')
const rates = { ours: 0, plain: 0 }
let bytes = 0
for (let round = 0; round < Number(values.rounds); round++) {
  const prefix = `round${round}_`
  const warehouse = await openClickhouse({ url: `${server.url}/?prefix=${prefix}`, scratch })
  await warehouse.migrate(connection)
  const context = { lake, warehouse, connection, emit: () => {}, trace: () => {}, upsertBatch: 500 }
  const taken = await measured(() => load({ ...context, signal: new AbortController().signal }, kalshi, trades))
  const table = `"${prefix}silver_data"."trades"`
  if (round === 0) {
    const rows = await warehouse.select(connection, `select ${names}, _load from ${table}`, 'trades')
    await connection.run(`copy (select * from ${rows}) to ${literal(parquet)} (format parquet, compression lz4_raw)`)
  }
  await run(`create table ${prefix}plain as ${table}`)
  const read = `insert into ${prefix}plain (${names}, _load) select ${names}, _load from file(${literal(parquet)}, Parquet)`
  const byItself = await measured(() => run(read))
  const own = `database = '${prefix}silver_data' and table = 'trades' and active`
  const held = await first<{ n: string; bytes: string }>(
    `select sum(rows) as n, sum(bytes_on_disk) as bytes from system.parts where ${own}`,
  )
  const rows = Number(held.n)
  bytes = Number(held.bytes) / rows
  rates.ours = Math.max(rates.ours, rows / taken.wall)
  rates.plain = Math.max(rates.plain, rows / byItself.wall)
  console.log(
    `round ${round + 1}: ${rows} trades; load from bronze ${shown(taken)}, Parquet read by the engine itself ${shown(byItself)}, disk ${bytes.toFixed(1)} bytes a trade`,
  )
  if (round === 0) await pruning(prefix)
  await warehouse.close()
}
console.log(
  `load from bronze: ${Math.round(rates.ours)} trades/s; Parquet by the engine itself: ${Math.round(rates.plain)} trades/s; ${Math.round((100 * rates.ours) / rates.plain)} %`,
)
console.log(`peak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
connection.close()
engine.close()
await client.close()
await rm(scratch, { recursive: true })
await server.stop()

function shown({ wall, ours, servers }: { wall: number; ours: number; servers: number }): string {
  return `${wall.toFixed(2)} s (of processor ${ours.toFixed(1)} s here, ${servers.toFixed(1)} s there)`
}

/** How many rows the view reads for one day, and for one market in a week. */
async function pruning(prefix: string): Promise<void> {
  const view = `"${prefix}silver"."trades"`
  const some = await first<{ market: string; day: string }>(
    `select market_id as market, toString(toDate(max(traded_at)) - 7) as day from ${view} group by market_id order by count() desc limit 1`,
  )
  const week = `traded_at >= toDateTime64('${some.day} 00:00:00', 6, 'UTC')`
  const day = `${week} and traded_at < toDateTime64('${some.day} 00:00:00', 6, 'UTC') + interval 1 day`
  for (const [what, where] of [
    ['everything', 'true'],
    ['one day', day],
    ['a week of one market', `${week} and market_id = '${some.market}'`],
  ]) {
    const rows = await (
      await client.query({ query: `explain estimate select * from ${view} where ${where}`, format: 'JSONEachRow' })
    ).json<{ rows: string; marks: string }>()
    const read = rows.reduce((sum, row) => sum + Number(row.rows), 0)
    const taken = await seconds(() => first(`select count(price) from ${view} where ${where}`))
    console.log(`${what}: ${read} rows are read, ${taken.toFixed(2)} s`)
  }
}
