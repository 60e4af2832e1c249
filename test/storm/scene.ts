import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type FaultKind, type Replica, startReplica, writeTruth } from '../../src/replica/index.ts'
import { type Ended, type Kill, runChild } from './process.ts'

export type SceneOptions = {
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

/** All that can go wrong and be mended by asking again. */
const FAULTS: readonly FaultKind[] = [
  'limit',
  'error',
  'unavailable',
  'reset',
  'slow',
  'truncated',
  'error-200',
  'empty-page',
  'duplicate-page',
]
/** The world's present: it stands still. */
export const NOW = '2026-10-08T12:00:00Z'
/** Before every world of up to 90 days begins. */
const SINCE = '2026-07-01'
export const SYNC = ['sync', 'kalshi', '--since', SINCE] as const

/** A faulty world, its truth as its generator wrote it, and a place for homes that mirror it. */
export class Scene {
  readonly replica: Replica
  readonly truth: string
  readonly folder: string
  readonly #options: SceneOptions
  #prepared: Promise<string> | undefined

  private constructor(parts: Pick<Scene, 'replica' | 'truth' | 'folder'>, options: SceneOptions) {
    this.replica = parts.replica
    this.truth = parts.truth
    this.folder = parts.folder
    this.#options = options
  }

  static async open(options: SceneOptions, faultSeed: number): Promise<Scene> {
    const { trades, markets, days, seed, latencyMs, faults = FAULTS } = options
    const folder = await mkdtemp(path.join(tmpdir(), 'oddslake-storm-'))
    const replica = await startReplica({
      venue: 'kalshi',
      latencyMs,
      world: { kind: 'simulated', trades, markets, days, seed, until: NOW },
      faults: { seed: faultSeed, rate: 0.05, kinds: faults },
    })
    const truth = path.join(folder, 'truth')
    await writeTruth(replica.world, truth)
    return new Scene({ replica, truth, folder }, options)
  }

  /** The whole sync, in a child. `--json` tells when the snapshot is out. */
  sync(home: string, kill?: Kill): Promise<Ended> {
    return runChild([...SYNC, '--json'], this.env(home), kill)
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
    const args = ['sync', 'kalshi/trades', '--since', '2026-10-07T12:00:00Z', '--json']
    const { code, err } = await runChild(args, this.env(home))
    if (code !== 0) throw new Error(`the preparing sync ended with ${code}:\n${err}`)
    return home
  }

  env(home: string): Record<string, string> {
    const { rate, flushRecords } = this.#options
    return {
      ODDSLAKE_HOME: home,
      ODDSLAKE_KALSHI_URL: this.replica.url,
      ODDSLAKE_KALSHI_READ_REQUESTS: String(rate),
      ODDSLAKE_KALSHI_READ_BURST: '10',
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
