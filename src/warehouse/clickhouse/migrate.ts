import type { Sql } from '../../core/sql.ts'
import { twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { columnType, literal } from './dialect.ts'
import type { Lease } from './lease.ts'
import { DATABASES, LAYOUTS, OPS, statements } from './schema.ts'
import { change, type Place } from './work.ts'

/** Log tables that are made from bronze, as the others are. */
const MADE = ['rejects', 'unresolved', 'drift']

/** Statements that empty what is made from bronze, and what is known of it. Each may run again. */
export async function truncations({ server, schema }: Place): Promise<Sql[]> {
  const made = SILVER.filter((t) => t.kind !== 'log' || MADE.includes(t.name))
  const tables = new Set(made.flatMap((t) => [t.name, ...(twinOf(t) === undefined ? [] : [twinOf(t)!.name])]))
  const silver = schema.database('silver_data')
  const empty = await server.rows<{ name: string }>(
    `select name from system.tables where database = ${literal(silver)} and total_rows = 0`,
  )
  for (const { name } of empty) tables.delete(name)
  return [
    ...[...tables].map((name) => schema.truncate('silver_data', name)),
    ...['loads', 'touched', 'built', 'definitions', 'fields'].map((name) => schema.truncate('ops', name)),
  ]
}

/** Takes the lease and brings databases, tables and views up to date. What another version wrote is read again from bronze. */
export async function migrate(connection: Connection, place: Place, lease: Lease): Promise<void> {
  const { server, schema } = place
  const foundations = [
    ...DATABASES.map((name) => schema.createDatabase(name)),
    ...Object.entries(OPS).flatMap(([name, layout]) => schema.createTable('ops', name, layout)),
  ]
  const present = await tablesOf(place)
  if (!Object.keys(OPS).every((name) => present.ops.has(name)))
    for (const statement of foundations) await server.run(statement)
  await lease.take()
  await place.journal.settle()
  const { silver } = await tablesOf(place)
  const old = [...LAYOUTS]
    .filter(([name]) => silver.has(name) && silver.get(name) !== spelt(name))
    .map(([name]) => name)
  const isWhole = [...LAYOUTS.keys()].every((name) => silver.has(name))
  if (isWhole && old.length === 0) return
  await change(connection, place, async (work) => {
    work.say(...old.flatMap((name) => schema.dropTable('silver_data', name)), ...statements(schema))
    if (old.length > 0) work.say(...(await truncations(place)))
  })
}

/** The tables that are there, with their columns as the server lists them. */
async function tablesOf({ server, schema }: Place): Promise<{ ops: Set<string>; silver: Map<string, string> }> {
  const [ops, silver] = [schema.database('ops'), schema.database('silver_data')]
  const rows = await server.rows<{ database: string; table: string; columns: string }>(
    `select database, table, arrayStringConcat(groupArray(concat(name, ' ', type)), ', ') as columns from (
       select * from system.columns where database in (${literal(ops)}, ${literal(silver)}) order by database, table, position)
     group by database, table`,
  )
  return {
    ops: new Set(rows.filter((row) => row.database === ops).map((row) => row.table)),
    silver: new Map(rows.filter((row) => row.database === silver).map((row) => [row.table, row.columns])),
  }
}

/** The columns of a table as the server lists them. */
function spelt(name: string): string {
  const columns = Object.entries(LAYOUTS.get(name)!.columns).map(([column, c]) => `${column} ${columnType(column, c)}`)
  return [...columns, '_load UInt64', '_step UInt8', '_version UInt64', '_deleted UInt8'].join(', ')
}
