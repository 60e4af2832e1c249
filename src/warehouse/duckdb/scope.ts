import type { Model, ModelContext, Rebuild } from '../../core/model.ts'
import { ident, literal, type Sql } from '../../core/sql.ts'
import { type Table, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { FUNCTIONS } from './dialect.ts'
import { place } from './schema.ts'

/** Which part of a model is recomputed, as conditions. */
export type Scope = {
  /** Rows of the model itself, `m`, that are taken out. */
  readonly own: Sql
  /** What is put in their place, one after the other. */
  readonly steps: readonly Step[]
}
export type Step = Pick<ModelContext, 'touched' | 'among'>

export const ALL: Step = { touched: () => 'true', among: () => 'true' }

/** What changes after load `since` have touched in a model, everything without one; undefined when nothing. */
export async function scopeOf(connection: Connection, model: Model, since?: number): Promise<Scope | undefined> {
  const { rebuild } = model
  if (since === undefined) return everything(connection, model)
  const changed = await changedAmong(connection, model.reads, since)
  if (changed.length === 0) return undefined
  if (rebuild === 'whole') return everything(connection, model)
  if (rebuild.by !== 'key') return daysOf(connection, model, { rebuild, since })
  for (const name of changed) {
    const columns = new Set((await connection.columns(`select * from ${placeOf(name)}`)).map((c) => c.name))
    if (!rebuild.key.every((column) => columns.has(column))) return everything(connection, model)
  }
  return keysOf(connection, model, { rebuild, since, changed })
}

async function everything(connection: Connection, { rebuild, reads }: Model): Promise<Scope> {
  if (rebuild === 'whole' || rebuild.by === 'key') return { own: 'true', steps: [ALL] }
  return { own: 'true', steps: await stepsOf(connection, { rebuild, facts: factsOf(reads) }) }
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

/** The days of changed facts, and of those that share the key of a changed state. */
async function daysOf(
  connection: Connection,
  model: Model,
  { rebuild, since }: { rebuild: By<'hour' | 'day'>; since: number },
): Promise<Scope | undefined> {
  const facts = factsOf(model.reads)
  await connection.run(
    `create or replace temp table days as select distinct day from ${place('ops', 'touched')}
     where load_id > ${since} and table_name in (${facts.map((t) => literal(t.name)).join(', ')}) and day is not null`,
  )
  for (const [name, columns] of Object.entries(rebuild.states ?? {})) {
    const state = silverOf(name)!
    await connection.run(`create or replace temp table changed_states as ${changedStates(state, columns, since)}`)
    if ((await connection.first('select 1 as n from changed_states limit 1')) === undefined) continue
    for (const fact of facts) {
      const shared = state.key.filter((k) => fact.columns[k] !== undefined)
      const same = shared.map((k) => `s.${ident(k)} = f.${ident(k)}`).join(' and ')
      await connection.run(
        `insert into days select distinct ${dayOf(ident(fact.at!))} from ${place('silver', fact.name)} as f
         where exists (select 1 from changed_states as s where ${same})`,
      )
    }
  }
  if ((await connection.first('select 1 as n from days limit 1')) === undefined) return undefined
  const touched = (column: Sql) =>
    `(${column} >= (select min(day)::timestamptz from days) and ${dayOf(column)} in (select day from days))`
  return { own: touched(`m.${ident(rebuild.at)}`), steps: await stepsOf(connection, { rebuild, facts, touched }) }
}

function factsOf(reads: readonly string[]): Table[] {
  return SILVER.filter((table) => table.at !== undefined && reads.includes(table.name))
}

type Stepping = {
  readonly rebuild: By<'hour' | 'day'>
  readonly facts: readonly Table[]
  readonly touched?: Step['touched']
  /** Facts after which a step ends, so that what is added up of them fits into memory. */
  readonly most?: number
}

/** Spans of whole buckets, each with about as many facts as a step may have. */
export async function stepsOf(
  connection: Connection,
  { rebuild, facts, touched = ALL.touched, most = 500_000 }: Stepping,
): Promise<Step[]> {
  const counts = facts.map(
    (fact) =>
      `select ${FUNCTIONS.bucket(rebuild.by, ident(fact.at!))} as start, count(*) as n from ${place('silver', fact.name)}
       where ${touched(ident(fact.at!))} group by 1`,
  )
  const buckets = await connection.rows<{ start: string; n: string }>(
    `select epoch_us(start) as start, sum(n) as n from (${counts.join(' union all ')}) group by all order by start`,
  )
  const steps: Step[] = []
  let [from, rows] = [0, 0]
  for (const [i, { n }] of buckets.entries()) {
    rows += Number(n)
    if (rows < most && i < buckets.length - 1) continue
    const [first, end] = [buckets[from]!.start, buckets[i + 1]?.start]
    const within = (column: Sql) =>
      `${column} >= make_timestamptz(${first}) ${end === undefined ? '' : `and ${column} < make_timestamptz(${end})`}`
    steps.push({ ...ALL, touched: (column) => `(${within(column)} and ${touched(column)})` })
    from = i + 1
    rows = 0
  }
  return steps
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
  return { own: among('m'), steps: [{ ...ALL, among }] }
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
