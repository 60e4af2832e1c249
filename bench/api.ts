/**
 * What the HTTP API costs: a lake of N trades is made by SQL, published and served by the command itself, and each route is
 * asked 50 times a second, always for something else. Prints p50 and p95, processor time per request, and peak memory.
 * Usage: node bench/api.ts [trades] [--markets N] [--seconds S] [--rate R] [--home DIR (made once, kept)]
 * [--only PART-OF-A-NAME] [--models a,b (build no others)].
 */
import '../bin/lean.js'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Agent } from 'undici'
import { LARGEST, makeLake, marketOf, TRADERS, WORDS } from './lake.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    markets: { type: 'string' },
    seconds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '50' },
    home: { type: 'string' },
    only: { type: 'string', default: '' },
    models: { type: 'string', default: '' },
  },
})
const trades = Number(positionals[0] ?? 5_000_000)
const markets = Number(values.markets ?? Math.max(1000, Math.round(trades * 0.03)))
const [seconds, rate] = [Number(values.seconds), Number(values.rate)]
const home = values.home ?? (await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-api-')))
await mkdir(home, { recursive: true })
if (!existsSync(path.join(home, 'published', 'current')))
  await makeLake({ home, trades, markets, models: values.models.split(',').filter((name) => name !== '') })

const env = { ...process.env, ODDSLAKE_HOME: home }
const started = performance.now()
const server = spawn(process.execPath, ['bin/oddslake.js', 'serve', '--port', '0'], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
})
const first = await new Promise<string>((resolve) => createInterface({ input: server.stdout }).once('line', resolve))
const { url } = JSON.parse(first) as { url: string }
console.log(`${trades} trades, ${markets} markets; served after ${Math.round(performance.now() - started)} ms`)

for (let quick = false; !quick; ) {
  await new Promise((resolve) => setTimeout(resolve, 200))
  quick = await fetch(`${url}/ready`).then(
    async (response) => ((await response.json()) as { quick: boolean }).quick,
    () => false,
  )
}
console.log(`all is ready after ${Math.round(performance.now() - started)} ms, ${cost().peak} MB`)

const agent = new Agent({ connections: 100, pipelining: 1 })
const pick = (n: number) => Math.floor(Math.random() * n)
const market = () => {
  const { venue, market_id } = marketOf(pick(markets))
  return `/api/markets/${venue}/${market_id}`
}
const largest = `/api/markets/${LARGEST.venue}/${LARGEST.market_id}`
const day = () => new Date(Date.UTC(2025, 10, 2 + pick(360))).toISOString().slice(0, 10)
const sort = () => ['volume', 'volume_24h', 'closes_at', 'trades', 'last_traded_at', 'question'][pick(6)]
const some = () => `limit=${20 + pick(80)}`

/** A route and how its requests are drawn: each one is another question, so that no kept answer helps. */
const ROUTES: Readonly<Record<string, () => string>> = {
  overview: () => '/api/overview',
  activity: () => `/api/activity?unit=day&since=${day()}`,
  'activity by hour': () => `/api/activity?unit=hour&since=${day()}&limit=${500 + pick(500)}`,
  markets: () => `/api/markets?sort=${sort()}&${some()}&category=category%20${pick(12)}&status=open`,
  'markets, all': () => `/api/markets?sort=${sort()}&${some()}&order=${['asc', 'desc'][pick(2)]}`,
  'search, one word': () => `/api/markets?search=w${pick(WORDS)}&${some()}`,
  'search, two words': () => `/api/markets?search=will%20w${pick(WORDS)}&${some()}`,
  'search, part of a word': () => `/api/markets?search=w${1 + pick(15)}&${some()}&sort=${sort()}`,
  market,
  candles: () => `${market()}/candles?unit=1h`,
  'market trades': () => `${market()}/trades?${some()}`,
  versions: () => `${market()}/versions`,
  books: () => `${market()}/books`,
  'largest market': () => `${largest}?`,
  'largest market candles': () =>
    `${largest}/candles?unit=${['1h', '1d'][pick(2)]}&until=${day()}&limit=${300 + pick(700)}`,
  'largest market trades': () => `${largest}/trades?${some()}&until=${day()}`,
  'newest trades': () => `/api/trades?${some()}`,
  'trades before': () => `/api/trades?${some()}&until=${day()}`,
  traders: () => `/api/traders?${some()}&sort=${['volume', 'trades', 'realised'][pick(3)]}`,
  'trader search': () => `/api/traders?search=trader-${pick(TRADERS)}`,
  trader: () => `/api/traders/polymarket/trader-${pick(TRADERS)}`,
  'trader trades': () => `/api/traders/polymarket/trader-${pick(TRADERS)}/trades?${some()}`,
  movers: () => `/api/movers?span=24h&limit=${1 + pick(100)}`,
  calibration: () => `/api/calibration?horizon=1d&limit=${1 + pick(1000)}`,
  ledger: () => `/api/ledger?${some()}`,
  completeness: () => '/api/completeness',
}

async function ask(route: string): Promise<number> {
  const started = performance.now()
  const response = await fetch(`${url}${route}`, { dispatcher: agent } as RequestInit)
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`${response.status} ${route}`)
  return performance.now() - started
}

/** Processor time of the server so far, in seconds, and its largest memory, in MB. */
function cost(): { cpu: number; peak: number } {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, peak: Math.round(Number(peak) / 1024) }
}

const table: Record<string, Record<string, number>> = {}
for (const [name, draw] of Object.entries(ROUTES)) {
  if (!name.includes(values.only)) continue
  await ask(draw()).catch((error: Error) => console.error(error.message))
  const before = cost()
  const pending: Promise<number>[] = []
  for (let i = 0; i < rate * seconds; i++) {
    pending.push(ask(draw()).catch(() => Number.POSITIVE_INFINITY))
    await new Promise((resolve) => setTimeout(resolve, 1000 / rate))
  }
  const times = (await Promise.all(pending)).sort((a, b) => a - b)
  const after = cost()
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)]! * 10) / 10
  const cpu = Math.round(((after.cpu - before.cpu) / times.length) * 10_000) / 10
  const failed = times.filter((t) => t === Number.POSITIVE_INFINITY).length
  table[name] = { p50: at(0.5), p95: at(0.95), 'cpu ms': cpu, 'peak MB': after.peak, failed }
  console.error(name, table[name])
}
console.table(table)
await agent.close()
server.kill('SIGTERM')
if (values.home === undefined) await rm(home, { recursive: true })
