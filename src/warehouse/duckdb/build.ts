import type { Model, ModelContext } from '../../core/model.ts'
import { ident, literal, type Sql } from '../../core/sql.ts'
import { twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { FUNCTIONS } from './dialect.ts'
import { createTable, place } from './schema.ts'

/** Recomputes a model where facts have changed since it was last built, in one transaction. Gives the rows written. */
export async function build(connection: Connection, model: Model): Promise<number> {
  const definition = signature(model)
  const last = await connection.first<{ load_id: string; definition: string }>(
    `select load_id, definition from ${place('ops', 'built')} where model = ${literal(model.name)}`,
  )
  const newest = Number(
    (await connection.first(`select coalesce(max(load_id), 0) as n from ${place('ops', 'loads')}`))?.n,
  )
  const since = last?.definition === definition ? Number(last.load_id) : -1
  if (since === newest) return 0
  return connection.transaction(async () => {
    const rows = await rebuild(connection, model, { since, newest })
    await connection.run(`delete from ${place('ops', 'built')} where model = ${literal(model.name)}`)
    await connection.run(`insert into ${place('ops', 'built')} values ($model, ${newest}, $definition)`, {
      model: model.name,
      definition,
    })
    return rows
  })
}

async function rebuild(
  connection: Connection,
  model: Model,
  { since, newest }: { since: number; newest: number },
): Promise<number> {
  const target = place('gold', model.name)
  if (since < 0) {
    await connection.run(`drop table if exists ${target}`)
    await connection.run(createTable('gold', model.name, model.columns))
  }
  const facts = SILVER.filter((t) => t.at !== undefined && model.reads.includes(t.name)).map((t) => literal(t.name))
  const partly = model.rebuild !== 'whole' && since >= 0
  if (partly) {
    await connection.run(
      `create or replace temp table days as select distinct day from ${place('ops', 'touched')}
       where load_id > ${since} and table_name in (${facts.join(', ')}) and day is not null`,
    )
    if (Number((await connection.first('select count(*) as n from days'))?.n) === 0) return 0
  }
  const touched = (column: Sql) =>
    partly
      ? `(${column} >= (select min(day)::timestamptz from days) and ${dayOf(column)} in (select day from days))`
      : 'true'
  const at = model.rebuild === 'whole' ? undefined : ident(model.rebuild.at)
  await connection.run(`delete from ${target} where ${at === undefined ? 'true' : touched(at)}`)
  const names = Object.keys(model.columns)
  const casts = names.map((n) => FUNCTIONS.cast(ident(n), model.columns[n]!.type))
  await connection.run(
    `insert into ${target} (${names.map(ident).join(', ')}, _load) select ${casts.join(', ')}, ${newest} from (${model.sql(context(touched))})`,
  )
  const written = await connection.first<{ n: string }>(
    `select count(*) as n from ${target} where ${at === undefined ? 'true' : touched(at)}`,
  )
  return Number(written?.n)
}

function context(touched: (column: Sql) => Sql): ModelContext {
  const silver = new Set(SILVER.flatMap((t) => [t.name, twinOf(t)?.name ?? t.name]))
  return { ref: (name) => place(silver.has(name) ? 'silver' : 'gold', name), fn: FUNCTIONS, touched }
}

function dayOf(column: Sql): Sql {
  return `make_date((epoch_us(${column}) // 86400000000)::integer)`
}

/** Changes when the model's SQL or columns do: then it is rebuilt as a whole. */
function signature(model: Model): string {
  return JSON.stringify([model.columns, model.grain, model.sql(context(() => 'true'))])
}
