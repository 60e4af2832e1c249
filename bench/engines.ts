/**
 * Fills warehouses from one lake and holds them against each other, row for row:
 *
 *   node bench/engines.ts HOME duckdb:/tmp/a.duckdb postgres://… clickhouse://…
 *
 * HOME is a home with bronze (see bench/line.ts --keep, or "oddslake sync"). The first URL is the reference. Each is filled,
 * loaded once more (nothing may come), rebuilt, and compared after each step.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { shownUrl } from '../src/core/warehouse-url.ts'
import { Engine } from '../src/engine/engine.ts'
import { openWarehouse } from '../src/warehouse/index.ts'
import { compare } from '../test/support/compare.ts'

const [home, ...urls] = process.argv.slice(2)
const [reference, ...others] = urls
if (home === undefined || reference === undefined) throw new Error('Expected HOME and at least one warehouse URL.')

/** Runs a load in a process of its own. Gives its seconds, and its peak of memory where the system tells. */
async function load(url: string, ...more: string[]): Promise<void> {
  const started = performance.now()
  const bin = path.resolve(import.meta.dirname, '../bin/oddslake.js')
  const child = spawn(process.execPath, [bin, 'load', '--into', url, ...more], {
    env: { ...process.env, ODDSLAKE_HOME: home },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`load into ${shownUrl(url)} ended with ${code}`)
  console.log(`${shownUrl(url)} load ${more.join(' ')}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

async function held(other: string): Promise<boolean> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-engines-'))
  const engine = await Engine.open({ memory: '1GB', temp: path.join(scratch, 'spill') })
  try {
    const connection = await engine.connect()
    const here = await openWarehouse({ url: reference!, engine, scratch })
    const there = await openWarehouse({ url: other, engine, scratch })
    const { tables, rows, differences } = await compare(connection, here, there)
    console.log(`${shownUrl(other)}: ${tables} tables, ${rows} rows compared, ${differences.length} tables differ`)
    for (const difference of differences) console.log(JSON.stringify(difference))
    await there.close()
    return differences.length === 0
  } finally {
    engine.close()
    await rm(scratch, { recursive: true })
  }
}

let equal = true
await load(reference)
for (const url of others) {
  await load(url)
  equal = (await held(url)) && equal
  await load(url)
  equal = (await held(url)) && equal
  await load(url, '--rebuild')
  equal = (await held(url)) && equal
}
process.exitCode = equal ? 0 : 1
