/**
 * How much of a limit is used, and whether it is ever overstepped: 20 requests a second, a replica that takes 300 ms to
 * answer, arrival times as the replica logged them. Usage: node bench/limit.ts [trades] [requests per second] [latency ms].
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { run } from '../src/cli/main.ts'
import { startReplicaProcess } from './replica-process.ts'

const [trades = 600_000, perSecond = 20, latency = 300] = process.argv.slice(2).map(Number)
const replica = await startReplicaProcess('kalshi', [
  '--trades',
  String(trades),
  '--seed',
  '1',
  '--days',
  '30',
  '--latency',
  String(latency),
])
const home = await mkdtemp(path.join(os.tmpdir(), 'oddslake-limit-'))
const sent: number[] = []
const env = {
  ODDSLAKE_HOME: home,
  ODDSLAKE_KALSHI_URL: replica.url,
  ODDSLAKE_KALSHI_READ_REQUESTS: String(perSecond),
  ODDSLAKE_KALSHI_READ_BURST: '1',
}
const code = await run(['sync', 'kalshi/trades', '--since', '31d', '--yes'], {
  out: () => {},
  err: (text) => process.stderr.write(text),
  env,
  cwd: home,
  terminal: undefined,
  stop: new AbortController().signal,
  ask: async () => true,
  trace: (step) => {
    if (step === 'request') sent.push(performance.now())
  },
})
const log = (await (await fetch(new URL('/__replica/requests', replica.url))).json()) as
  | { at: number; path: string }[]
  | { requests: { at: number; path: string }[] }
const times = (Array.isArray(log) ? log : log.requests).filter((r) => !r.path.startsWith('/__')).map((r) => r.at)
times.sort((a, b) => a - b)
const seconds = (times.at(-1)! - times[0]!) / 1000
const used = (times.length - 1) / (seconds * perSecond)
console.log(
  `exit ${code}: ${times.length} requests in ${seconds.toFixed(1)} s, ${(used * 100).toFixed(1)} % of the limit used`,
)
console.log(
  `most above "1 + rate × window" in any window of up to 400 requests: ${above(sent)} as sent, ${above(times)} as they arrived`,
)

function above(at: readonly number[]): string {
  let worst = Number.NEGATIVE_INFINITY
  for (let i = 0; i < at.length; i++) {
    for (let j = i; j < Math.min(at.length, i + 400); j++) {
      worst = Math.max(worst, j - i + 1 - (1 + (perSecond * (at[j]! - at[i]!)) / 1000))
    }
  }
  return worst.toFixed(3)
}
replica.stop()
await rm(home, { recursive: true })
