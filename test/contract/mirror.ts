import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../../src/cli/main.ts'
import type { RunEvent } from '../../src/core/event.ts'
import type { Venue } from '../../src/core/source.ts'
import type { Connection } from '../../src/engine/connection.ts'
import {
  type LoggedRequest,
  type Replica,
  type ReplicaOptions,
  startReplica,
  writeTruth,
} from '../../src/replica/index.ts'
import { type SpoilingProxy, startProxy } from '../failures/support/proxy.ts'
import { ROOM } from '../failures/support/scene.ts'
import { addresses } from '../support/addresses.ts'
import { recordingEffects } from '../support/effects.ts'
import { look } from '../support/past.ts'
import { type Difference, differences } from '../support/truth.ts'

/** How a command ended, what it told, and what it asked. */
export type Ended = {
  readonly code: number
  readonly err: string
  readonly events: readonly RunEvent[]
  readonly requests: readonly LoggedRequest[]
}

type Figures = { readonly records: number; readonly stored: number; readonly rows: number; readonly rejects: number }

/** The replicas take any. */
export const KEY = 'a-key'

/** A venue's replica with a proxy before it, and homes that mirror it. */
export class Mirror {
  readonly venue: Venue
  readonly replica: Replica
  readonly proxy: SpoilingProxy
  readonly #folders: string[] = []
  #truth: { readonly version: number; readonly folder: string } | undefined

  private constructor(venue: Venue, replica: Replica, proxy: SpoilingProxy) {
    this.venue = venue
    this.replica = replica
    this.proxy = proxy
  }

  static async open(venue: Venue, { world, faults = null }: Pick<ReplicaOptions, 'world' | 'faults'>): Promise<Mirror> {
    const replica = await startReplica({ venue: venue.name, world, faults })
    return new Mirror(venue, replica, await startProxy(replica))
  }

  /** A home of its own, removed at the end; of another one a copy. */
  async home(of?: string): Promise<string> {
    const folder = await mkdtemp(path.join(ROOM, 'oddslake-contract-'))
    this.#folders.push(folder)
    const home = path.join(folder, 'home')
    await mkdir(home)
    if (of !== undefined) await cp(of, home, { recursive: true, verbatimSymlinks: true })
    return home
  }

  /** The environment of a command: quick to try again, and no limit worth noticing. */
  env(home: string): Record<string, string> {
    const { venue, proxy } = this
    const limits = Object.keys(venue.limits).flatMap((family) => {
      const name = `ODDSLAKE_${venue.name}_${family}`.toUpperCase()
      return [`${name}_REQUESTS`, `${name}_BURST`].map((variable) => [variable, '100000'])
    })
    return {
      ODDSLAKE_HOME: home,
      ...addresses(venue, proxy.url),
      ...(venue.key !== undefined && { [venue.key.env]: KEY }),
      ODDSLAKE_RETRY_BASE_SECONDS: '0.01',
      ODDSLAKE_RETRY_ATTEMPTS: '4',
      ODDSLAKE_REJECTS_THRESHOLD: '1',
      ...Object.fromEntries(limits),
    }
  }

  /** Runs a command; with `stopAfter` as if Ctrl-C were pressed right after that many pages. */
  async run(home: string, args: readonly string[], { stopAfter = 0 } = {}): Promise<Ended> {
    const events: RunEvent[] = []
    const stop = new AbortController()
    const before = this.replica.requests().length
    let pages = 0
    const { effects, err } = recordingEffects(this.env(home), {
      cwd: path.dirname(home),
      stop: stop.signal,
      out(text) {
        if (!String(text).startsWith('{"type"')) return
        const event = JSON.parse(String(text)) as RunEvent
        events.push(event)
        if (event.type === 'page' && ++pages === stopAfter) stop.abort()
      },
    })
    const code = await run(args, effects)
    return { code, err: err(), events, requests: this.replica.requests().slice(before) }
  }

  /** Mirrors everything the venue has. */
  sync(home: string, ...more: readonly string[]): Promise<Ended> {
    return this.run(home, ['sync', `${this.venue.name}/*`, '--json', ...more])
  }

  /** The tables of a home that differ from what the world's generator knows now. */
  async differences(home: string): Promise<Difference[]> {
    return differences(home, await this.truth(), this.venue.name)
  }

  /** Where the truth of the world's present lies. */
  async truth(): Promise<string> {
    const version = this.replica.world.clock.version()
    if (this.#truth?.version !== version) {
      const folder = path.join(await this.home(), 'truth')
      await writeTruth(this.replica.world, folder, { also: ['candles'] })
      this.#truth = { version, folder }
    }
    return this.#truth.folder
  }

  async close(): Promise<void> {
    await this.proxy.close()
    await this.replica.close()
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
  }
}

/** What a run brought in all, by its own word. */
export function figuresOf({ events }: Ended): Figures {
  const found = events.find((e) => (e as { type: string }).type === 'summary')
  if (found === undefined) throw new Error('the run told no summary')
  return found as unknown as Figures
}

/** Looks at a home's published tables, and at its bronze under the name `bronze`. */
export function inHome<T>(home: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  return look(home, undefined, async (connection) => {
    await connection.run(
      `create or replace temp view bronze as select * from read_parquet('${home}/bronze/*/*/*/*.parquet', filename = true, file_row_number = true, hive_partitioning = false)`,
    )
    return work(connection)
  })
}

/** A request as it was sent. */
export function asSent({ method, path: of, query }: LoggedRequest): string {
  return `${method} ${of}?${query}`
}
