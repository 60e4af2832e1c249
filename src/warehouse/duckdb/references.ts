import { ident, literal } from '../../core/sql.ts'
import { INHERITED, REFERENCES } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { place } from './schema.ts'

/** After parents came in: gives their children the columns they were waiting for. */
export async function fillInherited(connection: Connection, loaded: ReadonlySet<string>, load: number): Promise<void> {
  for (const { table, column, by, from } of INHERITED) {
    if (!loaded.has(from)) continue
    await connection.run(`insert into ${place('ops', 'touched')} values (${load}, ${literal(table)}, null, true)`)
    await connection.run(
      `update ${place('silver', table)} as c set ${ident(column)} = p.${ident(column)}, _load = ${load}
       from ${place('silver', from)} as p
       where p.venue = c.venue and p.${ident(by)} = c.${ident(by)} and c.${ident(column)} is null and p.${ident(column)} is not null`,
    )
  }
}

/**
 * Lists the references that have no row to refer to, and drops those that were answered. Counting is exact: of a table
 * whose rows or whose parents changed, every dangling reference is counted anew.
 */
export async function listUnresolved(connection: Connection, loaded: ReadonlySet<string>, load: number): Promise<void> {
  const unresolved = place('silver', 'unresolved')
  for (const { from, column, to, key } of REFERENCES) {
    if (!loaded.has(from) && !loaded.has(to)) continue
    const pair = `from_table = ${literal(from)} and to_table = ${literal(to)}`
    await connection.run(`delete from ${unresolved} where ${pair}`)
    await connection.run(
      `insert into ${unresolved}
       select r.venue, ${literal(from)}, ${literal(to)}, r.reference, r.rows, ${load} from (
         select venue, ${ident(column)} as reference, count(*) as rows from ${place('silver', from)}
         where ${ident(column)} is not null group by all) as r
       where not exists (select 1 from ${place('silver', to)} as p where p.venue = r.venue and p.${ident(key)} = r.reference)`,
    )
  }
}
