/**
 * The whole line over loopback, limiter off, the replica in its own process: HTTP → bronze → silver → gold → snapshot.
 * Usage: node bench/line.ts [trades] [--keep DIR]. Prints each stage, trades per second and peak memory.
 */
import '../bin/lean.js'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Workspace } from '../src/cli/workspace.ts'
import type { RunEvent } from '../src/core/event.ts'
import type { Resource } from '../src/core/source.ts'
import { EVERYTHING } from '../src/core/wanted.ts'
import { MODELS } from '../src/models/index.ts'
import { load } from '../src/pipeline/load.ts'
import { sync } from '../src/pipeline/sync.ts'
import { kalshi } from '../src/venues/kalshi/index.ts'
import { publish } from '../src/warehouse/duckdb/publish.ts'
import { startReplicaProcess } from './replica-process.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: 'string' } } })
const trades = Number(positionals[0] ?? 1_000_000)
const replica = await startReplicaProcess('kalshi', ['--trades', String(trades), '--seed', '1', '--days', '30'])
const home = values.keep ?? (await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-')))
await mkdir(home, { recursive: true })
const never = new AbortController().signal
const env = {
  ODDSLAKE_HOME: home,
  ODDSLAKE_KALSHI_URL: replica.url,
  ODDSLAKE_KALSHI_READ_REQUESTS: '100000',
  ODDSLAKE_KALSHI_READ_BURST: '1000',
  ...process.env,
}
const workspace = await Workspace.open({
  out: () => {},
  err: () => {},
  env,
  cwd: home,
  terminal: undefined,
  stop: never,
  ask: async () => true,
})
const stages = new Map<string, number>()
const addTo = (stage: string, milliseconds: number) => stages.set(stage, (stages.get(stage) ?? 0) + milliseconds)
let rows = 0
const emit = (event: RunEvent) => {
  if (event.type === 'stage') addTo(event.stage, event.milliseconds)
  if (event.type === 'build') addTo(`build ${event.model}`, event.milliseconds)
  if (event.type === 'load') rows += event.rows
  if (event.type === 'failure' || event.type === 'retry') console.error(event)
}

async function run(resources: readonly Resource[]): Promise<{ wall: number; cpu: number }> {
  stages.clear()
  rows = 0
  const started = performance.now()
  const before = process.cpuUsage()
  const { bronze, silver, lake, warehouse } = workspace
  await sync(
    {
      run: 'bench',
      lake,
      warehouse,
      bronze,
      silver,
      models: MODELS,
      pullOnly: false,
      wanted: { ...EVERYTHING, since: Date.now() * 1000 - 31 * 86_400_000_000 },
      approve: async () => true,
      alone: () => workspace.alone(),
      async publish() {
        const begun = performance.now()
        await publish(silver, { home, models: MODELS, trace: () => {} })
        addTo('publish', performance.now() - begun)
      },
      emit,
      trace: () => {},
      stop: never,
      deadline: never,
    },
    resources.map((resource) => ({
      venue: kalshi,
      io: workspace.io({ venue: kalshi, resource }, never, emit),
      origin: 'local',
      resource,
      tuning: workspace.tuning({ venue: kalshi, resource }),
    })),
  )
  const used = process.cpuUsage(before)
  return { wall: (performance.now() - started) / 1000, cpu: (used.user + used.system) / 1e6 }
}

/** Silver of the trades from bronze, without a request. */
async function rebuild(): Promise<number> {
  const { silver, warehouse, lake } = workspace
  await warehouse.clear(silver)
  await workspace.alone()
  const started = performance.now()
  const resource = kalshi.resources.find((r) => r.name === 'trades')!
  await load(
    { lake, warehouse, connection: silver, emit, trace: () => {}, signal: never, upsertBatch: 500 },
    kalshi,
    resource,
  )
  return (performance.now() - started) / 1000
}

/** What DuckDB alone needs for the same records: one file of JSON lines, fields read, typed and added up. */
async function readOneFile(): Promise<number> {
  const file = path.join(home, 'floor.ndjson')
  const { bronze } = workspace
  await bronze.run("set memory_limit = '1GB'")
  await bronze.run(
    `copy (select payload from read_parquet('${home}/bronze/venue=kalshi/resource=trades/*/*.parquet', hive_partitioning = false))
     to '${file}' (format csv, header false, quote '', escape '', delimiter '\u0001')`,
  )
  const started = performance.now()
  await bronze.rows(
    `select count(*), count(distinct trade_id), sum(count_fp::decimal(18, 6)), sum(yes_price_dollars::decimal(18, 12)), max(created_time::timestamptz),
            max(ticker), max(taker_outcome_side), max(is_block_trade)
     from read_json('${file}', format = 'newline_delimited', columns = {trade_id: 'VARCHAR', ticker: 'VARCHAR', count_fp: 'VARCHAR',
       yes_price_dollars: 'VARCHAR', taker_outcome_side: 'VARCHAR', is_block_trade: 'VARCHAR', created_time: 'VARCHAR'})`,
  )
  return (performance.now() - started) / 1000
}

const byDefault = kalshi.resources.filter((r) => r.byDefault)
const catalogue = await run(byDefault.filter((r) => r.name !== 'trades'))
console.log(`catalogue (series, events, markets): ${catalogue.wall.toFixed(1)} s`)
const line = await run(byDefault.filter((r) => r.name === 'trades'))
console.table(
  Object.fromEntries(
    [...stages].map(([stage, ms]) => [stage, { ms: Math.round(ms), 'trades/s': Math.round(rows / (ms / 1000)) }]),
  ),
)
const peak = Math.round(process.resourceUsage().maxRSS / 1024)
const mirrored = rows
console.log(
  `${mirrored} trades in ${line.wall.toFixed(2)} s: ${Math.round(mirrored / line.wall)} trades/s, ${line.cpu.toFixed(1)} s of processor, peak memory ${peak} MB`,
)
const rebuilt = await rebuild()
const floor = await readOneFile()
const ratio = (seconds: number) =>
  `${Math.round(mirrored / seconds)} trades/s, ${(seconds / floor).toFixed(1)} × the time of the floor`
console.log(`floor (DuckDB alone, the same records from one local file, typed and added up): ${ratio(floor)}`)
console.log(`the whole line: ${ratio(line.wall)}`)
console.log(`silver again from bronze: ${ratio(rebuilt)}`)
await workspace.close()
replica.stop()
if (values.keep === undefined) await rm(home, { recursive: true })
