import { ident } from '../../src/core/sql.ts'
import { columnNames, twinOf } from '../../src/core/table.ts'
import { SILVER } from '../../src/core/tables/index.ts'
import type { Row } from '../../src/engine/connection.ts'
import { MODELS } from '../../src/models/index.ts'
import type { TestWarehouse } from './model.ts'

/** Every table of silver and gold with its columns, log tables that tell of runs left out: their times are their own. */
export const TABLES: readonly { schema: 'silver' | 'gold'; name: string; columns: readonly string[] }[] = [
  ...SILVER.filter((t) => t.name !== 'runs').flatMap((table) =>
    [table, twinOf(table)].flatMap((t) =>
      t === undefined ? [] : [{ schema: 'silver' as const, name: t.name, columns: columnNames(t) }],
    ),
  ),
  ...MODELS.map(({ name, columns }) => ({ schema: 'gold' as const, name, columns: Object.keys(columns) })),
]

/** The rows of a table of a warehouse as the engine reads them, in the order of all columns. */
export async function rowsOf({ warehouse, connection }: TestWarehouse, name: string): Promise<Row[]> {
  const { schema, columns } = TABLES.find((table) => table.name === name)!
  const statement = `select ${columns.map(ident).join(', ')} from ${warehouse.place(schema, name)}`
  return connection.rows(`select * from ${await warehouse.select(connection, statement, 'compared')} order by all`)
}

/** All tables that have rows, by name. */
export async function everything(lake: TestWarehouse): Promise<Record<string, Row[]>> {
  const found: Record<string, Row[]> = {}
  for (const { name } of TABLES) {
    const rows = await rowsOf(lake, name)
    if (rows.length > 0) found[name] = rows
  }
  return found
}

/** Builds all models. */
export async function buildAll(...lakes: readonly TestWarehouse[]): Promise<void> {
  for (const { warehouse, connection } of lakes) for (const model of MODELS) await warehouse.build(connection, model)
}
