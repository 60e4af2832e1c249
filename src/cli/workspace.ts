import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/config.ts'
import { TransientError, UserError } from '../core/errors.ts'
import type { Emit } from '../core/event.ts'
import { addressOf, familyOf, type Host, hostOf, type Io, type Resource, type Venue } from '../core/source.ts'
import { silverTable } from '../core/tables/index.ts'
import { isFile } from '../core/warehouse-url.ts'
import type { Connection } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { asOurs } from '../engine/errors.ts'
import type { Origin } from '../lake/catalog.ts'
import { Lake } from '../lake/lake.ts'
import { HostClock, systemClock } from '../net/clock.ts'
import { Http, type HttpOptions } from '../net/http.ts'
import { createIo } from '../net/io.ts'
import { Limiter } from '../net/limiter.ts'
import type { Tuning } from '../pipeline/sync.ts'
import { VENUES } from '../venues/index.ts'
import { openWarehouse } from '../warehouse/index.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Effects } from './effects.ts'
import type { Selected } from './selection.ts'

/**
 * All cores but one. The network needs the other; and the engine's threads wait for each other by spinning, so that with
 * bronze and silver at work at the same time one thread too many costs more than it brings (measured: a third).
 */
function spareCores(): number {
  return Math.max(1, availableParallelism() - 1)
}

/**
 * What the engine may hold unless a setting says otherwise: with what lies outside, the process stays under 400 MB. Gold of
 * many trades is faster with more, of some millions it needs more.
 */
const MEMORY = { memory: '130MB', more: ['200MB', '500MB'] }
const MANY_FACTS = { rows: 200_000, memory: '200MB', alone: '500MB' }

function memoryOf(config: Config): { memory: string; more?: readonly string[] } {
  const isPreset = config.resolved.some((r) => r.setting.name === 'memory' && r.origin === 'default')
  return isPreset ? MEMORY : { memory: config.text('memory') }
}

/** About how many facts, such as trades, bronze holds. */
function factsOf({ catalog }: Lake): number {
  const isFact = ({ silver }: Resource) => Object.keys(silver).some((name) => silverTable(name).kind === 'fact')
  const counts = VENUES.flatMap((venue) =>
    venue.resources
      .filter(isFact)
      .flatMap(({ name, rowsPerRecord = 1 }) => catalog.list(venue.name, name).map(({ rows }) => rows * rowsPerRecord)),
  )
  return counts.reduce((sum, rows) => sum + rows, 0)
}

export type WorkspaceOptions = {
  /** URL of another warehouse to fill from the lake. The home is only read then, so that its writer can go on. */
  readonly into?: string | undefined
}

/** Holds the home as its one writer where the warehouse does not: by an empty database file, which the engine locks. */
async function lockHome(engine: Engine, home: string): Promise<void> {
  const file = path.join(home, 'writer.lock')
  const lock = () => engine.attach(file, 'home_lock')
  await lock().catch(async (error) => {
    if (error instanceof TransientError) throw error
    // A process that was killed while it made the file; there is nothing in it.
    await rm(file, { force: true })
    await lock()
  })
}

/** The configuration of a command: file, `.env` and environment. */
export function configure({ env, cwd }: Effects): Promise<Config> {
  return loadConfig({ env, cwd, venues: VENUES })
}

/** Everything a writing command works with; closed in reverse order. */
export class Workspace {
  readonly config: Config
  readonly lake: Lake
  readonly engine: Engine
  readonly warehouse: Warehouse
  readonly bronze: Connection
  readonly silver: Connection
  readonly #effects: Effects
  readonly #limiters = new Map<string, Limiter>()
  readonly #clients = new Map<string, { http: Http; io: Io }>()
  readonly #hostClocks = new Map<string, HostClock>()
  /** A folder that goes away with the work. */
  readonly #scratch: string | undefined
  #closed = false

  private constructor(
    parts: Pick<Workspace, 'config' | 'lake' | 'engine' | 'warehouse' | 'bronze' | 'silver'> & {
      scratch: string | undefined
    },
    effects: Effects,
  ) {
    this.config = parts.config
    this.lake = parts.lake
    this.engine = parts.engine
    this.warehouse = parts.warehouse
    this.bronze = parts.bronze
    this.silver = parts.silver
    this.#scratch = parts.scratch
    this.#effects = effects
  }

  /** Opens everything for one piece of work, then closes it. A failure of the work is not hidden by one of the closing. */
  static async use<T>(
    effects: Effects,
    work: (workspace: Workspace) => Promise<T>,
    options?: WorkspaceOptions,
  ): Promise<T> {
    const workspace = await Workspace.open(effects, options)
    const result = await work(workspace).catch(async (error: unknown) => {
      await workspace.close().catch(() => {})
      throw error
    })
    await workspace.close()
    return result
  }

  static async open(effects: Effects, { into }: WorkspaceOptions = {}): Promise<Workspace> {
    const config = await configure(effects)
    const home = config.text('home')
    const lake = new Lake(home, {
      ...(effects.files && { files: effects.files }),
      ...(effects.trace && { trace: effects.trace }),
    })
    await lake.files.folder(home)
    const url = into ?? config.text('warehouse')
    const work = into === undefined ? lake.work : await mkdtemp(path.join(tmpdir(), 'oddslake-load-'))
    // Of its own: what a killed process spilled is swept away while this one may be spilling already.
    const spill = `spill-${process.pid}`
    const engine = await Engine.open({
      temp: path.join(work, spill),
      ...memoryOf(config),
      threads: config.number('threads') || spareCores(),
    })
    try {
      if (into === undefined && !isFile(url)) await lockHome(engine, home)
      const warehouse = await openWarehouse({ url, engine, scratch: work, signal: effects.stop })
      // One process at a time writes a home: nobody is writing what lies about now.
      if (into === undefined) await lake.sweep(spill)
      const [bronze, silver] = [await engine.connect(), await engine.connect()]
      await warehouse.migrate(silver)
      await lake.catalog.refresh(bronze)
      if (memoryOf(config) === MEMORY && factsOf(lake) >= MANY_FACTS.rows)
        await engine.use({ memory: MANY_FACTS.memory })
      const scratch = into === undefined ? undefined : work
      return new Workspace({ config, lake, engine, warehouse, bronze, silver, scratch }, effects)
    } catch (error) {
      engine.close()
      if (into !== undefined) await rm(work, { recursive: true, force: true })
      throw asOurs(error)
    }
  }

