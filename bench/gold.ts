/**
 * How long gold takes: everything from nothing at so many trades (5 % of them in one market, 100,000 markets, 20,000
 * traders, a year), then again after 10,000 new trades and 1,000 changed markets. Silver is made by SQL, without bronze.
 * Usage: node bench/gold.ts [trades] [--keep DIR]. Prints seconds, processor seconds and rows of each model, and memory.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Engine } from '../src/engine/engine.ts'
import { MODELS } from '../src/models/index.ts'
import { openDuckdb } from '../src/warehouse/duckdb/index.ts'
import { addMore, makeSilver } from './gold/world.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: 'string' } } })
const trades = Number(positionals[0] ?? 10_000_000)
const folder = values.keep ?? (await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-')))
await mkdir(folder, { recursive: true })
const file = path.join(folder, 'warehouse.duckdb')
const isThere = existsSync(file)
const engine = await Engine.open({ memory: '500MB', threads: 2, temp: path.join(folder, 'spill') })
const warehouse = await openDuckdb(engine, file)
const connection = await engine.connect()

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; processor: number; result: T }> {
  const started = performance.now()
  const before = process.cpuUsage()
  const result = await work()
  const used = process.cpuUsage(before)
  const seconds = Math.round(performance.now() - started) / 1000
  return { seconds, processor: Math.round((used.user + used.system) / 1000) / 1000, result }
}

async function buildAll(title: string): Promise<void> {
  console.log(title)
  const total = { seconds: 0, processor: 0, rows: 0 }
  for (const model of MODELS) {
    const { seconds, processor, result: rows } = await timed(() => warehouse.build(connection, model))
    tell(model.name, { seconds, processor, rows })
    total.seconds += seconds
    total.processor += processor
    total.rows += rows
  }
  tell('total', total)
}

function tell(name: string, { seconds, processor, rows }: { seconds: number; processor: number; rows: number }): void {
  const figures = [seconds.toFixed(2), processor.toFixed(2), String(rows)].map((text) => text.padStart(12))
  console.log(`${name.padEnd(24)}${figures.join('')}`)
}

if (!isThere) {
  await warehouse.migrate(connection)
  const made = await timed(() => makeSilver(connection, trades))
  console.log(`silver with ${trades} trades made in ${made.seconds} s`)
}
const clearGold = ['delete from warehouse.ops.built', 'delete from warehouse.ops.loads where load_id > 1']
for (const statement of clearGold) await connection.run(statement)
console.log(`${'model'.padEnd(24)}${['seconds', 'processor', 'rows'].map((t) => t.padStart(12)).join('')}`)
await buildAll(`gold from nothing at ${trades} trades`)
await addMore(connection, trades)
await buildAll('gold after 10,000 new trades')
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
await warehouse.close()
engine.close()
if (values.keep === undefined) await rm(folder, { recursive: true })
