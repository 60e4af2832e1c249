/**
 * What a mirror of the Dome API costs: all markets and the prices of some 5,500 open ones at 100 requests a second against
 * the time that the limit itself needs; the same without a limit, which leaves the work alone; then deltas after minutes in
 * which some 100 markets change. Usage: node bench/dome.ts [markets drawn] [requests per second]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { run } from '../src/cli/main.ts'
import type { RunEvent } from '../src/core/event.ts'
import { startReplicaProcess } from './replica-process.ts'

const UNLIMITED = 1_000_000
const BURST = 10
const [markets = 22_500, perSecond = 100] = process.argv.slice(2).map(Number)
const replica = await startReplicaProcess('dome', [
  ...['--trades', String(markets), '--markets', String(markets), '--seed', '1', '--days', '5'],
  ...['--until', '2026-10-08', '--future', '1'],
])
const folder = await mkdtemp(path.join(os.tmpdir(), 'oddslake-dome-'))

type Figures = {
  seconds: number
  requests: number
  records: number
  stored: number
  rows: number
  /** User and system time of this process. */
  processor: number
  /** Seconds from the first answer to the last. */
  asking: number
}

async function sync(home: string, rate: number, ...args: string[]): Promise<Figures> {
  const events: RunEvent[] = []
  const answered: number[] = []
  const before = process.cpuUsage()
  const started = performance.now()
  const code = await run(['sync', ...args, '--json', '--yes'], {
    out: (text) => {
      for (const line of String(text).trim().split('\n')) {
        const event = JSON.parse(line) as RunEvent
        events.push(event)
        if (event.type === 'request') answered.push(performance.now())
      }
    },
    err: () => {},
    env: {
      ODDSLAKE_HOME: path.join(folder, home),
      ODDSLAKE_DOME_URL: replica.url,
      DOME_API_KEY: 'bench',
      ODDSLAKE_DOME_API_REQUESTS: String(rate),
      ODDSLAKE_DOME_API_BURST: String(rate === UNLIMITED ? 1000 : BURST),
    },
    cwd: folder,
    terminal: undefined,
    stop: new AbortController().signal,
    ask: async () => true,
  })
  if (code !== 0) throw new Error(`oddslake sync ${args.join(' ')} ended with code ${code}`)
  const { user, system } = process.cpuUsage(before)
  const { records, stored, rows } = events.at(-1) as unknown as Figures
  return {
    seconds: round((performance.now() - started) / 1000),
    requests: events.filter((event) => event.type === 'request').length,
    records,
    stored,
    rows,
    processor: round((user + system) / 1e6),
    asking: round((answered.at(-1)! - answered[0]!) / 1000),
  }
}

function round(value: number): number {
  return Number(value.toFixed(2))
}

async function advance(seconds: number): Promise<void> {
  await fetch(new URL('/__replica/advance', replica.url), { method: 'POST', body: JSON.stringify({ seconds }) })
}

const whole = await sync('free', UNLIMITED, 'dome')
const idle = await sync('free', UNLIMITED, 'dome/markets')
await advance(1200)
const delta = await sync('free', UNLIMITED, 'dome/markets')
const paced = await sync('paced', perSecond, 'dome')
const needed = (paced.requests - BURST) / perSecond
const percentMore = (seconds: number) => ((seconds / needed - 1) * 100).toFixed(1)
console.table({
  'all, no limit': whole,
  'nothing new': idle,
  'after 20 minutes': delta,
  [`all, ${perSecond}/s`]: paced,
})
console.log(
  `${paced.requests} requests need ${needed.toFixed(1)} s at ${perSecond}/s; asking took ${percentMore(paced.asking)} % more, all of it ${percentMore(paced.seconds)} % more`,
)
replica.stop()
await rm(folder, { recursive: true })
