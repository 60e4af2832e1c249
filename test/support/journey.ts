import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { run } from '../../src/cli/main.ts'
import type { Micros } from '../../src/core/instant.ts'
import { type Replica, type SimulatedOptions, startReplica, type World } from '../../src/replica/index.ts'
import { kalshi } from '../../src/replica/kalshi/index.ts'
import { recordingEffects } from './effects.ts'
import { dump, look } from './past.ts'

/** A sync that has ended: when, by our clock and by the world's, and what was published. */
export type Stop = {
  readonly at: Micros
  readonly clock: Micros
  readonly tables: Readonly<Record<string, readonly string[]>>
}

/** What a market looks like in the world. */
export type Seen = {
  readonly status: string
  readonly resolution: string | null
  readonly last_price: string | null
  readonly volume: number
}

/** A home that mirrors a world on its own clock, synced now and then. */
export class Journey {
  readonly home: string
  readonly replica: Replica
  readonly options: SimulatedOptions
  /** What is kept of each snapshot. */
  readonly tables: readonly string[]
  readonly stops: Stop[] = []

  private constructor(parts: Pick<Journey, 'home' | 'replica' | 'options' | 'tables'>) {
    this.home = parts.home
    this.replica = parts.replica
    this.options = parts.options
    this.tables = parts.tables
  }

  static async begin(options: Omit<SimulatedOptions, 'kind'>, tables: readonly string[]): Promise<Journey> {
    const home = await mkdtemp(path.join(os.tmpdir(), 'oddtime-'))
    const world: SimulatedOptions = { kind: 'simulated', ...options }
    return new Journey({ home, replica: await startReplica({ venue: 'kalshi', world }), options: world, tables })
  }

  /** Lets hours pass in the world, then syncs. */
  async sync(hours: number): Promise<void> {
    this.replica.advance(hours * 3600)
    await this.command(['sync', 'kalshi', '--since', '2026-01-01'])
    const tables = await look(this.home, undefined, (connection) => dump(connection, this.tables))
    await wait(2)
    this.stops.push({ at: Date.now() * 1000, clock: this.replica.world.clock.now(), tables })
    await wait(2)
  }

  async command(args: string[]): Promise<void> {
    const { effects, err } = recordingEffects({
      ODDSLAKE_HOME: this.home,
      ODDSLAKE_KALSHI_URL: this.replica.url,
      ODDSLAKE_KALSHI_READ_REQUESTS: '100000',
      ODDSLAKE_KALSHI_READ_BURST: '1000',
    })
    const code = await run(args, effects)
    if (code !== 0) throw new Error(`oddslake ${args.join(' ')} ended with ${code}: ${err()}`)
  }

  /** The same world once more, to be looked at whenever one likes. */
  twin(): World {
    return kalshi.simulated(this.options)
  }

  async end(): Promise<void> {
    await this.replica.close()
    await rm(this.home, { recursive: true })
  }
}

const STATUS: Readonly<Record<string, string>> = { initialized: 'upcoming', active: 'open', inactive: 'open' }

/** Markets as a world serves them at an instant, a pause taken for open: nothing tells later that there was one. */
export function seenAt(world: World, clock: Micros, tickers: readonly string[]): Map<string, Seen> {
  world.clock.moveOn(clock - world.clock.now())
  const seen = new Map<string, Seen>()
  for (const list of ['/historical/markets', '/markets']) {
    const query = new URLSearchParams({ tickers: tickers.join(','), limit: '1000' })
    const { body } = world.answer({ method: 'GET', path: list, query })
    const page = JSON.parse(Buffer.concat(body as Uint8Array[]).toString()) as { markets: Record<string, string>[] }
    for (const market of page.markets) {
      const isFinal = market.status === 'finalized'
      seen.set(market.ticker!, {
        status: isFinal ? 'resolved' : (STATUS[market.status!] ?? 'closed'),
        resolution: isFinal ? market.result! : null,
        last_price: Number(market.last_price_dollars) === 0 ? null : Number(market.last_price_dollars).toFixed(12),
        volume: Number(market.volume_fp),
      })
    }
  }
  return seen
}
