import { ident, type Sql } from '../../core/sql.ts'
import { type Column, columnNames, type Table, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Address } from './address.ts'
import { columnType, literal } from './dialect.ts'

/** The databases: what readers see (views with one row per key), the rows themselves, the state of loads, rows on their way. */
export const DATABASES = ['silver', 'gold', 'silver_data', 'gold_data', 'ops', 'stage'] as const
export type Database = (typeof DATABASES)[number]

/**
 * Hidden columns: the load that wrote a row and its step within that; which of several rows of one key counts; whether
 * that says that there is none any more.
 */
const HIDDEN = '_load UInt64, _step UInt8, _version UInt64, _deleted UInt8'
export const HIDDEN_NAMES: readonly Sql[] = ['_load', '_step', '_version', '_deleted']

/** How a table lies on disk: its columns and the order of its rows, which holds the key. */
export type Layout = {
  readonly columns: Readonly<Record<string, Column>>
  readonly order: readonly Sql[]
  /** What one server of a cluster holds together. */
  readonly shardBy: readonly Sql[]
  /** The instant column whose month divides the rows. */
  readonly at: string | undefined
}

/**
 * Facts lie in the order of days, then markets (or outcomes): a load looks for its keys and a model for its facts within
 * days, a reader for a market within the days asked for; and parts of different days need no merging when they are read.
 * The instant itself is spelt as a number: conditions on it would else be held against it alone, not against the day.
 */
export function layoutOf(table: Table): Layout {
  const { key, columns, at } = table
  if (at === undefined) return { columns, order: key, shardBy: key, at }
  const lead = ['market_id', 'outcome_id'].find(
    (name) => columns[name] !== undefined && columns[name].nullable !== true,
  )
  const names = new Set(['venue', ...(lead === undefined ? [] : [lead]), at, ...key])
  const [venue, ...others] = [...names].map((name) => (name === at ? `toUnixTimestamp64Micro(${at})` : name))
  return { columns, order: [venue!, `toDate32(${at})`, ...others], shardBy: key, at }
}

/** A twin keeps rows of one key, so the moment that it was seen and the load belong to what tells rows apart. */
export function twinLayout(table: Table): Layout {
  const twin = twinOf(table)!
  return { columns: twin.columns, order: [...twin.key, '_load', '_step'], shardBy: table.key, at: undefined }
}

/** Spells tables and writes the statements that make them, for one server, prefix and cluster. */
export class Schema {
  readonly #prefix: string
  readonly #cluster: string | undefined

  constructor({ prefix, cluster }: Pick<Address, 'prefix' | 'cluster'>) {
    this.#prefix = prefix
    this.#cluster = cluster
  }

  database(name: Database): string {
    return `${this.#prefix}${name}`
  }

  place(database: Database, table: string): Sql {
    return `${ident(this.database(database))}.${ident(table)}`
  }

  /** Where the rows of a silver table or twin lie. */
  data(table: string): Sql {
    return this.place('silver_data', table)
  }

