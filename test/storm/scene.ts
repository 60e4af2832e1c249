import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type FaultKind, type Replica, startReplica, writeTruth } from '../../src/replica/index.ts'
import { type Difference, differences } from '../support/truth.ts'
import { type Ended, type Kill, runChild } from './process.ts'

export type SceneOptions = {
  /** `kalshi` unless said. */
  readonly venue?: keyof typeof VENUES
  readonly trades: number
  readonly markets: number
  readonly days: number
  readonly seed: number
  /** The client's limit in requests a second: stretches the run. */
  readonly rate: number
  readonly latencyMs: number
  readonly flushRecords: number
  /** What goes wrong; all that asking again can mend unless named. */
  readonly faults?: readonly FaultKind[]
}

/** The world's present: it stands still. */
export const NOW = '2026-10-08T12:00:00Z'
/** Before every world of up to 90 days begins. */
const SINCE = '2026-07-01'
export const SYNC = ['sync', 'kalshi', '--since', SINCE] as const

/** What each venue is mirrored by, and all that can go wrong there and be mended by asking again. */
const VENUES = {
  kalshi: {
    sync: SYNC,
    prepare: ['sync', 'kalshi/trades', '--since', '2026-10-07T12:00:00Z'],
    limit: 'ODDSLAKE_KALSHI_READ',
    faults: [
      'limit',
      'error',
      'unavailable',
      'reset',
      'slow',
      'truncated',
      'error-200',
      'empty-page',
      'duplicate-page',
    ],
    files: undefined,
  },
  manifold: {
    sync: ['sync', 'manifold'],
    prepare: ['sync', 'manifold/users', 'manifold/markets'],
    limit: 'ODDSLAKE_MANIFOLD_API',
    // An empty page is the end of a list here: nobody could tell that more was to come.
    faults: ['limit', 'error', 'unavailable', 'reset', 'slow', 'truncated', 'error-200', 'reorder'],
    files: ['traders', 'markets', 'outcomes', 'trades', 'orders', 'prices'],
  },
} as const satisfies Record<
  string,
  {
    sync: readonly string[]
    prepare: readonly string[]
    limit: string
    faults: readonly FaultKind[]
    files: readonly string[] | undefined
  }
>

/** A faulty world, its truth as its generator wrote it, and a place for homes that mirror it. */
export class Scene {
  readonly replica: Replica
  readonly truth: string
  readonly folder: string
  readonly venue: keyof typeof VENUES
  readonly #options: SceneOptions
  #prepared: Promise<string> | undefined

  private constructor(parts: Pick<Scene, 'replica' | 'truth' | 'folder'>, options: SceneOptions) {
    this.replica = parts.replica
    this.truth = parts.truth
    this.folder = parts.folder
    this.#options = options
    this.venue = options.venue ?? 'kalshi'
  }

  static async open(options: SceneOptions, faultSeed: number): Promise<Scene> {
    const { venue = 'kalshi', trades, markets, days, seed, latencyMs, faults = VENUES[venue].faults } = options
    const folder = await mkdtemp(path.join(tmpdir(), 'oddslake-storm-'))
    const replica = await startReplica({
      venue,
      latencyMs,
      world: { kind: 'simulated', trades, markets, days, seed, until: NOW },
      faults: { seed: faultSeed, rate: 0.05, kinds: faults },
    })
    const truth = path.join(folder, 'truth')
    await writeTruth(replica.world, truth)
    return new Scene({ replica, truth, folder }, options)
  }

  /** Tables in which a home differs from the truth. */
  differences(home: string): Promise<Difference[]> {
    const { files } = VENUES[this.venue]
    return differences(home, this.truth, { venue: this.venue, ...(files && { files }) })
  }

  /** The whole sync, in a child. `--json` tells when the snapshot is out. */
  sync(home: string, kill?: Kill): Promise<Ended> {
    return runChild([...VENUES[this.venue].sync, '--json'], this.env(home), kill)
  }

  /** A place for a home: with nothing there, or with a snapshot of the last day's trades for readers to find. */
  async home(name: string, { nothing = false } = {}): Promise<string> {
    const home = path.join(this.folder, name)
    if (nothing) return home
    this.#prepared ??= this.#prepare()
    await cp(await this.#prepared, home, { recursive: true, verbatimSymlinks: true })
    return home
  }

  async #prepare(): Promise<string> {
    const home = path.join(this.folder, 'prepared')
    const { code, err } = await runChild([...VENUES[this.venue].prepare, '--json'], this.env(home))
    if (code !== 0) throw new Error(`the preparing sync ended with ${code}:\n${err}`)
    return home
  }

  env(home: string): Record<string, string> {
    const { rate, flushRecords } = this.#options
    const { limit } = VENUES[this.venue]
    return {
      ODDSLAKE_HOME: home,
      [`ODDSLAKE_${this.venue.toUpperCase()}_URL`]: this.replica.url,
      [`${limit}_REQUESTS`]: String(rate),
      [`${limit}_WINDOW_SECONDS`]: '1',
      [`${limit}_BURST`]: '10',
      ODDSLAKE_RETRY_BASE_SECONDS: '0.05',
      ODDSLAKE_FLUSH_RECORDS: String(flushRecords),
      ODDSLAKE_FLUSH_SECONDS: '0.4',
    }
  }

  async close(): Promise<void> {
    await this.replica.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}
