/** The whole line over loopback, limiter off, the replica in its own process: HTTP → bronze → silver → gold → snapshot. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Workspace } from '../src/cli/workspace.ts'
import type { RunEvent } from '../src/core/event.ts'
import { MODELS } from '../src/models/index.ts'
import { sync } from '../src/pipeline/sync.ts'
import { kalshi } from '../src/venues/kalshi/index.ts'
import { publish } from '../src/warehouse/duckdb/publish.ts'

const trades = Number(process.argv[2] ?? 1_000_000)
const replica = spawn(process.execPath, ['--max-old-space-size=8000', 'src/replica/main.ts', 'kalshi', '--world', 'simulated', '--trades', String(trades), '--seed', '1', '--days', '30'], { stdio: ['ignore', 'pipe', 'inherit'] })
const { url } = await new Promise<{ url: string }>((resolve) => createInterface({ input: replica.stdout }).once('line', (text) => resolve(JSON.parse(text))))
const home = await mkdtemp(path.join(os.tmpdir(), 'oddslake-bench-'))
const never = new AbortController().signal
const workspace = await Workspace.open({
  out: () => {}, err: () => {}, env: { ODDSLAKE_HOME: home, ODDSLAKE_KALSHI_URL: url, ODDSLAKE_KALSHI_RATE: '100000', ODDSLAKE_KALSHI_BURST: '1000' }, cwd: home, terminal: false, stop: never, ask: async () => true,
})
const stages: Record<string, number> = {}
let rows = 0
const emit = (event: RunEvent) => {
  if (event.type === 'stage') stages[`${event.stage} ${event.resource}`] = event.milliseconds
  if (event.type === 'build') stages[`build ${event.model}`] = event.milliseconds
  if (event.type === 'load' && event.resource === 'trades') rows += event.rows
  if (event.type === 'failure' || event.type === 'retry') console.error(event)
}
const started = performance.now()
const cpu = process.cpuUsage()
const { exitCode } = await sync(
  {
    run: 'bench', lake: workspace.lake, warehouse: workspace.warehouse, bronze: workspace.bronze, silver: workspace.silver, models: MODELS,
    wanted: { since: Date.now() * 1000 - 31 * 86_400_000_000, until: undefined, full: false, markets: [] }, workers: 16, flushRecords: 100_000, flushMs: 30_000, rejectsThreshold: 0.01,
    approve: async () => true,
    async publish() {
      const t = performance.now()
      await publish(workspace.silver, { home, models: MODELS, trace: () => {} })
      stages.publish = performance.now() - t
    },
    emit, trace: () => {}, stop: never, deadline: never,
  },
  kalshi.resources.filter((r) => r.byDefault).map((resource) => ({ venue: kalshi, io: workspace.io(kalshi, never, emit), resource })),
)
const wall = (performance.now() - started) / 1000
const used = process.cpuUsage(cpu)
await workspace.close()
replica.kill()
console.table(Object.fromEntries(Object.entries(stages).map(([k, v]) => [k, Math.round(v)])))
console.log({ exitCode, rows, wall, perSecond: Math.round(rows / wall), cpu: (used.user + used.system) / 1e6, peakMB: Math.round(process.resourceUsage().maxRSS / 1024) })
await rm(home, { recursive: true })
