import path from 'node:path'
import { ident, literals, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import type { Manifest, PublishedTable } from './manifest.ts'

/** Makes the tables of a snapshot readable in an engine as `silver.trades`, `gold.candles_1h`, … */
export async function createViews(connection: Connection, folder: string, manifest: Manifest): Promise<void> {
  for (const schema of ['silver', 'gold']) await connection.run(`create schema if not exists ${schema}`)
  for (const table of manifest.tables) {
    await connection.run(`create or replace view ${table.schema}.${ident(table.name)} as ${relation(folder, table)}`)
  }
}

function relation(folder: string, table: PublishedTable): Sql {
  const columns = table.columns.map((c) => ident(c.name)).join(', ')
  if (table.parts.length > 0) {
    const files = table.parts.map((part) => path.join(folder, part.file))
    return `select ${columns} from read_parquet(${literals(files)}, hive_partitioning = false)`
  }
  return `select ${table.columns.map((c) => `null::${c.type} as ${ident(c.name)}`).join(', ')} where false`
}
