import { ident, type Sql } from '../../core/sql.ts'
import { type Column, columnNames, type Table, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { TYPES } from '../../engine/types.ts'

/** The name under which the warehouse file is attached to the engine. */
export const DATABASE = 'warehouse'

/** The load that last wrote a row: how snapshots find what is new. Not part of a table's columns. */
export const LOAD = '_load'

/** `warehouse.silver."trades"`. */
export function place(schema: 'silver' | 'gold' | 'ops', name: string): Sql {
  return `${DATABASE}.${schema}.${ident(name)}`
}

/** Column definitions, with the hidden load number. */
function columns(definition: Readonly<Record<string, Column>>): Sql {
  const list = Object.entries(definition).map(([name, c]) => `${ident(name)} ${TYPES[c.type]}`)
  return [...list, `${LOAD} bigint`].join(', ')
}

export function createTable(
  schema: 'silver' | 'gold',
  name: string,
  definition: Readonly<Record<string, Column>>,
): Sql {
  return `create table if not exists ${place(schema, name)} (${columns(definition)})`
}

/** Tables for the state of loads, builds and snapshots: they live with the rows they speak of. */
const OPS: readonly Sql[] = [
  `create table if not exists ${place('ops', 'loads')} (
     load_id bigint, file varchar, venue varchar, resource varchar, records bigint, loaded_at timestamptz)`,
  `create table if not exists ${place('ops', 'touched')} (load_id bigint, table_name varchar, day date, replaced boolean)`,
  `create sequence if not exists ${place('ops', 'load_ids')}`,
  // Begins with the moment the file was made: a snapshot of a warehouse that was lost must not pass for one of this.
  `create table if not exists ${place('ops', 'generation')} as select epoch_us(now()) as n`,
  `create table if not exists ${place('ops', 'definitions')} (venue varchar, resource varchar, definition varchar)`,
  `create table if not exists ${place('ops', 'fields')} (
     venue varchar, resource varchar, field varchar, types varchar[], present bigint, filled bigint, lacked boolean, was_null boolean)`,
  `create table if not exists ${place('ops', 'built')} (model varchar, load_id bigint, definition varchar)`,
]

const OPS_TABLES = OPS.filter((statement) => statement.startsWith('create table')).length

/** Statements that make schemas and the tables of loads, builds and snapshots. Each may run again. */
export function foundations(): Sql[] {
  return [
    ...(['silver', 'gold', 'ops'] as const).map((schema) => `create schema if not exists ${DATABASE}.${schema}`),
    ...OPS,
  ]
}

/** Statements that make the silver tables. Each may run again. */
export function silverTables(): Sql[] {
  return [
    ...SILVER.map((t) => createTable('silver', t.name, t.columns)),
    ...SILVER.map(twinOf).flatMap((twin) => (twin === undefined ? [] : createTable('silver', twin.name, twin.columns))),
    ...SILVER.flatMap((t) => (t.versions === undefined ? [] : firstVersions(t.versions, t))),
  ]
}

/** A file from before a state had its twin: what stands there now is the first version that is kept. */
function firstVersions(versions: string, table: Table): Sql {
  const names = [...columnNames(table), LOAD].map(ident).join(', ')
  const twin = place('silver', versions)
  return `insert into ${twin} select ${names} from ${place('silver', table.name)} where not exists (select 1 from ${twin})`
}

/**
 * How the file's schema differs from today's: silver tables whose columns are others (it was made by another version), and
 * whether no table is missing.
 */
export async function compareSchema(connection: Connection): Promise<{ old: string[]; isWhole: boolean }> {
  const rows = await connection.rows<{ schema: string; name: string; columns: string }>(
    `select schema_name as schema, table_name as name, string_agg(column_name || ' ' || data_type, ', ' order by column_index) as columns
     from duckdb_columns() where database_name = '${DATABASE}' and schema_name in ('silver', 'ops') group by all`,
  )
  const expected = new Map<string, string>()
  for (const table of SILVER) {
    for (const one of [table, twinOf(table)]) if (one !== undefined) expected.set(one.name, spelt(one.columns))
  }
  const silver = new Map(
    rows.flatMap(({ schema, name, columns: found }) => (schema === 'silver' ? [[name, found]] : [])),
  )
  const ops = rows.length - silver.size
  return {
    old: [...silver].flatMap(([name, found]) => (expected.get(name) === found ? [] : [name])),
    isWhole: ops === OPS_TABLES && [...expected.keys()].every((name) => silver.has(name)),
  }
}

/** Columns as the engine lists them. */
function spelt(definition: Readonly<Record<string, Column>>): string {
  const list = Object.entries(definition).map(([name, { type }]) => {
    const engine = TYPES[type] === 'timestamptz' ? 'TIMESTAMP WITH TIME ZONE' : TYPES[type].toUpperCase()
    return `${name} ${engine.replace(', ', ',')}`
  })
  return [...list, `${LOAD} BIGINT`].join(', ')
}
