import { OddslakeError } from '../core/errors.ts'
import { literal, type Sql } from '../core/sql.ts'
import type { Connection } from './connection.ts'
import { firstLine } from './errors.ts'

/** How Parquet is written: row groups are small, by rows and by bytes, so that writers and readers need little memory, also where rows are large. */
export const PARQUET: Sql = parquet(32_768)

/** The same where a few rows are looked for among many that are sorted: a reader unpacks whole row groups. */
export const FINE_PARQUET: Sql = parquet(8192)

function parquet(rows: number): Sql {
  return `format parquet, compression zstd, compression_level 1, row_group_size ${rows}, row_group_size_bytes '8MB'`
}

/** Why a Parquet file cannot be read to its end, or undefined when it can. */
export async function unreadable(connection: Connection, file: string): Promise<string | undefined> {
  try {
    await connection.rows(`select max(columns(*)) from read_parquet(${literal(file)}, hive_partitioning = false)`)
    return undefined
  } catch (error) {
    if (!(error instanceof Error) || error instanceof OddslakeError) throw error
    return firstLine(error.message)
  }
}
