import type { Model, Rebuild } from '../../core/model.ts'
import { ident, literal, type Sql } from '../../core/sql.ts'
import { type Table, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import { dayOf } from './merge.ts'
import { place } from './schema.ts'
import type { Session } from './server.ts'

/** Which part of a model is recomputed, as conditions. */
export type Scope = {
  /** How many keys are recomputed, where they are counted. */
  readonly keys?: number
  /** Rows of the model itself, `m`, that are taken out. */
  readonly own: Sql
  touched(column: Sql): Sql
  among(alias: string): Sql
}

export const EVERYTHING: Scope = { own: 'true', touched: () => 'true', among: () => 'true' }

/** What changes after load `since` have touched in a model; undefined when nothing. */
export async function scopeOf(session: Session, model: Model, since: number): Promise<Scope | undefined> {
  const { rebuild } = model
  const changed = await changedAmong(session, model.reads, since)
  if (changed.length === 0) return undefined
  if (rebuild === 'whole') return EVERYTHING
  if (rebuild.by !== 'key') return daysOf(session, model, { rebuild, since })
  for (const name of changed) {
    const columns = new Set((await session.columns(`select * from ${placeOf(name)}`)).map((c) => c.name))
    if (!rebuild.key.every((column) => columns.has(column))) return EVERYTHING
  }
  return keysOf(session, model, { rebuild, since, changed })
}

/** A silver table, its twin or a model, by name. */
export function placeOf(name: string): Sql {
  return place(silverOf(name) === undefined ? 'gold' : 'silver', name)
}

/** The silver table of that name, or the one whose twin has it; undefined for a model. */
function silverOf(name: string): Table | undefined {
  return SILVER.find((table) => table.name === name || twinOf(table)?.name === name)
}

/** Of the tables and models that are read those that changed. Nobody notes when a log does: it counts as changed. */
async function changedAmong(session: Session, reads: readonly string[], since: number): Promise<string[]> {
  const rows = await session.rows<{ name: string }>(
    `select distinct table_name as name from ops.touched where load_id > ${since}`,
  )
  const touched = new Set(rows.map((row) => row.name))
  return reads.filter((name) => silverOf(name)?.kind === 'log' || touched.has(silverOf(name)?.name ?? name))
}

type By<Kind> = Extract<Rebuild, { by: Kind }>

/** The days of changed facts, and of those that have the key of a changed state. */
async function daysOf(
  session: Session,
  model: Model,
  { rebuild, since }: { rebuild: By<'hour' | 'day'>; since: number },
): Promise<Scope | undefined> {
  const facts = SILVER.filter((t) => t.at !== undefined && model.reads.includes(t.name))
  await session.run(
    `create temp table days on commit drop as select distinct day from ops.touched
     where load_id > ${since} and table_name in (${facts.map((t) => literal(t.name)).join(', ')}) and day is not null`,
  )
  for (const [name, columns] of Object.entries(rebuild.states ?? {})) {
    const state = silverOf(name)!
    const changed = `pg_temp.${ident(`changed_${name}`)}`
    if (
      (await session.run(`create temp table ${changed} on commit drop as ${changedStates(state, columns, since)}`)) ===
      0
    )
      continue
    for (const fact of facts) {
      const shared = state.key.filter((k) => fact.columns[k] !== undefined)
      const same = shared.map((k) => `s.${ident(k)} = f.${ident(k)}`).join(' and ')
      await session.run(
        `insert into pg_temp.days select distinct ${dayOf(ident(fact.at!))} from ${place('silver', fact.name)} as f
         where exists (select 1 from ${changed} as s where ${same})`,
      )
    }
  }
  const span = await session.first<{ first: string | null; last: string | null }>(
    'select min(day)::text as first, (max(day) + 1)::text as last from pg_temp.days',
  )
  if (span?.first == null) return undefined
  // The span as constants, so that whole months are passed over.
  const touched = (column: Sql) =>
    `(${column} >= '${span.first} 00:00:00+00'::timestamptz and ${column} < '${span.last} 00:00:00+00'::timestamptz
      and ${dayOf(column)} in (select day from pg_temp.days))`
  return { own: touched(`m.${ident(rebuild.at)}`), touched, among: () => 'true' }
}

/** Keys of states that are new, or of which one of the columns has changed. */
function changedStates(state: Table, columns: readonly string[], since: number): Sql {
  const key = state.key.map(ident).join(', ')
  const now = `row(${columns.map(ident).join(', ')})`
  const same = state.key.map((k) => `n.${ident(k)} = v.${ident(k)}`).join(' and ')
  const versions = place('silver', twinOf(state)!.name)
  return `select distinct ${key} from (
      select ${key}, _load, ${now} as now, lag(${now}) over versions as before, row_number() over versions as nth
      from ${versions} as v where exists (select 1 from ${versions} as n where n._load > ${since} and ${same})
      window versions as (partition by ${key} order by seen_at, _load)) as told
    where _load > ${since} and (nth = 1 or now is distinct from before)`
}

/** The keys of changed rows, and of the model's own rows that time changes. */
async function keysOf(
  session: Session,
  model: Model,
  { rebuild, since, changed }: { rebuild: By<'key'>; since: number; changed: readonly string[] },
): Promise<Scope | undefined> {
  const key = rebuild.key.map(ident).join(', ')
  const sources = changed.map((name) => `select ${key} from ${changedRows(name, rebuild.key, since)}`)
  let found = await session.run(
    `create temp table changed_keys on commit drop as select distinct ${key} from (${sources.join(' union all ')}) as c
     where ${rebuild.key.map((k) => `${ident(k)} is not null`).join(' and ')}`,
  )
  if (rebuild.moving !== undefined)
    found += await session.run(
      `insert into pg_temp.changed_keys select ${key} from ${place('gold', model.name)}
       where venue in (select venue from pg_temp.changed_keys) and (${rebuild.moving}) except select * from pg_temp.changed_keys`,
    )
  if (found === 0) return undefined
  await session.run('analyze pg_temp.changed_keys')
  const among = (alias: string) =>
    `exists (select 1 from pg_temp.changed_keys as k where ${rebuild.key.map((k) => `k.${ident(k)} = ${alias}.${ident(k)}`).join(' and ')})`
  return { keys: found, own: among('m'), touched: () => 'true', among }
}

/** Rows that a load after `since` wrote, and those that they took the place of. */
function changedRows(name: string, key: readonly string[], since: number): Sql {
  const table = silverOf(name)
  if (table === undefined) return `${place('gold', name)} as c where _load > ${since}`
  const past = place('silver', twinOf(table)!.name)
  if (table.kind === 'fact') {
    const names = key.map(ident).join(', ')
    const written = [place('silver', table.name), past].map((t) => `select ${names} from ${t} where _load > ${since}`)
    return `(${written.join(' union all ')}) as c`
  }
  // The twin holds the current version of a state, too.
  if (key.every((k) => table.key.includes(k))) return `${past} as c where _load > ${since}`
  const same = table.key.map((k) => `n.${ident(k)} = v.${ident(k)}`).join(' and ')
  return `${past} as v where exists (select 1 from ${past} as n where n._load > ${since} and ${same})`
}
