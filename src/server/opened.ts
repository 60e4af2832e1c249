import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { OddslakeError } from '../core/errors.ts'
import { literal, literals, type Sql } from '../core/sql.ts'
import type { Cell, Connection, Row } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { firstLine } from '../engine/errors.ts'
import { TYPES } from '../engine/types.ts'
import type { Snapshot } from '../snapshot/manifest.ts'
import { createViews } from '../snapshot/views.ts'
import { FUNCTIONS } from '../warehouse/duckdb/dialect.ts'
import { type Kept, keep } from './kept.ts'
import { Problem } from './problem.ts'
import type { Columns, Reader, Statement } from './reader.ts'

export type OpenOptions = {
  /** What the engine may hold in memory, such as `400MB`. */
  readonly memory: string
  /** Folder for what the engine spills. */
  readonly scratch: string
  /** How long one statement may take, in milliseconds. */
  readonly timeoutMs: number
  /** Requests that may read at the same time. */
  readonly atOnce: number
}

/** One snapshot, readable through an engine of its own that sees nothing else of the machine. */
export class Opened {
  readonly snapshot: Snapshot
  readonly #engine: Engine
  readonly #options: OpenOptions
  /** Rows that the server keeps ready beside the snapshot. */
  readonly #file: string
  readonly #idle: Connection[] = []
  readonly #lent = new Set<Connection>()
  #isRetired = false
  #kept: Kept = {}

  private constructor(snapshot: Snapshot, engine: Engine, options: OpenOptions) {
    this.snapshot = snapshot
    this.#engine = engine
    this.#options = options
    this.#file = path.join(options.scratch, `${snapshot.manifest.snapshot}.duckdb`)
  }

  static async open(snapshot: Snapshot, options: OpenOptions): Promise<Opened> {
    const { memory, scratch, atOnce } = options
    const engine = await Engine.open({ memory, temp: scratch, ordered: true })
    try {
      const opened = new Opened(snapshot, engine, options)
      // One more makes the index.
      for (let i = 0; i <= atOnce; i++) opened.#idle.push(await engine.connect())
      await prepare(opened.#idle[0]!, snapshot, { scratch, file: opened.#file })
      return opened
    } catch (error) {
      engine.close()
      throw error
    }
  }

  /** Whether all that answers quickly has been made. */
  get isQuick(): boolean {
    return this.#kept.markets !== undefined
  }

  /** Makes ready what answers quickly; until it is there, statements over the snapshot answer. */
  async makeReady(): Promise<void> {
    await this.#lend((connection) =>
      keep(connection, this.snapshot.manifest, (kept) => {
        this.#kept = { ...this.#kept, ...kept }
      }),
    )
  }

