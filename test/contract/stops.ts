import path from 'node:path'
import { StoppedError } from '../../src/core/errors.ts'
import type { RunEvent } from '../../src/core/event.ts'
import { type Host, hostOf, type Io, type Venue } from '../../src/core/source.ts'
import { EVERYTHING, type Wanted } from '../../src/core/wanted.ts'
import type { Connection } from '../../src/engine/connection.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Lake } from '../../src/lake/lake.ts'
import { runId } from '../../src/lake/names.ts'
import { systemClock } from '../../src/net/clock.ts'
import { Http } from '../../src/net/http.ts'
import { createIo } from '../../src/net/io.ts'
import { Limiter } from '../../src/net/limiter.ts'
import { pull } from '../../src/pipeline/pull.ts'
import { openDuckdb } from '../../src/warehouse/duckdb/index.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { addresses } from '../support/addresses.ts'
import { KEY, type Mirror } from './mirror.ts'

export type Stopped = { readonly pages: number; readonly stopped: boolean }

/**
 * Pulls into many homes with one engine and an empty warehouse, as `oddslake pull` does with its own, which would take most
 * of the time where every page is a place to stop at.
 */
export class Puller {
  readonly #mirror: Mirror
  readonly #engine: Engine
  readonly #warehouse: Warehouse
  readonly #connection: Connection

  private constructor(mirror: Mirror, parts: { engine: Engine; warehouse: Warehouse; connection: Connection }) {
    this.#mirror = mirror
    this.#engine = parts.engine
    this.#warehouse = parts.warehouse
    this.#connection = parts.connection
  }

  static async open(mirror: Mirror): Promise<Puller> {
    const engine = await Engine.open({ memory: '500MB', threads: 1 })
    const warehouse = await openDuckdb(engine, path.join(await mirror.home(), 'warehouse.duckdb'))
    const connection = await engine.connect()
    await warehouse.migrate(connection)
    return new Puller(mirror, { engine, warehouse, connection })
  }

  /** Pulls everything of the venue, or until so many pages have come. */
  async pull(home: string, wanted: Partial<Wanted>, stopAfter = 0): Promise<Stopped> {
    const { venue } = this.#mirror
    const stop = new AbortController()
    const lake = new Lake(home)
    await lake.catalog.refresh(this.#connection)
    let pages = 0
    const emit = ({ type }: RunEvent) => {
      if (type === 'page' && ++pages === stopAfter) stop.abort(new StoppedError('stopped by the test'))
    }
    const clients = venue.hosts.map((host) => this.#client(venue, host, stop.signal))
    try {
      for (const resource of venue.resources) {
        if (stop.signal.aborted) break
        const { failures } = await pull(
          {
            lake,
            warehouse: this.#warehouse,
            connection: this.#connection,
            io: clients[venue.hosts.indexOf(hostOf(venue, resource))]!.io,
            origin: 'local',
            run: runId(),
            wanted: { ...EVERYTHING, ...wanted },
            workers: 16,
            approve: async () => true,
            flushRecords: 100_000,
            flushMs: 30_000,
            emit,
            trace: () => {},
            signal: stop.signal,
          },
          venue,
          resource,
        )
        if (failures[0] !== undefined) throw failures[0]
      }
    } catch (error) {
      if (!(error instanceof StoppedError)) throw error
    } finally {
      for (const { http } of clients) await http.close()
    }
    return { pages, stopped: stop.signal.aborted }
  }

  #client(venue: Venue, { env, clockPath }: Host, signal: AbortSignal): { http: Http; io: Io } {
    const http = new Http({
      base: addresses(venue, this.#mirror.proxy.url)[env]!,
      baseSetting: env,
      ...(venue.key !== undefined && { headers: venue.key.headers(KEY) }),
      limiter: new Limiter({ requests: 100_000, windowSeconds: 1, burst: 100_000 }, systemClock),
      retry: { attempts: 3, baseMs: 10, factor: 2, capMs: 100 },
      timeoutMs: 30_000,
      connections: 16,
      clock: systemClock,
      signal,
      onSend: () => {},
      onAnswer: () => {},
      onRetry: () => {},
    })
    return { http, io: createIo(http, clockPath) }
  }

  /** Rows that a home's bronze holds twice, and rows of another home that it lacks. */
  async compare(home: string, whole: string): Promise<{ twice: number; missing: number }> {
    const rows = (of: string) =>
      `select resource, key, content_hash from read_parquet('${of}/bronze/*/*/*/*.parquet', hive_partitioning = false)`
    const found = await this.#connection.first<{ twice: string; missing: string }>(`select
      (select count(*) from (${rows(home)})) - (select count(*) from (select distinct * from (${rows(home)}))) as twice,
      (select count(*) from (${rows(whole)} except ${rows(home)})) as missing`)
    return { twice: Number(found?.twice), missing: Number(found?.missing) }
  }

  async close(): Promise<void> {
    this.#connection.close()
    await this.#warehouse.close()
    this.#engine.close()
  }
}
