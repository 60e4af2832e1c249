import { ident, literal, type Sql } from '../../core/sql.ts'
import { columnNames, twinOf } from '../../core/table.ts'
import { INHERITED, REFERENCES, silverTable } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { place } from './schema.ts'

/**
 * After parents came in: gives their children the columns they were waiting for. The child's row is another one from the
 * moment that the parent was known.
 */
export async function fillInherited(connection: Connection, loaded: ReadonlySet<string>, load: number): Promise<void> {
  const parents = new Set(loaded)
  for (const { table, column, by, from } of INHERITED) {
    if (!parents.has(from)) continue
    const target = place('silver', table)
    await connection.run(
      `create or replace temp table heirs as
       select c.rowid as row, p.${ident(column)} as value, greatest(c.seen_at, p.seen_at) as known_at
       from ${target} as c join ${place('silver', from)} as p on p.venue = c.venue and p.${ident(by)} = c.${ident(by)}
       where c.${ident(column)} is null and p.${ident(column)} is not null`,
    )
    if ((await connection.first('select 1 as n from heirs limit 1')) === undefined) continue
    parents.add(table)
    const given: Record<string, Sql> = { [column]: 'h.value', seen_at: 'h.known_at' }
    const columns = columnNames(silverTable(table)).map((c) => given[c] ?? `c.${ident(c)}`)
    await connection.run(
      `insert into ${place('silver', twinOf(silverTable(table))!.name)}
       select ${columns.join(', ')}, ${load} from ${target} as c join heirs as h on c.rowid = h.row`,
    )
    await connection.run(`insert into ${place('ops', 'touched')} values (${load}, ${literal(table)}, null, true)`)
    await connection.run(
      `update ${target} as c set ${ident(column)} = h.value, seen_at = h.known_at, _load = ${load} from heirs as h where c.rowid = h.row`,
    )
  }
}

/**
 * Lists the references that have no row to refer to, and drops those that were answered. Counting is exact: the rows of this
 * load are added to what was open before; where rows were replaced or taken out, all of the table's are counted anew.
 */
export async function listUnresolved(
  connection: Connection,
  loaded: ReadonlySet<string>,
  { load, anew }: { load: number; anew: boolean },
): Promise<void> {
  const unresolved = place('silver', 'unresolved')
  for (const { from, column, to, key } of REFERENCES) {
    if (!loaded.has(from) && !loaded.has(to)) continue
    const pair = `from_table = ${literal(from)} and to_table = ${literal(to)}`
    const lacks = (reference: Sql) =>
      `not exists (select 1 from ${place('silver', to)} as p where p.venue = c.venue and p.${ident(key)} = c.${reference})`
    const replaced = await connection.first(
      `select 1 as n from ${place('ops', 'touched')} where load_id = ${load} and table_name = ${literal(from)} and replaced limit 1`,
    )
    const counted = (which: Sql) =>
      `select venue, ${ident(column)} as reference, count(*) as rows from ${place('silver', from)} as c
       where ${which} and ${ident(column)} is not null and ${lacks(ident(column))} group by all`
    const before = `select venue, reference, rows from ${unresolved} as c where ${pair} and ${lacks('reference')}`
    const open = replaced === undefined && !anew ? `${counted(`_load = ${load}`)} union all ${before}` : counted('true')
    await connection.run(
      `create or replace temp table open_references as select venue, reference, sum(rows)::bigint as rows from (${open}) group by all`,
    )
    await connection.run(`delete from ${unresolved} where ${pair}`)
    await connection.run(
      `insert into ${unresolved}
       select venue, ${literal(from)}, ${literal(to)}, reference, rows, ${load} from open_references`,
    )
  }
}
