import { existsSync, statfsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import type { Row } from '../../../src/engine/connection.ts'
import { Engine } from '../../../src/engine/engine.ts'
import { type Replica, startReplica, writeTruth } from '../../../src/replica/index.ts'
import { currentSnapshot } from '../../../src/snapshot/manifest.ts'
import { createNamedViews } from '../../support/named-views.ts'
import { ENGINE } from '../../support/threads.ts'
import { differences } from '../../support/truth.ts'
import { type Ended, oddslake } from './command.ts'
import { type SpoilingProxy, startProxy } from './proxy.ts'

/** Homes are made in memory where there is room: every commit is flushed, which a shared disk makes slow. */
export const ROOM = hasRoom('/dev/shm') ? '/dev/shm' : os.tmpdir()

type World = { readonly trades?: number; readonly future?: number }

/** A small exchange of five days behind a proxy, and homes that mirror it. */
export class Scene {
  readonly replica: Replica
  readonly proxy: SpoilingProxy
  readonly #folders: string[] = []
  #mirror: Promise<string> | undefined
  /** Where the truth of the world's present moment lies. */
  #truth: { readonly now: number; readonly folder: string } | undefined

  private constructor(replica: Replica, proxy: SpoilingProxy) {
    this.replica = replica
    this.proxy = proxy
  }

  static async open({ trades = 400, future = 0 }: World = {}): Promise<Scene> {
    const world = { kind: 'simulated', trades, markets: 20, seed: 3, days: 5, future, until: '2026-10-08' } as const
    const replica = await startReplica({ venue: 'kalshi', world })
    return new Scene(replica, await startProxy(replica))
  }

  /** A folder of its own, removed at the end. */
  async folder(): Promise<string> {
    const own = await mkdtemp(path.join(ROOM, 'oddslake-failures-'))
    this.#folders.push(own)
    // A config file beside a home is read, so no two homes lie side by side.
    const folder = path.join(own, 'home')
    await mkdir(folder)
    return folder
  }

  /** A home that equals the world already: a copy of one that was made once. */
  async mirror(): Promise<string> {
    this.#mirror ??= this.folder().then((home) => this.heals(home).then(() => home))
    const home = await this.folder()
    await cp(await this.#mirror, home, { recursive: true, verbatimSymlinks: true })
    return home
  }

  /** The environment of a command: quick to try again, and no limit worth noticing. */
  env(home: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      ODDSLAKE_HOME: home,
      ODDSLAKE_KALSHI_URL: this.proxy.url,
      ODDSLAKE_KALSHI_READ_REQUESTS: '10000',
      ODDSLAKE_KALSHI_READ_BURST: '1000',
      ODDSLAKE_RETRY_BASE_SECONDS: '0.01',
      ...more,
    }
  }

  run(home: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return oddslake(args, this.env(home, more), path.dirname(home))
  }

  sync(home: string, ...args: readonly string[]): Promise<Ended> {
    return this.run(home, ['sync', 'kalshi', ...args])
  }

  /** The tables of a home that differ from what the world's generator knows; none means equal. */
  async untrue(home: string): Promise<string[]> {
    const now = this.replica.world.clock.now()
    if (this.#truth?.now !== now) {
      this.#truth = { now, folder: path.join(await this.folder(), 'truth') }
      await writeTruth(this.replica.world, this.#truth.folder)
    }
    return (await differences(home, this.#truth.folder)).map((difference) => difference.table)
  }

  /** A command that ends well and leaves the home equal to the world. */
  async heals(home: string, args: readonly string[] = ['sync', 'kalshi']): Promise<void> {
    this.proxy.mend()
    const { code, err } = await this.run(home, args)
    expect(code, err).toBe(0)
    expect(await this.untrue(home)).toEqual([])
  }

  async close(): Promise<void> {
    await this.proxy.close()
    await this.replica.close()
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
  }
}

/** Rows of a home's published snapshot. */
export async function published<R extends Row>(home: string, query: string): Promise<R[]> {
  const snapshot = await currentSnapshot(home)
  if (snapshot === undefined) throw new Error(`no snapshot in ${home}`)
  return reading(async (connection) => {
    await createNamedViews(connection, snapshot, query)
    return connection.rows<R>(query)
  })
}

/** Does something with an engine of its own. */
export async function reading<T>(work: (connection: Awaited<ReturnType<Engine['connect']>>) => Promise<T>): Promise<T> {
  const engine = await Engine.open(ENGINE)
  try {
    return await work(await engine.connect())
  } finally {
    engine.close()
  }
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize > 2e9
}