  /** Lends a reader for one piece of work, at most `atOnce` at a time; the engine stays open until all are given back. */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#lend((connection) => work(this.#reader(connection)))
  }

  async #lend<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop()!
    this.#lent.add(connection)
    try {
      return await work(connection)
    } finally {
      this.#lent.delete(connection)
      this.#idle.push(connection)
      this.#closeWhenDone()
    }
  }

  /** Closes the engine once nobody reads any more. */
  retire(): void {
    this.#isRetired = true
    this.#closeWhenDone()
  }

  /** Gives up what is being read, and closes the engine. */
  async stop(): Promise<void> {
    this.retire()
    while (this.#lent.size > 0) {
      for (const connection of this.#lent) connection.interrupt()
      await setTimeout(INTERRUPT_MS)
    }
  }

  #closeWhenDone(): void {
    if (!this.#isRetired || this.#lent.size > 0) return
    for (const connection of this.#idle.splice(0)) connection.close()
    this.#engine.close()
    rmSync(this.#file, { force: true })
  }

  #reader(connection: Connection): Reader {
    const { manifest } = this.snapshot
    return {
      snapshot: manifest.snapshot,
      publishedAt: manifest.publishedAt,
      fn: FUNCTIONS,
      hasWord,
      ...this.#kept,
      rows: (statement) =>
        this.#inTime(connection, async () => {
          const rows = await connection.rows(statement.sql, statement.parameters)
          return withIsoInstants(rows, statement)
        }),
      parquet: (columns, rows) => this.#inTime(connection, () => this.#parquet(connection, columns, rows)),
    }
  }

  async #parquet(connection: Connection, columns: Columns, rows: readonly Row[]): Promise<Uint8Array> {
    const file = path.join(this.#options.scratch, `${randomUUID()}.parquet`)
    const shape = Object.fromEntries(
      Object.entries(columns).map(([name, { type }]) => [name, TYPES[type].toUpperCase()]),
    )
    const table = `unnest(from_json($rows, ${literal(JSON.stringify([shape]))}), recursive := true)`
    try {
      const parameters = { rows: JSON.stringify(rows) }
      await connection.run(`copy (select ${table}) to ${literal(file)} (format parquet, compression zstd)`, parameters)
      return await readFile(file)
    } finally {
      await rm(file, { force: true })
    }
  }

  async #inTime<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + this.#options.timeoutMs
    // An interruption that comes before the statement itself runs is lost, so there may be more than one.
    const timer = setInterval(() => {
      if (Date.now() >= deadline) connection.interrupt()
    }, INTERRUPT_MS)
    try {
      return await work()
    } catch (error) {
      throw Date.now() >= deadline ? this.#late() : asProblem(error)
    } finally {
      clearInterval(timer)
    }
  }

  #late(): Problem {
    const seconds = this.#options.timeoutMs / 1000
    return new Problem(
      503,
      `The answer took longer than ${seconds} s and was given up. Ask for less: a venue, a market, a shorter time.`,
      { 'retry-after': '5' },
    )
  }
}

/** From here on the engine reads the snapshot and nothing else of the machine, and nobody can change that. */
async function prepare(
  connection: Connection,
  snapshot: Snapshot,
  { scratch, file }: { scratch: string; file: string },
): Promise<void> {
  await connection.run('set parquet_metadata_cache = true')
  await createViews(connection, snapshot.folder, snapshot.manifest)
  await connection.run(`attach ${literal(file)} as serving`)
  await connection.run(`set allowed_directories = ${literals([`${snapshot.folder}/`, `${scratch}/`])}`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
}

/** Few texts have the letters of a word at all: only those are looked at closely. */
function hasWord(column: Sql, parameter: Sql): Sql {
  const plain = `strip_accents(lower(${column}))`
  return `(contains(${plain}, ${parameter}) and regexp_matches(${plain}, '(^|[^\\p{L}\\p{N}])' || ${parameter}))`
}

/** How often it is looked whether a statement takes too long. */
const INTERRUPT_MS = 50

/** What the engine says when a statement names what the snapshot does not have. */
const LACKS = /^(Catalog|Binder) Error/

function asProblem(error: unknown): unknown {
  if (error instanceof OddslakeError) return new Problem(503, error.message)
  if (!(error instanceof Error) || !LACKS.test(error.message)) return error
  return new Problem(
    503,
    `The snapshot was published by another version of oddslake and lacks what this answer needs (${firstLine(error.message)}). Run "oddslake build" to publish one that has it.`,
  )
}

/** Instants as the engine writes them, `2026-01-31 12:00:00.5+00`, become `2026-01-31T12:00:00.500000Z`. */
function withIsoInstants(rows: Row[], { columns }: Statement): Row[] {
  const instants = Object.keys(columns).filter((c) => columns[c]!.type === 'instant')
  for (const row of rows) for (const c of instants) row[c] = iso(row[c] ?? null)
  return rows
}

function iso(value: Cell): Cell {
  const match = typeof value === 'string' ? /^(\S+) ([\d:]+)(?:\.(\d+))?\+00$/.exec(value) : null
  return match === null ? value : `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(6, '0')}Z`
}
