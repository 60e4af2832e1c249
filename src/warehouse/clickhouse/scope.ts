import type { Model, Rebuild } from '../../core/model.ts'
import { ident, type Sql } from '../../core/sql.ts'
import { columnNames, type Table, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import { list } from './arrivals.ts'
import { dayOf, instant, literal } from './dialect.ts'
import { LAYOUTS, NO_DAY, type Schema } from './schema.ts'
import type { Work } from './work.ts'

/** Which part of a model is recomputed, as conditions. */
export type Scope = {
  /** Rows of the model itself, `m`, that are taken out. */
  readonly own: Sql
  touched(column: Sql): Sql
  among(alias: string): Sql
}

export const EVERYTHING: Scope = { own: 'true', touched: () => 'true', among: () => 'true' }

export type Reading = {
  readonly work: Work
  readonly model: Model
  /** The load after which the model was built last. */
  readonly since: number
  /** Where the rows of a model are, with their hidden columns. */
  readonly rowsOf: (name: string) => Sql
  /** Where the model's own rows are. */
  readonly own: Sql
}

/** What changes after load `since` have touched in a model; undefined when nothing. */
export async function scopeOf(reading: Reading): Promise<Scope | undefined> {
  const { rebuild } = reading.model
  const changed = await changedAmong(reading)
  if (changed.length === 0) return undefined
  if (rebuild === 'whole') return EVERYTHING
  if (rebuild.by !== 'key') return daysOf(reading, rebuild)
  for (const name of changed) {
    const columns = await columnsOf(reading.work, name)
    if (!rebuild.key.every((column) => columns.includes(column))) return EVERYTHING
  }
  return keysOf(reading, rebuild, changed)
}

/** The silver table of that name, or the one whose twin has it; undefined for a model. */
export function silverOf(name: string): Table | undefined {
  return SILVER.find((table) => table.name === name || twinOf(table)?.name === name)
}

/** How statements of models spell a table or another model. */
export function refOf(schema: Schema): (name: string) => Sql {
  return (name) => schema.place(silverOf(name) === undefined ? 'gold' : 'silver', name)
}

async function columnsOf({ server, schema }: Work, name: string): Promise<string[]> {
  const layout = LAYOUTS.get(name)
  if (layout !== undefined) return columnNames(layout)
  const own = `database = ${literal(schema.database('gold'))} and table = ${literal(name)}`
  return (await server.rows<{ name: string }>(`select name from system.columns where ${own}`)).map((row) => row.name)
}

/** Of the tables and models that are read those that changed. Nobody notes when a log does: it counts as changed. */
async function changedAmong({ work, model, since }: Reading): Promise<string[]> {
  const rows = await work.server.rows<{ name: string }>(
    `select distinct table_name as name from ${work.schema.place('ops', 'touched')} where load_id > ${since}`,
  )
  const touched = new Set(rows.map((row) => row.name))
  return model.reads.filter((name) => silverOf(name)?.kind === 'log' || touched.has(silverOf(name)?.name ?? name))
}

type By<Kind> = Extract<Rebuild, { by: Kind }>

/** The days of changed facts, and of those that share the key of a changed state. */
async function daysOf({ work, model, since }: Reading, rebuild: By<'hour' | 'day'>): Promise<Scope | undefined> {
  const { server, schema } = work
  const facts = SILVER.filter((t) => t.at !== undefined && model.reads.includes(t.name))
  const days = new Set(
    (
      await server.rows<{ day: string }>(
        `select distinct day from ${schema.place('ops', 'touched')}
         where load_id > ${since} and table_name in (${facts.map((t) => literal(t.name)).join(', ')}) and day <> ${NO_DAY}`,
      )
    ).map((row) => Number(row.day)),
  )
  for (const [name, columns] of Object.entries(rebuild.states ?? {})) {
    const state = silverOf(name)!
    for (const fact of facts) {
      const shared = state.key.filter((k) => fact.columns[k] !== undefined)
      const rows = await server.rows<{ day: number }>(
        `select distinct ${dayOf(ident(fact.at!))} as day from ${schema.data(fact.name)} final
         where (${list(shared)}) in (select ${list(shared)} from (${changedStates(work, state, { columns, since })}))`,
      )
      for (const { day } of rows) days.add(day)
    }
  }
  if (days.size === 0) return undefined
  const first = Math.min(...days) * 86_400_000_000
  const listed = [...days].join(', ')
  const touched = (column: Sql) => `(${column} >= ${instant(first)} and ${dayOf(column)} in (${listed}))`
  return { own: touched(`m.${ident(rebuild.at)}`), touched, among: () => 'true' }
}

/** Keys of states that are new, or of which one of the columns has changed. */
function changedStates(
  { schema }: Work,
  state: Table,
  { columns, since }: { columns: readonly string[]; since: number },
): Sql {
  const key = list(state.key)
  const versions = schema.data(twinOf(state)!.name)
  const value = `toString(tuple(${list(columns)}))`
  return `select ${key} from (
      select ${key}, _load, ${value} as now, lagInFrame(${value}) over versions as before, row_number() over versions as nth
      from ${versions} final where (${key}) in (select ${key} from ${versions} where _load > ${since})
      window versions as (partition by ${key} order by seen_at, _load, _step rows between unbounded preceding and unbounded following))
    where _load > ${since} and (nth = 1 or now <> before)`
}

/** The keys of changed rows, and of the model's own rows that time changes. */
async function keysOf(reading: Reading, rebuild: By<'key'>, changed: readonly string[]): Promise<Scope | undefined> {
  const { work, own } = reading
  const { server } = work
  const key = list(rebuild.key)
  const known = rebuild.key.map((k) => `${ident(k)} is not null`).join(' and ')
  const keys = work.schema.place('stage', work.aside('keys'))
  const sources = changed.map((name) => `select ${key} from ${changedRows(reading, name, rebuild.key)}`)
  const create = (rows: Sql) =>
    `create or replace table ${keys}${work.schema.onCluster} engine = MergeTree order by tuple() settings allow_nullable_key = 1 as ${rows}`
  for (const drop of work.schema.dropTable('stage', `w${work.id}_keys`)) await server.run(drop)
  await server.run(create(`select distinct ${key} from (${sources.join(' union all ')}) where ${known}`), {
    once: true,
  })
  if (rebuild.moving !== undefined)
    await server.run(
      `insert into ${keys} select ${key} from ${own} final
       where venue in (select venue from ${keys}) and (${rebuild.moving}) and (${key}) not in (select ${key} from ${keys})`,
    )
  if ((await server.first(`select 1 as n from ${keys} limit 1`)) === undefined) return undefined
  const among = (alias: string) => `(${list(rebuild.key, alias)}) in (select ${key} from ${keys})`
  return { own: among('m'), touched: () => 'true', among }
}

/** Rows that a load after `since` wrote, and those that they took the place of. */
function changedRows({ work, since, rowsOf }: Reading, name: string, key: readonly string[]): Sql {
  const table = silverOf(name)
  if (table === undefined) return `${rowsOf(name)} final where _load > ${since}`
  const past = work.schema.data(twinOf(table)!.name)
  if (table.kind === 'fact') {
    const written = [work.schema.data(table.name), past].map(
      (t) => `select ${list(key)} from ${t} where _load > ${since}`,
    )
    return `(${written.join(' union all ')})`
  }
  // The twin holds the current version of a state, too.
  if (key.every((k) => table.key.includes(k))) return `${past} where _load > ${since}`
  const own = list(table.key)
  return `${past} where (${own}) in (select ${own} from ${past} where _load > ${since})`
}
