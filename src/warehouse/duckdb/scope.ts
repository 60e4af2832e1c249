import type { Model, Rebuild } from '../../core/model.ts'
import { ident, literal, type Sql } from '../../core/sql.ts'
import { type Table, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { place } from './schema.ts'

/** Which part of a model is recomputed, as conditions. */
export type Scope = {
  /** Rows of the model itself, `m`, that are taken out. */
  readonly own: Sql
  touched(column: Sql): Sql
  among(alias: string): Sql
}

export const EVERYTHING: Scope = { own: 'true', touched: () => 'true', among: () => 'true' }

/** What changes after load `since` have touched in a model; undefined when nothing. */
export async function scopeOf(connection: Connection, model: Model, since: number): Promise<Scope | undefined> {
  const { rebuild } = model
  const changed = await changedAmong(connection, model.reads, since)
  if (changed.length === 0) return undefined
  if (rebuild === 'whole') return EVERYTHING
  if (rebuild.by !== 'key') return daysOf(connection, model, { rebuild, since })
  for (const name of changed) {
    const columns = new Set((await connection.columns(`select * from ${placeOf(name)}`)).map((c) => c.name))
    if (!rebuild.key.every((column) => columns.has(column))) return EVERYTHING
  }
  return keysOf(connection, model, { rebuild, since, changed })
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
async function changedAmong(connection: Connection, reads: readonly string[], since: number): Promise<string[]> {
  const rows = await connection.rows<{ name: string }>(
    `select distinct table_name as name from ${place('ops', 'touched')} where load_id > ${since}`,
  )
  const touched = new Set(rows.map((row) => row.name))
  return reads.filter((name) => silverOf(name)?.kind === 'log' || touched.has(silverOf(name)?.name ?? name))
}

type By<Kind> = Extract<Rebuild, { by: Kind }>

/** The days of changed facts, and of those that have the key of a changed state. */
async function daysOf(
  connection: Connection,
  model: Model,
  { rebuild, since }: { rebuild: By<'hour' | 'day'>; since: number },
): Promise<Scope | undefined> {
  const facts = SILVER.filter((t) => t.at !== undefined && model.reads.includes(t.name))
  await connection.run(
    `create or replace temp table days as select distinct day from ${place('ops', 'touched')}
     where load_id > ${since} and table_name in (${facts.map((t) => literal(t.name)).join(', ')}) and day is not null`,
  )
  for (const [name, columns] of Object.entries(rebuild.states ?? {})) {
    const state = silverOf(name)!
    await connection.run(`create or replace temp table changed_states as ${changedStates(state, columns, since)}`)
    if ((await connection.first('select 1 as n from changed_states limit 1')) === undefined) continue
    for (const fact of facts) {
      const same = state.key.map((k) => `s.${ident(k)} = f.${ident(k)}`).join(' and ')
      await connection.run(
        `insert into days select distinct ${dayOf(ident(fact.at!))} from ${place('silver', fact.name)} as f
         where exists (select 1 from changed_states as s where ${same})`,
      )
    }
  }
  if ((await connection.first('select 1 as n from days limit 1')) === undefined) return undefined
  const touched = (column: Sql) =>
    `(${column} >= (select min(day)::timestamptz from days) and ${dayOf(column)} in (select day from days))`
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
      window versions as (partition by ${key} order by seen_at, _load))
    where _load > ${since} and (nth = 1 or now is distinct from before)`
}

/** The keys of changed rows, and of the model's own rows that time changes. */
async function keysOf(
  connection: Connection,
  model: Model,
  { rebuild, since, changed }: { rebuild: By<'key'>; since: number; changed: readonly string[] },
): Promise<Scope | undefined> {
  const key = rebuild.key.map(ident).join(', ')
  const sources = changed.map((name) => `select ${key} from ${changedRows(name, rebuild.key, since)}`)
  await connection.run(
    `create or replace temp table changed_keys as select distinct ${key} from (${sources.join(' union all ')})
     where ${rebuild.key.map((k) => `${ident(k)} is not null`).join(' and ')}`,
  )
  if (rebuild.moving !== undefined)
    await connection.run(
      `insert into changed_keys select ${key} from ${place('gold', model.name)}
       where venue in (select venue from changed_keys) and (${rebuild.moving}) except select * from changed_keys`,
    )
  if ((await connection.first('select 1 as n from changed_keys limit 1')) === undefined) return undefined
  const among = (alias: string) =>
    `exists (select 1 from changed_keys as k where ${rebuild.key.map((k) => `k.${ident(k)} = ${alias}.${ident(k)}`).join(' and ')})`
  return { own: among('m'), touched: () => 'true', among }
}

/** Rows that a load after `since` wrote, and those that they took the place of. */
function changedRows(name: string, key: readonly string[], since: number): Sql {
  const table = silverOf(name)
  if (table === undefined) return `${place('gold', name)} where _load > ${since}`
  const past = place('silver', twinOf(table)!.name)
  if (table.kind === 'fact') {
    const names = key.map(ident).join(', ')
    const written = [place('silver', table.name), past].map((t) => `select ${names} from ${t} where _load > ${since}`)
    return `(${written.join(' union all ')})`
  }
  // The twin holds the current version of a state, too.
  if (key.every((k) => table.key.includes(k))) return `${past} where _load > ${since}`
  const same = table.key.map((k) => `n.${ident(k)} = v.${ident(k)}`).join(' and ')
  return `${past} as v where exists (select 1 from ${past} as n where n._load > ${since} and ${same})`
}

/** The day (UTC) of an instant. */
export function dayOf(column: Sql): Sql {
  return `make_date((epoch_us(${column}) // 86400000000)::integer)`
}
