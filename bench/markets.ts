/**
 * What Polymarket's Gamma markets cost: pulled from a replica, then read into silver, gold and a snapshot, each by the
 * command itself in a process of its own. Prints peak memory, time, and how long the first and the last batches of a load
 * take. Usage: node bench/markets.ts [markets drawn] [--home DIR]. 2,143,000 drawn ones give 1,500,000. A home that is named
 * stays, and is not pulled again where it holds bronze.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startReplicaProcess } from './replica-process.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { home: { type: 'string' } } })
const drawn = Number(positionals[0] ?? 2_143_000)
const home = values.home ?? (await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-')))
const COMMAND = new URL('../bin/oddslake.js', import.meta.url).pathname

/** The most memory that a process has held so far (MB), while it runs. */
function peakOf({ pid }: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

/** Runs a command line to its end; prints what it took. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const started = performance.now()
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { ...process.env, ...env, ODDSLAKE_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let peak = 0
  const watching = setInterval(() => {
    peak = Math.max(peak, peakOf(child))
  }, 20)
  const [code] = await once(child, 'exit')
  clearInterval(watching)
  if (code !== 0) throw new Error(`oddslake ${args.join(' ')} ended with code ${code}`)
  console.log(`${args.join(' ')}: ${((performance.now() - started) / 1000).toFixed(1)} s, peak memory ${peak} MB`)
}

type Logged = { readonly time: string; readonly type: string; readonly records: number }

/** Seconds per 100,000 records of each batch behind the first `known` lines of the log, by the moments they were noted at. */
function batches(began: number, known: number): number[] {
  const logged = logLines()
    .slice(known)
    .map((line) => JSON.parse(line) as Logged)
    .filter(({ type }) => type === 'load')
  const ends = [began, ...logged.map(({ time }) => Date.parse(time))]
  return logged.map(({ records }, i) => ((ends[i + 1]! - ends[i]!) / records) * 100)
}

function logLines(): string[] {
  const file = path.join(home, 'logs', 'oddslake.log')
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
}

if (!existsSync(path.join(home, 'bronze'))) {
  const world = ['--trades', '1000', '--markets', String(drawn), '--seed', '1', '--days', '90', '--until', '2026-10-08']
  const replica = await startReplicaProcess('polymarket', world)
  const hosts = ['GAMMA', 'CLOB', 'DATA'].map((name) => [
    `ODDSLAKE_POLYMARKET_${name}_URL`,
    `${replica.url}/${name.toLowerCase()}`,
  ])
  const unlimited = {
    ODDSLAKE_POLYMARKET_GAMMA_MARKETS_REQUESTS: '100000',
    ODDSLAKE_POLYMARKET_GAMMA_MARKETS_BURST: '1000',
    ODDSLAKE_TIMEOUT_SECONDS: '300',
  }
  await run(['pull', 'polymarket/markets'], { ...Object.fromEntries(hosts), ...unlimited })
  replica.stop()
}
const known = logLines().length
const began = Date.now()
await run(['load', '--rebuild'])
const took = batches(began, known)
console.log(`seconds per 100,000 markets, batch by batch: ${took.map((seconds) => seconds.toFixed(1)).join(' ')}`)
if (values.home === undefined) await rm(home, { recursive: true })
