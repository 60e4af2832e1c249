import { startReplica } from '../replica/index.ts'
import type { Effects } from './effects.ts'
import { runLine } from './line.ts'
import { count } from './progress.ts'
import { select } from './selection.ts'

/** The present of the demo's world, so that it is the same for everybody and a second run finds nothing new. */
const UNTIL = '2026-11-01T00:00:00Z'
const SINCE = '2026-08-03T00:00:00Z'

/** The demo's limit: the replica stands on this machine, so there is nobody to be polite to. */
const RATE = '2000'

/** Mirrors a simulated exchange, then offers to show it. Gives the exit code. */
export async function runDemo(effects: Effects, options: { trades: number }): Promise<number> {
  const code = await mirror(effects, options)
  return code === 0 ? offerDashboard(effects) : code
}

/** Starts a replica, mirrors it, and stops it. Gives the exit code of the sync. */
async function mirror(effects: Effects, { trades }: { trades: number }): Promise<number> {
  effects.err(`Simulating an exchange with ${count(trades)} trades over 90 days …\n`)
  const replica = await startReplica({
    venue: 'kalshi',
    world: { kind: 'simulated', trades, seed: 1, until: UNTIL, days: 90 },
  })
  try {
    const env = {
      ...effects.env,
      ODDSLAKE_KALSHI_URL: replica.url,
      ODDSLAKE_KALSHI_READ_REQUESTS: RATE,
      ODDSLAKE_KALSHI_READ_BURST: '100',
    }
    return await runLine({ ...effects, env }, select(['kalshi']), { since: SINCE, yes: true })
  } finally {
    await replica.close()
  }
}

/** In a terminal: what was mirrored, in the browser, until Ctrl-C. Elsewhere the demo just ends. */
async function offerDashboard(effects: Effects): Promise<number> {
  if (effects.terminal === undefined || effects.stop.aborted) return 0
  if (!(await effects.ask('Serve the dashboard of it on this machine?'))) return 0
  const { serveHome } = await import('./serve.ts')
  return serveHome(effects, {})
}