  /** How a resource is asked. Those of a venue that are asked alike share a client and with it what the venue said once. */
  io(place: Selected, signal: AbortSignal, emit: Emit): Io {
    const { venue, resource } = place
    const manner = this.#manner(place)
    const key = JSON.stringify([venue.name, familyOf(venue, resource), manner])
    const known = this.#clients.get(key)
    if (known !== undefined) return known.io
    const whole = { venue: venue.name, resource: '' }
    const host = hostOf(venue, resource)
    const http = new Http({
      base: this.#address(venue, host),
      baseSetting: host.env,
      limiter: this.#limiter(place),
      headers: this.#key(venue),
      ...manner,
      clock: systemClock,
      hostClock: this.#hostClock(host),
      signal,
      onSend: () => this.#effects.trace?.('request'),
      onAnswer: (answer) => emit({ type: 'request', ...whole, ...answer }),
      onRetry: (retry) => emit({ type: 'retry', ...whole, ...retry }),
    })
    const io = createIo(http, host.clockPath)
    this.#clients.set(key, { http, io })
    return io
  }

  #hostClock({ env }: Host): HostClock {
    const clock = this.#hostClocks.get(env) ?? new HostClock()
    this.#hostClocks.set(env, clock)
    return clock
  }

  #address(venue: Venue, host: Host): string {
    const url = this.config.text(addressOf(venue, host)).replace(/\/$/, '')
    if (url !== '') return url
    throw new UserError(
      `${venue.title} has no address of its own any more. Set ${host.env} to the base address of a server that speaks its API.`,
    )
  }

  #key({ name, key }: Venue): Readonly<Record<string, string>> {
    const value = key === undefined ? '' : this.config.text(`${name}.key`)
    return value === '' ? {} : key!.headers(value)
  }

  #manner(place: Selected): Pick<HttpOptions, 'retry' | 'timeoutMs' | 'connections'> {
    const number = (name: string) => this.config.number(name, place)
    return {
      retry: {
        attempts: number('retry.attempts'),
        baseMs: number('retry.base') * 1000,
        factor: number('retry.factor'),
        capMs: number('retry.cap') * 1000,
      },
      timeoutMs: number('timeout') * 1000,
      connections: number('workers'),
    }
  }

  /** One for each family, so that its limit holds for everything in the process. */
  #limiter({ venue, resource }: Selected): Limiter {
    const family = `${venue.name}.${familyOf(venue, resource)}`
    const known = this.#limiters.get(family)
    if (known !== undefined) return known
    const limiter = new Limiter(this.config.limit(venue, resource), systemClock)
    this.#limiters.set(family, limiter)
    return limiter
  }

  /** How a resource is worked on. */
  tuning(place: Selected): Tuning {
    const number = (name: string) => this.config.number(name, place)
    return {
      workers: number('workers'),
      flushRecords: number('flush.records'),
      flushMs: number('flush.seconds') * 1000,
      upsertBatch: number('upsert.batch'),
      mirror: number('bronze.mirror') === 1,
      rejectsThreshold: number('rejects.threshold'),
    }
  }

  /** Whether a venue is asked on this machine. Throws when the home holds records of the other kind. */
  origin(venue: Venue): Origin {
    const urls = venue.hosts.map((host) => new URL(this.#address(venue, host)))
    const local = urls.filter(({ hostname }) => /^(localhost|127\..*|\[::1\])$/.test(hostname))
    if (local.length > 0 && local.length < urls.length)
      throw new UserError(
        `${local[0]!.origin} is a local replica of ${venue.title}, and other addresses of it are not: ${venue.hosts.map(({ env }) => env).join(', ')}. Set all of them or none, so that real and local records are not mixed.`,
      )
    const url = urls[0]!
    const origin = local.length > 0 ? 'local' : 'venue'
    const held = this.lake.catalog.list(venue.name).at(-1)?.origin
    if (held === undefined || held === origin) return origin
    const [is, would] =
      held === 'local' ? ['a local replica', 'the venue itself'] : ['the venue itself', 'a local replica']
    throw new UserError(
      `The home ${this.lake.home} mirrors ${venue.title} from ${is}; ${url.origin} is ${would}, and the two must not be mixed. Set ODDSLAKE_HOME to another folder.`,
    )
  }

  /** From here on nothing is asked any more: the engine may take every core, and more memory for gold of many facts. */
  async alone(): Promise<void> {
    const hasRoom = memoryOf(this.config) === MEMORY && factsOf(this.lake) >= MANY_FACTS.rows
    await this.engine.use({
      ...(this.config.number('threads') === 0 && { threads: availableParallelism() }),
      ...(hasRoom && { memory: MANY_FACTS.alone }),
    })
  }

  /** May be called again: only the first time counts. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const { http } of this.#clients.values()) await http.close()
    this.bronze.close()
    this.silver.close()
    await this.warehouse.close().finally(() => this.engine.close())
    if (this.#scratch !== undefined) await rm(this.#scratch, { recursive: true, force: true })
  }
}
