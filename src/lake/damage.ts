import { EnvironmentError, OddslakeError } from '../core/errors.ts'
import { literal } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { unreadable } from '../engine/parquet.ts'

/** A bronze file that cannot be read: named, with the way out. */
export function damaged(file: string, why: string): EnvironmentError {
  return new EnvironmentError(
    `The bronze file ${file} is damaged (${why.replace(` '${file}'`, '')}). Restore it from a backup, or move it out of the home and run "oddslake sync": what it held is asked again.`,
  )
}

/** After a read of bronze files that failed: the error that names the damaged one, or the given error when none is. */
export async function blame(connection: Connection, files: readonly string[], error: unknown): Promise<unknown> {
  if (error instanceof OddslakeError) return error
  for (const file of files) {
    const why = await unreadable(connection, file)
    if (why !== undefined) return damaged(file, why)
  }
  return error
}

/** Why a bronze file is not what was committed, read to its end and against its hashes; undefined when it is. */
export async function alteration(connection: Connection, file: string): Promise<string | undefined> {
  const why = await unreadable(connection, file)
  if (why !== undefined) return why
  const altered = await connection.first<{ n: string }>(
    `select count(*) as n from read_parquet(${literal(file)}, hive_partitioning = false) where sha256(payload) <> content_hash`,
  )
  return Number(altered?.n) === 0 ? undefined : `records that differ from their hash: ${altered?.n}`
}
