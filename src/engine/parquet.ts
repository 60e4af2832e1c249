import { OddslakeError } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import type { Connection } from './connection.ts'
import { firstLine } from './errors.ts'

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
