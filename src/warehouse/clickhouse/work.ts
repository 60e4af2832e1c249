import { rm } from 'node:fs/promises'
import path from 'node:path'
import { ident, type Sql, literal as text } from '../../core/sql.ts'
import { columnNames } from '../../core/table.ts'
import type { Connection } from '../../engine/connection.ts'
import { makeFolder } from '../../engine/folder.ts'
import type { Server } from './client.ts'
import type { Journal } from './journal.ts'
import { type Database, HIDDEN_NAMES, LAYOUTS, type Layout, OPS, type Schema } from './schema.ts'

/** What all parts of the warehouse work with. */
export type Place = {
  readonly server: Server
  readonly schema: Schema
  readonly journal: Journal
  /** Folder for rows on their way. */
  readonly scratch: string
}

export type Rows = {
  /** The table that they are for, in silver or, where it is one of those, in ops. */
  readonly table: string
  readonly relation: Sql
  /** Whether there are none of these keys any more. */
  readonly deleted?: boolean
  /** What comes after something else of the same load. */
  readonly step?: number
}

let files = 0

/**
 * One change of the warehouse, of several statements. The rows for each table are put into a table beside it first; then
 * all statements are noted in the journal at once, and carried out. Killed before, nothing has happened; killed after, the
 * next writer carries them out again: each may run twice.
 */
export class Work {
  readonly connection: Connection
  readonly place: Place
  readonly id: number
  readonly #statements: Sql[] = []
  /** How often rows were put beside a table. */
  readonly #staged = new Map<string, number>()
  readonly #aside = new Set<string>()
  readonly #files: string[] = []

  constructor(connection: Connection, place: Place) {
    this.connection = connection
    this.place = place
    this.id = place.journal.nextId()
  }

  get server(): Server {
    return this.place.server
  }

  get schema(): Schema {
    return this.place.schema
  }

  /** The rows of a reading statement, as a relation of the engine until this work ends. */
  async fetch(statement: Sql): Promise<Sql> {
    const file = await this.#file()
    await this.server.download(statement, file)
    return `read_parquet(${text(file)})`
  }

  /** The table in which rows wait for theirs. */
  stageOf(table: string): Sql {
    return this.schema.place('stage', this.#stageName(table))
  }

  /** A name in `stage` for a table of this work's own; it is dropped when the work ends. */
  aside(name: string): string {
    this.#aside.add(this.#stageName(name))
    return this.#stageName(name)
  }

  /** Puts rows of the engine beside a table; they enter it when the work is carried out. Gives their number. */
  async stage({ table, relation, deleted = false, step = 0 }: Rows): Promise<number> {
    const names = columnNames(layoutOf(table)).map(ident)
    const version = this.id * 8 + step
    const hidden = deleted
      ? `_load, _step, ${version}::ubigint as _version, 1::utinyint as _deleted`
      : `${this.id}::ubigint as _load, ${step}::utinyint as _step, ${version}::ubigint as _version, 0::utinyint as _deleted`
    const file = await this.#file()
    const written = await this.connection.first<{ Count: string }>(
      `copy (select ${names.join(', ')}, ${hidden} from ${relation}) to ${text(file)} (format parquet, compression lz4_raw)`,
    )
    const rows = Number(written?.Count)
    if (rows > 0) await this.#upload(table, [...names, ...HIDDEN_NAMES], file)
    await this.#drop(file)
    return rows
  }

  /** Rows that were put beside a table are not to enter it when the work is carried out. */
  keepBack(table: string): void {
    this.#staged.delete(table)
  }

  /** Takes back what was put beside a table. */
  async unstage(table: string): Promise<void> {
    await this.server.run(this.schema.truncate('stage', this.#stageName(table)))
  }

  /** Adds a statement that is carried out in its turn; it may run twice. */
  say(...statements: readonly Sql[]): void {
    this.#statements.push(...statements)
  }

  /** Decides the work and carries it out. */
  async commit(): Promise<void> {
    const entries = [...this.#staged.keys()].map((table) => this.#entry(table))
    await this.place.journal.carryOut(this.id, [...entries, ...this.#statements])
  }

  /** How what lies beside a table enters it: its parts as they are, or, where they must be shared out, row by row. */
  #entry(table: string): Sql {
    const [target, stage] = [this.#target(table), this.stageOf(table)]
    if (!this.schema.isShared) return `alter table ${target} attach partition all from ${stage}`
    const names = [...columnNames(layoutOf(table)).map(ident), ...HIDDEN_NAMES].join(', ')
    return `insert into ${target} (${names}) select ${names} from ${stage}`
  }

  /** Carries out what was said, without a note: where all of it is done again if it was not done to its end. */
  async perform(): Promise<void> {
    for (const statement of this.#statements.splice(0)) await this.server.run(statement)
  }

  /** Tidies up, after success and failure; what cannot be tidied now is when the next writer comes. */
  async end(): Promise<void> {
    for (const file of this.#files) await rm(file, { force: true })
    if (this.place.journal.isOpen) return
    for (const name of this.#aside)
      for (const statement of this.schema.dropTable('stage', name)) await this.server.run(statement).catch(() => {})
  }

  #stageName(table: string): string {
    return `w${this.id}_${table}`
  }

  #target(table: string): Sql {
    const database: Database = table in OPS ? 'ops' : 'silver_data'
    return this.schema.place(database, table)
  }

  async #upload(table: string, columns: readonly Sql[], file: string): Promise<void> {
    let uploads = this.#staged.get(table)
    if (uploads === undefined) {
      uploads = 0
      for (const statement of this.schema.createTable('stage', this.aside(table), layoutOf(table)))
        await this.server.run(statement)
    }
    this.#staged.set(table, uploads + 1)
    await this.server.upload(this.stageOf(table), columns, { file, token: `${this.#stageName(table)}-${uploads}` })
  }

  async #file(): Promise<string> {
    await makeFolder(this.place.scratch)
    const file = path.join(this.place.scratch, `clickhouse-${process.pid}-${files++}.parquet`)
    this.#files.push(file)
    return file
  }

  async #drop(file: string): Promise<void> {
    this.#files.splice(this.#files.indexOf(file), 1)
    await rm(file, { force: true })
  }
}

function layoutOf(table: string): Layout {
  return LAYOUTS.get(table) ?? OPS[table]!
}

/** One piece of work from beginning to end. */
export async function change<T>(connection: Connection, place: Place, work: (work: Work) => Promise<T>): Promise<T> {
  await place.journal.settle()
  const own = new Work(connection, place)
  try {
    const result = await work(own)
    await own.commit()
    return result
  } finally {
    await own.end()
  }
}
