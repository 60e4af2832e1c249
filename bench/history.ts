/**
 * The price histories of many Polymarket tokens, mirrored by commands that are killed three times with SIGKILL: nothing that
 * is in bronze is asked again, and settled minutes equal the truth. Prints peak memory and points per second.
 * Usage: node bench/history.ts [tokens] [days]
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { Engine } from '../src/engine/engine.ts'
import { startReplicaProcess } from './replica-process.ts'

const [tokens = 20_000, days = 1] = process.argv.slice(2).map(Number)
/** Of the markets that are drawn, seven in ten are Polymarket's; each has two tokens. */
const drawn = Math.round(tokens / 1.4)
/** What is newer may come late and is asked again by the next run. */
const SETTLED = '2026-10-07T23:54'
const KILL_AFTER = [8_000, 15_000, 25_000]

const home = await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-'))
const world = ['--trades', '600', '--markets', String(drawn), '--seed', '4', '--days', String(days)]
const replica = await startReplicaProcess('polymarket', [...world, '--until', '2026-10-08'])
const families = ['GAMMA_MARKETS', 'GAMMA_EVENTS', 'GAMMA', 'CLOB_PRICES_HISTORY']
const env = {
  ...process.env,
  ODDSLAKE_HOME: home,
  ODDSLAKE_FLUSH_SECONDS: '2',
  ...Object.fromEntries(
    ['GAMMA', 'CLOB', 'DATA'].map((host) => [
      `ODDSLAKE_POLYMARKET_${host}_URL`,
      `${replica.url}/${host.toLowerCase()}`,
    ]),
  ),
  ...Object.fromEntries(families.map((family) => [`ODDSLAKE_POLYMARKET_${family}_REQUESTS`, '100000'])),
}

type Ended = { readonly seconds: number; readonly peak: number; readonly code: number | null }

/** Runs a command line to its end, or kills it after some milliseconds. */
async function run(args: readonly string[], kill?: number): Promise<Ended> {
  const started = performance.now()
  const child = spawn(process.execPath, [new URL('../bin/oddslake.js', import.meta.url).pathname, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let peak = 0
  const watching = setInterval(() => {
    peak = Math.max(peak, residentPeak(child.pid!))
  }, 20)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  if (kill !== undefined) await Promise.race([after(kill), ended]).then(() => child.kill('SIGKILL'))
  const code = await ended
  clearInterval(watching)
  return { seconds: (performance.now() - started) / 1000, peak, code }
}

/** The most memory that a running process has held so far (MB). */
function residentPeak(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

/** What was asked for histories so far, in order, as bronze spells it. */
async function asked(): Promise<string[]> {
  const answer = await fetch(new URL('/__replica/requests', replica.url))
  const requests = (await answer.json()) as { method: string; path: string; query: string }[]
  return requests
    .filter(({ path: at }) => at.endsWith('/prices-history'))
    .map(({ method, path: at, query }) => `${method} ${at.replace('/clob', '')}?${query}`)
}

const engine = await Engine.open({ memory: '500MB' })
const connection = await engine.connect()
const rowsOf = async (sql: string) => connection.rows<Record<string, string>>(sql)
const bronze = `read_parquet('${home}/bronze/venue=polymarket/resource=prices_history/*/*.parquet', hive_partitioning = false)`

async function held(): Promise<Set<string>> {
  const rows = await rowsOf(`select distinct request from ${bronze}`).catch(() => [])
  return new Set(rows.map(({ request }) => request!))
}

const SYNC = ['sync', 'polymarket/prices_history']
assert.equal((await run(['sync', 'polymarket/events', 'polymarket/markets'])).code, 0)
let known = (await asked()).length
for (const kill of [...KILL_AFTER, undefined]) {
  const have = await held()
  const { seconds, peak, code } = await run(SYNC, kill)
  const sent = (await asked()).slice(known)
  known += sent.length
  const again = sent.filter((request) => have.has(request))
  console.log(
    `${code === 0 ? 'finished' : 'killed'} after ${seconds.toFixed(1)} s: ${have.size} windows were there, ${sent.length} asked, ${again.length} of them again; peak memory ${peak} MB`,
  )
  assert.deepEqual(again, [])
  if (kill !== undefined) continue
  assert.equal(code, 0)
  const prices = `read_parquet('${home}/published/current/silver/prices/*.parquet', hive_partitioning = false)`
  const [sum] = await rowsOf(
    `select count(*) as points, count(distinct (outcome_id, "at")) as keys, count(distinct outcome_id) as tokens from ${prices}`,
  )
  assert.equal(sum!.points, sum!.keys)
  console.log(
    `${sum!.points} points of ${sum!.tokens} tokens, ${Math.round(Number(sum!.points) / seconds)} points/s in the last run`,
  )
  await compare(prices)
}
await rm(home, { recursive: true })
replica.stop()

/** Every hundredth token's settled minutes against the truth. */
async function compare(prices: string): Promise<void> {
  const names = await rowsOf(`select distinct outcome_id as token from ${prices} order by 1`)
  let minutes = 0
  for (const { token } of names.filter((_, i) => i % 100 === 0)) {
    const truth = await (await fetch(new URL(`/__replica/truth/prices/${token}.csv`, replica.url))).text()
    const [head, ...lines] = truth
      .trim()
      .split('\n')
      .map((line) => line.split(','))
    const [at, price] = [head!.indexOf('at'), head!.indexOf('price')]
    const rows = await rowsOf(
      `select strftime("at", '%Y-%m-%dT%H:%M:%S.%fZ') as "at", price::varchar as price from ${prices} where outcome_id = '${token}'`,
    )
    const found = new Set(rows.map((row) => `${row.at} ${row.price}`))
    const settled = lines.map((line) => `${line[at]} ${line[price]}`).filter((row) => row < SETTLED)
    minutes += settled.length
    assert.deepEqual(
      settled.filter((row) => !found.has(row)),
      [],
    )
  }
  console.log(`${minutes} settled minutes of ${Math.ceil(names.length / 100)} tokens equal the truth`)
}
