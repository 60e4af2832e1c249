import type { FieldProfile } from '../core/drift.ts'
import type { Micros } from '../core/instant.ts'
import type { Model } from '../core/model.ts'
import type { Sql } from '../core/sql.ts'
import type { Table } from '../core/table.ts'
import type { Connection } from '../engine/connection.ts'

/** Rows of one silver table, ready to merge: a temporary relation of the engine with the table's columns, typed and checked. */
export type Staged = {
  readonly table: Table
  readonly relation: Sql
  /** Set when rows of these keys may be there at any time, not only within the time of these. */
  readonly anywhere?: boolean
  /** Rows that one statement writes where a slow-changing table has some of them already. */
  readonly upsertBatch?: number
}

/** One atomic step of `load`: some bronze files, what they mean, what was refused. */
export type LoadBatch = {
  readonly files: readonly {
    readonly path: string
    readonly venue: string
    readonly resource: string
    readonly records: number
  }[]
  /** In the order of the silver tables; rows of one key in order of arrival. */
  readonly staged: readonly Staged[]
  /** A temporary relation with the columns of `rejects`. */
  readonly rejects: Sql
  /** What the radar saw in the files' records that was not known. */
  readonly radar?: Radar
  /** The files' records as bronze has them, where the warehouse is to keep them as well; only PostgreSQL does. */
  readonly bronze?: Sql
  /** Set when the files are in already and only what was refused of them is read again. */
  readonly again?: boolean
}

export type ResourceName = { readonly venue: string; readonly resource: string }

/** What the warehouse knows of a resource beside its rows. */
export type ResourceState = {
  /** The mapping by which its rows were read last. */
  readonly definition: string | undefined
  /** What its records have shown of their fields. */
  readonly fields: readonly FieldProfile[]
}

/** What the radar saw: the fields' profiles as they are now, and, where there is any, a temporary relation with rows of `drift`. */
export type Radar = ResourceName & { readonly profiles: readonly FieldProfile[]; readonly drift: Sql | undefined }

/** A resource's mapping: its fingerprint, the fields it knows, and those that records may lack as others stand in for them. */
export type Definition = ResourceName & {
  readonly definition: string
  readonly known: readonly string[]
  readonly mayLack: readonly string[]
}

export type LoadResult = { readonly rows: number; readonly rejects: number }

export type PublishOptions = {
  readonly home: string
  readonly models: readonly Model[]
  readonly trace: (step: 'publish') => void
}
export type Published = { readonly snapshot: string; readonly tables: number; readonly rows: number }

/** Where rows are kept. Every engine passes the same contract suite. */
export type Warehouse = {
  readonly url: string
  /** Brings schemas and tables up to date; safe on a warehouse that already holds data. */
  migrate(connection: Connection): Promise<void>
  /** Bronze files that are in, by path. */
  loaded(connection: Connection): Promise<Set<string>>
  /** What is known of a resource beside its rows. */
  state(connection: Connection, resource: ResourceName): Promise<ResourceState>
  /** Notes the mapping by which a resource's rows are read from now on, and forgets the drift that it has answered. */
  define(connection: Connection, definition: Definition): Promise<void>
  /** How statements to this warehouse spell a table. */
  place(schema: 'silver' | 'gold', table: string): Sql
  /**
   * The rows of a statement in the warehouse's own words, as a relation of the engine: read where they are, or a copy that
   * stays until `connection` closes or the same `name` is asked for again.
   */
  select(connection: Connection, statement: Sql, name: string): Promise<Sql>
  /** Merges a batch: all of it or nothing, and twice is the same as once. */
  load(connection: Connection, batch: LoadBatch): Promise<LoadResult>
  /** Forgets that files were loaded, so that the next load reads them again. */
  forget(connection: Connection, files: readonly string[]): Promise<void>
  /** Closes the open markets of a venue whose closing time has come. */
  closeMarkets(connection: Connection, venue: string, now: Micros): Promise<void>
  /** Forgets all silver and gold rows, so that they can be read again from bronze. */
  clear(connection: Connection): Promise<void>
  /** Replaces the rows of a log table by those of a relation. */
  replace(connection: Connection, table: Table, relation: Sql): Promise<void>
  /** Adds one row to a log table, or replaces the row of the same key. */
  record(
    connection: Connection,
    table: Table,
    row: Readonly<Record<string, string | number | boolean | null>>,
  ): Promise<void>
  /** Recomputes what changed facts have touched in a model since it was last built; gives the rows written. */
  build(connection: Connection, model: Model): Promise<number>
  /** Makes what is there visible to readers, where they do not read the warehouse itself. */
  publish?(connection: Connection, options: PublishOptions): Promise<Published>
  close(): Promise<void>
}