  /** The table of one server that holds its share of a distributed one; without a cluster the table itself. */
  local(database: Database, table: string): Sql {
    return this.place(database, this.#cluster === undefined ? table : `${table}_local`)
  }

  /** Whether the servers of a cluster share the rows of a table. */
  get isShared(): boolean {
    return this.#cluster !== undefined
  }

  get onCluster(): Sql {
    return this.#cluster === undefined ? '' : ` on cluster ${ident(this.#cluster)}`
  }

  createDatabase(name: Database): Sql {
    return `create database if not exists ${ident(this.database(name))}${this.onCluster}`
  }

  /** The statements that make a table; with a cluster one per server and one over all of them. */
  createTable(database: Database, name: string, layout: Layout): Sql[] {
    const columns = Object.entries(layout.columns).map(([column, c]) => `${ident(column)} ${columnType(column, c)}`)
    const partition = layout.at === undefined ? '' : ` partition by toYYYYMM(${layout.at})`
    const engine = this.#cluster === undefined ? 'ReplacingMergeTree' : 'ReplicatedReplacingMergeTree'
    const window = this.#cluster === undefined ? ' settings non_replicated_deduplication_window = 1000' : ''
    const own = `create table if not exists ${this.local(database, name)}${this.onCluster} (${[...columns, HIDDEN].join(', ')})
      engine = ${engine}(_version, _deleted)${partition} order by (${layout.order.map(spelt).join(', ')})${window}`
    if (this.#cluster === undefined) return [own]
    const over = `create table if not exists ${this.place(database, name)}${this.onCluster} as ${this.local(database, name)}
      engine = Distributed(${literal(this.#cluster)}, ${literal(this.database(database))}, ${literal(`${name}_local`)}, cityHash64(${layout.shardBy.map(spelt).join(', ')}))`
    return [own, over]
  }

  dropTable(database: Database, name: string): Sql[] {
    const names = this.#cluster === undefined ? [name] : [name, `${name}_local`]
    return names.map((table) => `drop table if exists ${this.place(database, table)}${this.onCluster} sync`)
  }

  truncate(database: Database, name: string): Sql {
    return `truncate table if exists ${this.local(database, name)}${this.onCluster}`
  }

  /** What readers ask: one row per key, none that was deleted. */
  createView(
    database: 'silver' | 'gold',
    name: string,
    { from, columns }: { from: Sql; columns: readonly string[] },
  ): Sql {
    return `create or replace view ${this.place(database, name)}${this.onCluster} as
      select ${columns.map(ident).join(', ')} from ${from} final settings do_not_merge_across_partitions_select_final = 1`
  }
}

function spelt(expression: string): Sql {
  return /^\w+$/.test(expression) ? ident(expression) : expression
}

const text = { type: 'text', doc: '' } as const
const integer = { type: 'integer', doc: '' } as const

function ops(columns: Layout['columns'], order: readonly string[]): Layout {
  return { columns, order, shardBy: order, at: undefined }
}

/** In `ops.touched`: rows changed that belong to no day. */
export const NO_DAY = -2_147_483_648

/** The state of loads and builds, which lives with the rows it speaks of. */
export const OPS: Readonly<Record<string, Layout>> = {
  loads: ops(
    {
      load_id: integer,
      file: text,
      venue: text,
      resource: text,
      records: integer,
      loaded_at: { type: 'instant', doc: '' },
    },
    ['file'],
  ),
  /** Days are counted from 1970; `NO_DAY` stands where rows have none. */
  touched: ops({ load_id: integer, table_name: text, day: integer, replaced: { type: 'boolean', doc: '' } }, [
    'table_name',
    'load_id',
    'day',
  ]),
  definitions: ops({ venue: text, resource: text, definition: text }, ['venue', 'resource']),
  fields: ops({ venue: text, resource: text, profiles: { type: 'json', doc: '' } }, ['venue', 'resource']),
  built: ops({ model: text, load_id: integer, definition: text, rows_in: text }, ['model']),
  /** What has been decided, and whether it has been carried out. */
  journal: ops({ id: integer, statements: { type: 'json', doc: '' }, is_done: { type: 'boolean', doc: '' } }, ['id']),
  lease: ops({ holder: text, host: text, process: integer, until_at: { type: 'instant', doc: '' } }, ['holder']),
}

/** Every silver table and twin with its layout, in the order of the silver tables. */
export const LAYOUTS: ReadonlyMap<string, Layout> = new Map(
  SILVER.flatMap((table): [string, Layout][] => {
    const twin = twinOf(table)
    const own: [string, Layout] = [table.name, layoutOf(table)]
    return twin === undefined ? [own] : [own, [twin.name, twinLayout(table)]]
  }),
)

/** All statements that make an empty warehouse. Each may run again. */
export function statements(schema: Schema): Sql[] {
  return [
    ...DATABASES.map((name) => schema.createDatabase(name)),
    ...Object.entries(OPS).flatMap(([name, layout]) => schema.createTable('ops', name, layout)),
    ...[...LAYOUTS].flatMap(([name, layout]) => [
      ...schema.createTable('silver_data', name, layout),
      schema.createView('silver', name, { from: schema.data(name), columns: columnNames(layout) }),
    ]),
  ]
}

/** The same as a script for the server's own client. */
export function script(): string {
  return `${statements(new Schema({ prefix: '', cluster: undefined })).join(';\n\n')};\n`
}
