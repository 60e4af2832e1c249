import { ident, literal, type Sql } from '../../core/sql.ts'
import { columnNames, twinOf } from '../../core/table.ts'
import { INHERITED, REFERENCES, silverTable } from '../../core/tables/index.ts'
import { countsOf, type Load, type Merged, sameKey } from './merge.ts'
import { place } from './schema.ts'

/**
 * After parents came in: gives their children the columns they were waiting for. The child's row is another one from the
 * moment that the parent was known.
 */
export async function fillInherited({ session, id }: Load, loaded: ReadonlySet<string>): Promise<void> {
  const parents = new Set(loaded)
  for (const { table: name, column, by, from } of INHERITED) {
    if (!parents.has(from)) continue
    const table = silverTable(name)
    const [target, heirs] = [place('silver', name), `pg_temp.${ident(`heirs_${name}`)}`]
    const key = table.key.map((k) => `c.${ident(k)}`).join(', ')
    // Children that came before this load were given what their parents said then: only new words of parents count.
    const found = await session.run(
      `create temp table ${heirs} on commit drop as
       select ${key}, p.${ident(column)} as value, greatest(c.seen_at, p.seen_at) as known_at
       from ${place('silver', from)} as p join ${target} as c on p.venue = c.venue and p.${ident(by)} = c.${ident(by)}
       where p._load = ${id} and c.${ident(column)} is null and p.${ident(column)} is not null`,
    )
    if (found === 0) continue
    parents.add(name)
    const given: Record<string, Sql> = { [column]: 'h.value', seen_at: 'h.known_at' }
    const names = columnNames(table)
    const columns = names.map((c) => given[c] ?? `c.${ident(c)}`)
    await session.run(
      `insert into ${place('silver', twinOf(table)!.name)} (${names.map(ident).join(', ')}, _load)
       select ${columns.join(', ')}, ${id} from ${target} as c join ${heirs} as h on ${sameKey(table, 'c', 'h')}`,
    )
    await session.run(`insert into ops.touched values (${id}, ${literal(name)}, null, true)`)
    await session.run(
      `update ${target} as c set ${ident(column)} = h.value, seen_at = h.known_at, _load = ${id} from ${heirs} as h where ${sameKey(table, 'c', 'h')}`,
    )
  }
}

/**
 * Lists the references that have no row to refer to, and drops those that were answered. Counting is exact: what this load
 * wrote is added to what was open before, what it took out is taken off; where rows were read again, all are counted.
 */
export async function listUnresolved(
  { session, id }: Load,
  merged: readonly Merged[],
  { anew }: { anew: boolean },
): Promise<void> {
  const unresolved = place('silver', 'unresolved')
  const loaded = new Map(merged.map((m) => [m.table.name, m]))
  for (const { from, column, to, key } of REFERENCES) {
    const own = loaded.get(from)
    if (own === undefined && !loaded.has(to)) continue
    const pair = `from_table = ${literal(from)} and to_table = ${literal(to)}`
    const lacks = `not exists (select 1 from ${place('silver', to)} as p where p.venue = c.venue and p.${ident(key)} = c.reference)`
    const before = `select venue, reference, rows from ${unresolved} where ${pair}`
    const parts = anew && own !== undefined ? [countsOf(place('silver', from))(column)] : [before]
    if (!anew && own !== undefined) parts.push(own.written(column))
    if (!anew && own?.taken !== undefined) parts.push(`select venue, reference, -rows from (${own.taken(column)}) as t`)
    const open = `pg_temp.${ident(`open_${from}_${to}`)}`
    await session.run(
      `create temp table ${open} on commit drop as
       select venue, reference, sum(rows)::bigint as rows from (${parts.join(' union all ')}) as c
       where ${lacks} group by 1, 2 having sum(rows) > 0;
       delete from ${unresolved} where ${pair};
       insert into ${unresolved} (venue, from_table, to_table, reference, rows, _load)
       select venue, ${literal(from)}, ${literal(to)}, reference, rows, ${id} from ${open}`,
    )
  }
}
