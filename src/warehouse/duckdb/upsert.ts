import type { Sql } from '../../core/sql.ts'
import type { Connection } from '../../engine/connection.ts'

export type Upsert = {
  readonly target: Sql
  /** The rows to write, `w`, as the target has them. */
  readonly rows: Sql
  /** The rows of the target, `m`, that they take the place of, by their `row`; and which takes whose. */
  readonly replaced: Sql
  readonly on: Sql
  /** Most rows that one statement writes. */
  readonly batch: number
}

/** Puts rows in the place of others, batch by batch. Who takes whose place is looked up once, for all. */
export async function upsert(connection: Connection, { target, rows, replaced, on, batch }: Upsert): Promise<void> {
  await connection.run(
    `create or replace temp table writing as select w.*, m.row as _row, (row_number() over () - 1) // ${batch} as _part
     from (${rows}) as w left join (${replaced}) as m on ${on}`,
  )
  const found = await connection.first<{ parts: string }>('select coalesce(max(_part) + 1, 0) as parts from writing')
  for (let part = 0; part < Number(found?.parts); part++) {
    await connection.run(`delete from ${target} where rowid in (select _row from writing where _part = ${part})`)
    await connection.run(`insert into ${target} select * exclude (_row, _part) from writing where _part = ${part}`)
  }
}
