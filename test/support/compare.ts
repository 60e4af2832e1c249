import { ident, type Sql } from '../../src/core/sql.ts'
import type { Connection } from '../../src/engine/connection.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { TABLES } from './tables.ts'

export type Difference = {
  readonly table: string
  readonly rows: number
  /** Rows that only the one, and only the other warehouse holds. */
  readonly onlyHere: number
  readonly onlyThere: number
  /** One of them. */
  readonly example: string | undefined
}

/** Holds two warehouses against each other, row for row in every column, wherever their rows are kept; in tables of any size. */
export async function compare(
  connection: Connection,
  here: Warehouse,
  there: Warehouse,
): Promise<{ tables: number; rows: number; differences: Difference[] }> {
  const differences: Difference[] = []
  let total = 0
  for (const { schema, name, columns } of TABLES) {
    const read = (warehouse: Warehouse, as: string): Promise<Sql> =>
      warehouse.select(connection, `select ${columns.map(ident).join(', ')} from ${warehouse.place(schema, name)}`, as)
    const [one, other] = [await read(here, 'compared_here'), await read(there, 'compared_there')]
    const only = (a: Sql, b: Sql) => `(select * from ${a} except all select * from ${b})`
    const row = await connection.first<{ rows: string; here: string; there: string }>(
      `select (select count(*) from ${one}) as rows, (select count(*) from ${only(one, other)}) as here,
              (select count(*) from ${only(other, one)}) as there`,
    )
    const [rows, onlyHere, onlyThere] = [Number(row?.rows), Number(row?.here), Number(row?.there)]
    total += rows
    if (onlyHere + onlyThere === 0) continue
    const [a, b] = onlyHere > 0 ? [one, other] : [other, one]
    const example = await connection.first<{ text: string }>(
      `select to_json(x)::varchar as text from ${only(a, b)} as x order by 1 limit 1`,
    )
    differences.push({ table: `${schema}.${name}`, rows, onlyHere, onlyThere, example: example?.text })
  }
  return { tables: TABLES.length, rows: total, differences }
}
