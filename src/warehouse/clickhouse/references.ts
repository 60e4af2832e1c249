import { ident, literal, type Sql } from '../../core/sql.ts'
import { columnNames, twinOf } from '../../core/table.ts'
import { INHERITED, REFERENCES, silverTable } from '../../core/tables/index.ts'
import { list, sameKey } from './arrivals.ts'
import type { Load, Written } from './load.ts'

/**
 * After parents came in: gives their children the columns they were waiting for. The child's row is another one from the
 * moment that the parent was known. Only what this load writes can be a parent that somebody waits for.
 */
export async function fillInherited(load: Load, loaded: ReadonlySet<string>): Promise<void> {
  const parents = new Set(loaded)
  for (const rule of INHERITED) {
    const written = load.written.get(rule.from)
    if (written === undefined || !parents.has(rule.from)) continue
    if (await fill(load, rule, written)) parents.add(rule.table)
  }
}

async function fill(
  load: Load,
  { table: name, column, by, from }: (typeof INHERITED)[number],
  parent: Written,
): Promise<boolean> {
  const { work } = load
  const { connection } = work
  const told = await connection.first(`select 1 as n from ${parent.current} where ${ident(column)} is not null limit 1`)
  if (told === undefined) return false
  const table = silverTable(name)
  const names = list(columnNames(table))
  const waiting = await work.fetch(
    `select ${names} from ${work.schema.data(name)} final where ${ident(column)} is null
     and (venue, ${ident(by)}) in (select venue, ${ident(by)} from ${work.stageOf(from)})`,
  )
  const own = load.written.get(name)
  const children =
    own === undefined
      ? waiting
      : `(select ${names} from ${own.current} where ${ident(column)} is null
          union all select ${names} from ${waiting} as c where not exists (select 1 from ${own.current} as w where ${sameKey(table, 'w', 'c')}))`
  const given: Record<string, Sql> = { [column]: `p.${ident(column)}`, seen_at: 'greatest(c.seen_at, p.seen_at)' }
  const columns = columnNames(table).map((c) => `${given[c] ?? `c.${ident(c)}`} as ${ident(c)}`)
  const heirs = await load.keep(
    `select ${columns.join(', ')} from ${children} as c join ${parent.current} as p
     on p.venue = c.venue and p.${ident(by)} = c.${ident(by)} where p.${ident(column)} is not null`,
    'heirs',
  )
  if ((await connection.first(`select 1 as n from ${heirs} limit 1`)) === undefined) return false
  // A row of this very load may get its column only now: the later step counts.
  for (const each of [name, twinOf(table)!.name]) await work.stage({ table: each, relation: heirs, step: 1 })
  load.touchAll(name)
  load.written.set(name, await withHeirs(load, { name, heirs, own }))
  return true
}

/** What a load has written of a table when some of its rows, or others, have become heirs. */
async function withHeirs(
  load: Load,
  { name, heirs, own }: { name: string; heirs: Sql; own: Written | undefined },
): Promise<Written> {
  const table = silverTable(name)
  const names = list(columnNames(table))
  if (own === undefined) return { current: heirs, removed: heirs }
  const but = (relation: Sql, other: Sql) =>
    `select ${names} from ${relation} as r where not exists (select 1 from ${other} as o where ${sameKey(table, 'r', 'o')})`
  const current = await load.keep(`select ${names} from ${heirs} union all ${but(own.current, heirs)}`, 'current')
  // An heir that was there before refers to the same rows as it did.
  const before = but(heirs, own.current)
  return {
    current,
    removed: own.removed === undefined ? `(${before})` : `(${before} union all select ${names} from ${own.removed})`,
  }
}

/**
 * Lists the references that have no row to refer to, and drops those that were answered. What was counted before is added
 * to and taken from: nothing that this load does not touch is counted again.
 */
export async function listUnresolved(load: Load, loaded: ReadonlySet<string>): Promise<void> {
  const { work } = load
  const pairs = REFERENCES.filter(
    ({ from, to }) => (loaded.has(from) && load.written.has(from)) || load.written.has(to),
  )
  if (pairs.length === 0) return
  const before = await load.keep(
    `select * from ${await work.fetch(`select venue, from_table, to_table, reference, rows, _load, _step from ${work.schema.data('unresolved')} final`)}`,
    'unresolved',
  )
  const open: Sql[] = []
  for (const pair of pairs) open.push(await openReferences(load, pair, before))
  const after = await load.keep(open.join(' union all '), 'open')
  const own = pairs.map(({ from, to }) => `(from_table = ${literal(from)} and to_table = ${literal(to)})`).join(' or ')
  const same = sameKey({ key: ['venue', 'from_table', 'to_table', 'reference'] }, 'a', 'b')
  await work.stage({
    table: 'unresolved',
    relation: `(select a.* from ${after} as a where not exists (select 1 from ${before} as b where ${same} and a.rows = b.rows))`,
  })
  await work.stage({
    table: 'unresolved',
    relation: `(select * from ${before} as b where (${own}) and not exists (select 1 from ${after} as a where ${same}))`,
    deleted: true,
  })
}

/** The references from one table to another that are open after this load, as a statement of the engine. */
async function openReferences(
  load: Load,
  { from, column, to, key }: (typeof REFERENCES)[number],
  before: Sql,
): Promise<Sql> {
  const { work } = load
  const pair = `from_table = ${literal(from)} and to_table = ${literal(to)}`
  const written = load.written.get(from)
  const counted = (relation: Sql, sign: string) =>
    `select venue, ${ident(column)} as reference, ${sign}count(*) as rows from ${relation} where ${ident(column)} is not null group by all`
  const sums = [`select venue, reference, rows from ${before} where ${pair}`]
  if (written !== undefined) sums.push(counted(written.current, ''))
  if (written?.removed !== undefined) sums.push(counted(written.removed, '-'))
  const parents = load.written.get(to)
  const come = parents === undefined ? [] : [`select venue, ${ident(key)} as id from ${parents.current}`]
  const refers = written && `select 1 as n from ${written.current} where ${ident(column)} is not null limit 1`
  if (refers !== undefined && (await work.connection.first(refers)) !== undefined) {
    // Those that are there already; whether what was open before is there has been asked before.
    const there = await work.fetch(
      `select distinct venue, ${ident(key)} as id from ${work.schema.data(to)} final
       where (venue, ${ident(key)}) in (select venue, assumeNotNull(${ident(column)}) from ${work.stageOf(from)} where ${ident(column)} is not null)`,
    )
    come.push(`select venue, id from ${there}`)
  }
  const answered =
    come.length === 0
      ? 'false'
      : `exists (select 1 from (${come.join(' union all ')}) as p where p.venue = r.venue and p.id = r.reference)`
  return `select venue, ${literal(from)} as from_table, ${literal(to)} as to_table, reference, sum(rows)::bigint as rows
    from (${sums.join(' union all ')}) as r
    where not ${answered}
    group by all having sum(rows) > 0`
}
