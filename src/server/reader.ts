import type { Functions } from '../core/model.ts'
import type { Sql } from '../core/sql.ts'
import type { Column } from '../core/table.ts'
import type { Parameters, Row } from '../engine/connection.ts'
import type { Kept } from './kept.ts'

export type Columns = Readonly<Record<string, Column>>

/** A reading statement: values stand beside it and are bound to its `$names`. */
export type Statement = {
  readonly sql: Sql
  readonly parameters: Parameters
  /** What it gives, in order. */
  readonly columns: Columns
}

/** What routes read from: the tables of one published state, by their names `silver.…` and `gold.…`, in plain SQL. */
export type Reader = Kept & {
  readonly snapshot: string
  readonly publishedAt: string
  /** The functions in which engines differ, as that engine spells them. */
  readonly fn: Functions
  /** A condition: the text of a column has a word that begins with that of a parameter (letters and digits, lower case). */
  hasWord(column: Sql, parameter: Sql): Sql
  /** Rows as JSON has them: decimals and 64-bit integers are strings, instants ISO 8601 UTC. */
  rows(statement: Statement): Promise<Row[]>
  /** Such rows as a Parquet file, typed as their columns are. */
  parquet(columns: Columns, rows: readonly Row[]): Promise<Uint8Array>
}
