import { createHash } from 'node:crypto'
import { type Model, monthColumn } from '../../core/model.ts'
import { ident, literal, type Sql } from '../../core/sql.ts'
import type { Connection } from '../../engine/connection.ts'
import { FUNCTIONS } from './dialect.ts'
import { createTable, place } from './schema.ts'
import { ALL, dayOf, placeOf, type Scope, scopeOf } from './scope.ts'

/** Recomputes a model where what it reads has changed since it was last built, in one transaction. Gives the rows written. */
export async function build(connection: Connection, model: Model): Promise<number> {
  const definition = await definitionOf(connection, model)
  const last = await connection.first<{ load_id: string; definition: string }>(
    `select load_id, definition from ${place('ops', 'built')} where model = ${literal(model.name)}`,
  )
  const newest = Number(
    (await connection.first(`select coalesce(max(load_id), 0) as n from ${place('ops', 'loads')}`))?.n,
  )
  const since = last?.definition === definition ? Number(last.load_id) : undefined
  if (since === newest) return 0
  return connection.transaction(async () => {
    if (since === undefined) {
      await connection.run(`drop table if exists ${place('gold', model.name)}`)
      await connection.run(createTable('gold', model.name, model.columns))
    }
    const scope = await scopeOf(connection, model, since)
    const rows = scope === undefined ? 0 : await rebuild(connection, model, { scope, newest })
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
  { scope, newest }: { scope: Scope; newest: number },
): Promise<number> {
  const target = place('gold', model.name)
  const at = monthColumn(model)
  const day = at === undefined ? 'null' : dayOf(ident(at))
  const note = (which: Sql) =>
    connection.run(
      `insert into ${place('ops', 'touched')}
       select ${newest}, ${literal(model.name)}, day, true from (select distinct ${day} as day from ${target} as m where ${which})`,
    )
  await note(scope.own)
  await connection.run(`delete from ${target} as m where ${scope.own}`)
  const names = Object.keys(model.columns)
  const casts = names.map((n) => FUNCTIONS.cast(ident(n), model.columns[n]!.type))
  for (const step of scope.steps)
    await connection.run(
      `insert into ${target} (${names.map(ident).join(', ')}, _load)
       select ${casts.join(', ')}, ${newest} from (${model.sql({ ref: placeOf, fn: FUNCTIONS, ...step })})`,
    )
  const written = `_load = ${newest}`
  await note(written)
  return Number((await connection.first<{ n: string }>(`select count(*) as n from ${target} where ${written}`))?.n)
}

/** Changes when the SQL or the columns of the model do, or those of one that it reads: then it is rebuilt as a whole. */
async function definitionOf(connection: Connection, model: Model): Promise<string> {
  const read = await connection.rows<{ definition: string }>(
    `select definition from ${place('ops', 'built')} where model in (${model.reads.map(literal).join(', ')}) order by model`,
  )
  const rows = model.sql({ ref: placeOf, fn: FUNCTIONS, ...ALL })
  const text = JSON.stringify([model.columns, model.grain, rows, read.map((row) => row.definition)])
  return createHash('sha256').update(text).digest('hex')
}
