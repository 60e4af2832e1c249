import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { StoppedError, UserError } from '../../core/errors.ts'
import type { Sql } from '../../core/sql.ts'
import { asOurs, isWorthRepeating } from './errors.ts'
import { type Place, placeOf } from './url.ts'

/** The oldest server that has all that is used here. */
const OLDEST = 14

/** Waits before another try after a lost connection or a conflict, in milliseconds: a restart takes some seconds. */
const WAITS = [100, 400, 1000, 2000, 4000, 8000]

/** Bytes of a file that travel at a time. */
const CHUNK = 1 << 20

export type Row = Readonly<Record<string, unknown>>

/** One conversation with the server, within a transaction. */
export class Session {
  readonly #client: pg.PoolClient

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  /** Runs one statement with parameters, or several without; gives how many rows the last one touched. */
  async run(statement: Sql, parameters?: readonly unknown[]): Promise<number> {
    const result = await this.#client.query(statement, parameters as unknown[] | undefined)
    return result.rowCount ?? 0
  }

  /** The rows of one statement. 64-bit integers and decimals are strings. */
  async rows<R extends object = Row>(statement: Sql, parameters?: readonly unknown[]): Promise<R[]> {
    return (await this.#client.query<R>(statement, parameters as unknown[] | undefined)).rows
  }

  async first<R extends object = Row>(statement: Sql, parameters?: readonly unknown[]): Promise<R | undefined> {
    return (await this.rows<R>(statement, parameters))[0]
  }

  /** Names and types of the columns of one reading statement. Several statements are refused. */
  async columns(statement: Sql): Promise<pg.FieldDef[]> {
    const config = { text: `select * from (${statement}\n) as asked limit 0`, queryMode: 'extended' }
    return (await this.#client.query(config)).fields
  }

  /** Sends the bytes of a file as the body of a COPY … FROM STDIN; gives how many rows they were. */
  async copyIn(statement: Sql, file: string): Promise<number> {
    const rows = this.#client.query(copyFrom(statement))
    await pipeline(createReadStream(file, { highWaterMark: CHUNK }), rows)
    return rows.rowCount
  }

  /** Writes what a COPY … TO STDOUT gives into a file. */
  async copyOut(statement: Sql, file: string): Promise<void> {
    await pipeline(this.#client.query(copyTo(statement)), createWriteStream(file, { highWaterMark: CHUNK }))
  }
}

type TransactionOptions = {
  readonly readOnly?: boolean
  /** Asked before the work is repeated: whether it was done after all and only the answer was lost. */
  readonly done?: (session: Session) => Promise<boolean>
}

/** A PostgreSQL server: a few connections, transactions that are repeated where that helps, errors in our words. */
export class Server {
  readonly place: Place
  readonly #pool: pg.Pool
  readonly #signal: AbortSignal | undefined
  /** Clients at work, with the number by which the server knows them. */
  readonly #busy = new Set<pg.PoolClient>()
  readonly #prepared = new WeakSet<pg.PoolClient>()
  /** Whether the server has ever answered: until then a failure is told at once. */
  #reached = false
  readonly #stop = () => void this.#cancel()

  constructor(url: string, signal?: AbortSignal) {
    this.place = placeOf(url)
    this.#pool = new pg.Pool(this.place.config)
    // A connection that breaks while nobody uses it is replaced by the next use.
    this.#pool.on('error', () => {})
    this.#signal = signal
    signal?.addEventListener('abort', this.#stop)
  }

  /** Everything inside happens or nothing does. What fails by chance (lost connection, conflict) is done once more. */
  async transaction<T>(work: (session: Session) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    let result: { readonly value: T } | undefined
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(async (session, client) => {
          if (attempt > 0 && result !== undefined && (await options.done?.(session))) return result.value
          await client.query(options.readOnly === true ? 'begin read only' : 'begin')
          try {
            result = { value: await work(session) }
            await client.query('commit')
            return result.value
          } catch (error) {
            await client.query('rollback').catch(() => {})
            throw error
          }
        })
      } catch (error) {
        const wait = WAITS[attempt]
        if (!this.#reached || wait === undefined || !isWorthRepeating(error)) throw error
        await sleep(wait)
      }
    }
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop)
    await this.#pool.end()
  }

  async #once<T>(work: (session: Session, client: pg.PoolClient) => Promise<T>): Promise<T> {
    const before = this.#isStopped()
    let client: pg.PoolClient | undefined
    let broken: Error | undefined
    try {
      client = await this.#pool.connect()
      await this.#prepare(client)
      this.#busy.add(client)
      return await work(new Session(client), client)
    } catch (error) {
      if (!before && this.#isStopped())
        throw new StoppedError('Stopped. Run the same command again; it goes on from here.', { cause: error })
      const ours = asOurs(error, this.place)
      if (isWorthRepeating(ours)) broken = error as Error
      throw ours
    } finally {
      if (client !== undefined) {
        this.#busy.delete(client)
        client.release(broken)
      }
    }
  }

  #isStopped(): boolean {
    return this.#signal?.aborted === true
  }

  /** Settings of a new connection: UTC, exact text, limits; and whether the server is one that will do. */
  async #prepare(client: pg.PoolClient): Promise<void> {
    if (this.#prepared.has(client)) return
    // Whatever breaks the connection fails the statement that runs, too, or the next one.
    client.on('error', () => {})
    const { rows } = await client.query<{ version: number; encoding: string }>(
      `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`,
    )
    checkServer(rows[0]!, this.place)
    await client.query(
      `set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set extra_float_digits = 1;
       set standard_conforming_strings = on; set client_min_messages = 'warning'; set search_path = pg_catalog, pg_temp;
       set lock_timeout = '10min'; set statement_timeout = '${this.place.statementSeconds}s'; set temp_buffers = '32MB';
       set work_mem = '64MB'; set jit = off`,
    )
    this.#prepared.add(client)
    this.#reached = true
  }

  /** Tells the server to stop what it does for us; the statements then fail. */
  async #cancel(): Promise<void> {
    const pids = [...this.#busy].map((client) => (client as unknown as { processID: number }).processID)
    if (pids.length === 0) return
    const client = new pg.Client(this.place.config)
    client.on('error', () => {})
    await client
      .connect()
      .then(() => client.query('select pg_cancel_backend(pid) from unnest($1::int[]) as pid', [pids]))
      .catch(() => {})
    await client.end().catch(() => {})
  }
}

/** Refuses a server that cannot hold the warehouse. */
export function checkServer({ version, encoding }: { version: number; encoding: string }, place: Place): void {
  if (version < OLDEST * 10_000)
    throw new UserError(
      `${place.shown}: the server is PostgreSQL ${Math.floor(version / 10_000)}, and ${OLDEST} or newer is needed. Upgrade it, or set ODDSLAKE_WAREHOUSE to another one.`,
    )
  if (encoding !== 'UTF8')
    throw new UserError(
      `${place.shown}: the database keeps text as ${encoding}, and UTF8 is needed. Make another one: create database NAME encoding 'UTF8' template template0`,
    )
}
