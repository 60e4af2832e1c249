import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { literal } from '../core/sql.ts'
import { Connection } from './connection.ts'
import { makeFolder } from './folder.ts'

export type EngineOptions = {
  /** Folder for spilled data. Without it nothing spills. */
  readonly temp?: string
  /** What DuckDB may hold in memory, such as `200MB`. */
  readonly memory?: string
  /** What it may hold as soon as that does not suffice, one after the other. */
  readonly more?: readonly string[]
  readonly threads?: number
  /** Whether results without ORDER BY come in the order of what they read: for people's queries. */
  readonly ordered?: boolean
}

/** The one transform engine: DuckDB embedded in the process. Warehouses and lakes work through its connections. */
export class Engine {
  readonly #instance: DuckDBInstance
  readonly #more: string[]
  #memory: string

  private constructor(instance: DuckDBInstance, { memory, more }: { memory: string; more: readonly string[] }) {
    this.#instance = instance
    this.#memory = memory
    this.#more = [...more]
  }

  /** Opens an engine whose own database is in memory; files and servers are attached to it. */
  static async open({
    temp,
    memory = '200MB',
    more = [],
    threads,
    ordered = false,
  }: EngineOptions = {}): Promise<Engine> {
    const settings: Record<string, string> = {
      memory_limit: memory,
      autoinstall_known_extensions: 'false',
      // Rows that do not fill a row group are written twice at each checkpoint: with the preset of 16 MB that took a sixth
      // of a big load. A log of this size is read in a second after a crash.
      checkpoint_threshold: '256MB',
      // Rows carry their order where it matters; without it, inserts and Parquet writers use every thread.
      preserve_insertion_order: ordered ? 'true' : 'false',
    }
    if (threads !== undefined) settings.threads = String(threads)
    if (temp !== undefined) await makeFolder(temp)
    // Left to itself it would spill into the folder that the command is run in.
    settings.temp_directory = temp ?? path.join(tmpdir(), 'oddslake-spill')
    return new Engine(await DuckDBInstance.create(':memory:', settings), { memory, more })
  }

  /** A connection of its own: its temporary tables and transactions are private to it. */
  async connect(): Promise<Connection> {
    const connection = new Connection(await this.#instance.connect(), this)
    await connection.run("set timezone = 'UTC'")
    return connection
  }

  async attach(path: string, name: string, options: { readOnly?: boolean } = {}): Promise<void> {
    const connection = await this.connect()
    try {
      await connection.run(`attach ${literal(path)} as ${name}${options.readOnly === true ? ' (read_only)' : ''}`)
    } finally {
      connection.close()
    }
  }

  /** How many threads work on one statement from now on, and what the engine may hold in memory. */
  async use({ threads, memory }: { threads?: number; memory?: string }): Promise<void> {
    const connection = await this.connect()
    try {
      if (memory !== undefined) {
        await connection.run(`set memory_limit = ${literal(memory)}`)
        this.#memory = memory
      }
      if (threads !== undefined) await connection.run(`set threads = ${threads}`)
    } finally {
      connection.close()
    }
  }

  /** What the engine may hold in memory now. */
  get memory(): string {
    return this.#memory
  }

  /** Lets the engine hold more than `held`; false where it must not. */
  async grow(held: string): Promise<boolean> {
    if (held !== this.#memory) return true
    const memory = this.#more.shift()
    if (memory !== undefined) await this.use({ memory })
    return memory !== undefined
  }

  close(): void {
    this.#instance.closeSync()
  }
}
