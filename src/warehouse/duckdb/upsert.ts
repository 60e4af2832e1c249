import type { Sql } from '../../core/sql.ts'
import type { Connection } from '../../engine/connection.ts'

export type Upsert = {
  readonly target: Sql
  /** The rows to write, as the target has them. */
  readonly rows: Sql
  /** Rows of the target that one of these, `w`, takes the place of: a query for their `rowid`. */
  replacedBy(w: string): Sql
  /** Most rows that one statement writes. */
  readonly batch: number
}

/** Puts rows in the place of others, batch by batch. */
export async function upsert(connection: Connection, { target, rows, replacedBy, batch }: Upsert): Promise<void> {
  await connection.run(
    `create or replace temp table writing as select *, (row_number() over () - 1) // ${batch} as _part from (${rows})`,
  )
  const found = await connection.first<{ parts: string }>('select coalesce(max(_part) + 1, 0) as parts from writing')
  for (let part = 0; part < Number(found?.parts); part++) {
    const written = `(select * exclude (_part) from writing where _part = ${part})`
    await connection.run(`delete from ${target} where rowid in (${replacedBy(written)})`)
    await connection.run(`insert into ${target} select * from ${written}`)
  }
}
