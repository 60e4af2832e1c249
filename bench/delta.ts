/**
 * What a delta costs behind a long history: a simulated Manifold is mirrored, its clock goes on until about 1,000 bets are
 * new, and it is mirrored again, each time by the command itself in a process of its own.
 * Usage: node bench/delta.ts [bets]. Prints seconds, processor time, requests and peak memory of both runs.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { startReplicaProcess } from './replica-process.ts'

const NEW = 1000
const DAYS = 30
const bets = Number(process.argv[2] ?? 1_000_000)
const replica = await startReplicaProcess('manifold', [
  ...['--trades', String(bets), '--seed', '1', '--days', String(DAYS), '--future', '2', '--shared-times', '0.6'],
])
const home = await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-'))

type Figures = { seconds: number; processor: number; peakMb: number; requests: number; stored: number; rows: number }

/** Runs the command; memory and processor time are read from the system while it runs. */
async function run(...args: string[]): Promise<Figures> {
  const started = performance.now()
  const env = { ...process.env, ODDSLAKE_HOME: home, ODDSLAKE_MANIFOLD_URL: replica.url }
  const limits = { ODDSLAKE_MANIFOLD_API_REQUESTS: '10000000', ODDSLAKE_MANIFOLD_API_BURST: '1000' }
  const child = spawn(process.execPath, ['bin/oddslake.js', ...args, '--json', '--yes'], {
    env: { ...env, ...limits },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let [requests, last] = [0, '']
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('"type":"request"')) requests++
    last = line
  })
  let [peak, ticks] = [0, 0]
  const watching = setInterval(() => {
    try {
      peak = Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak)
      const [user = 0, system = 0] = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .split(' ')
        .slice(13, 15)
        .map(Number)
      ticks = user + system
    } catch {
      // It has ended.
    }
  }, 10)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watching)
  if (code !== 0) throw new Error(`oddslake ${args.join(' ')} ended with code ${code}`)
  const summary = JSON.parse(last) as Record<string, number>
  return {
    seconds: (performance.now() - started) / 1000,
    processor: ticks / 100,
    peakMb: Math.round(peak / 1024),
    requests,
    stored: summary.stored ?? 0,
    rows: summary.rows ?? 0,
  }
}

const seconds = Math.round((NEW / bets) * DAYS * 86_400)
const first = await run('sync', 'manifold')
const idle = await run('sync', 'manifold/bets')
await fetch(new URL('/__replica/advance', replica.url), { method: 'POST', body: JSON.stringify({ seconds }) })
const delta = await run('sync', 'manifold/bets')
console.table({ [`${bets} bets, first`]: first, 'nothing new': idle, [`after ${seconds} s of its clock`]: delta })
console.log(
  `the delta took ${(delta.processor - idle.processor).toFixed(2)} s of processor more than a run with nothing new`,
)
replica.stop()
await rm(home, { recursive: true })
