import path from 'node:path'
import { ident, literals, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { unreadable } from '../engine/parquet.ts'
import { damagedSnapshot, type Manifest, type PublishedTable, type Snapshot } from './manifest.ts'

/** Makes the tables of a snapshot readable in an engine as `silver.trades`, `gold.candles_1h`, … */
export async function createViews(connection: Connection, folder: string, manifest: Manifest): Promise<void> {
  for (const schema of ['silver', 'gold']) await connection.run(`create schema if not exists ${schema}`)
  for (const table of manifest.tables) {
    await connection.run(`create or replace view ${table.schema}.${ident(table.name)} as ${relation(folder, table)}`)
  }
}

/** What the engine says when a file is not there or not what was written, never when a statement is wrong. */
const UNREADABLE = /^(IO|Invalid|Invalid Input|Corruption|Serialization|TProtocolException) Error/

/** After a read of a snapshot that failed: the error that names the damaged part, or the given error when none is. */
export async function blamePart(
  connection: Connection,
  { home, folder, manifest }: Snapshot,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof Error) || !UNREADABLE.test(error.message)) return error
  for (const { parts } of manifest.tables) {
    for (const part of parts) {
      const file = path.join(folder, part.file)
      const why = await unreadable(connection, file)
      if (why !== undefined) return damagedSnapshot(home, why.includes(file) ? why : `${file}: ${why}`)
    }
  }
  return error
}

/** SQL that reads a published table's files; where there are none, its columns without rows. */
export function relation(folder: string, table: PublishedTable): Sql {
  const columns = table.columns.map((c) => ident(c.name)).join(', ')
  if (table.parts.length > 0) {
    const files = table.parts.map((part) => path.join(folder, part.file))
    return `select ${columns} from read_parquet(${literals(files)}, hive_partitioning = false)`
  }
  return `select ${table.columns.map((c) => `null::${c.type} as ${ident(c.name)}`).join(', ')} where false`
}
