import { createHash } from 'node:crypto'
import type { Model } from '../../core/model.ts'
import { ident, type Sql } from '../../core/sql.ts'
import type { Connection } from '../../engine/connection.ts'
import { list } from './arrivals.ts'
import { FUNCTIONS, literal } from './dialect.ts'
import { HIDDEN_NAMES, type Layout, NO_DAY, type Schema } from './schema.ts'
import { EVERYTHING, refOf, type Scope, scopeOf } from './scope.ts'
import { inOurWords } from './words.ts'
import { change, type Place, type Work } from './work.ts'

/** What is known of the builds of models. `rows_in` is the table that holds a model's rows now. */
type Built = { readonly model: string; readonly load_id: string; readonly definition: string; readonly rows_in: string }

/** Recomputes a model where what it reads has changed since it was last built. Gives the rows written. */
export async function build(connection: Connection, place: Place, model: Model): Promise<number> {
  const { server, schema } = place
  await place.journal.settle()
  const rows = await server.rows<Built>(
    `select model, load_id, definition, rows_in from ${schema.place('ops', 'built')} final`,
  )
  const built = new Map(rows.map((row) => [row.model, row]))
  const loads = await server.first<{ n: string }>(`select max(load_id) as n from ${schema.place('ops', 'loads')} final`)
  const newest = Number(loads?.n)
  const definition = definitionOf(schema, model, built)
  const last = built.get(model.name)
  if (last?.definition === definition && Number(last.load_id) === newest) return 0
  return change(connection, place, async (work) => {
    const written = await rebuild({ work, model, newest, definition, last }, built)
    // The note that the model is up to date comes last: cut short, it is built again, with the same rows.
    await work.perform()
    return written
  })
}

async function rebuild(task: Task, built: ReadonlyMap<string, Built>): Promise<number> {
  const { work, model, last, definition } = task
  if (last?.definition !== definition) return replaceAll(task)
  const rowsOf = (name: string) => work.schema.place('gold_data', built.get(name)!.rows_in)
  const scope = await scopeOf({ work, model, since: Number(last.load_id), rowsOf, own: rowsOf(model.name) })
  if (scope === EVERYTHING) return replaceAll(task)
  const written = scope === undefined ? 0 : await replacePart(task, { scope, table: last.rows_in })
  noteBuilt(task, last.rows_in)
  return written
}

type Task = {
  readonly work: Work
  readonly model: Model
  readonly newest: number
  readonly definition: string
  /** What is known of the build before. */
  readonly last: Built | undefined
}

/** A new table with all rows, to which readers are switched at once. */
async function replaceAll(task: Task): Promise<number> {
  const { work, model } = task
  const { schema, server } = work
  const table = `${model.name}_${work.id}`
  const place = schema.place('gold_data', table)
  for (const statement of schema.createTable('gold_data', table, layoutOf(model))) await server.run(statement)
  const rows = await compute(task, EVERYTHING, place)
  noteTouched(task)
  work.say(schema.createView('gold', model.name, { from: place, columns: Object.keys(model.columns) }))
  noteBuilt(task, table)
  for (const other of await formerTables(task, table)) work.say(...schema.dropTable('gold_data', other))
  return rows
}

/** Tables that held the model's rows before, or were meant to. */
async function formerTables({ work, model }: Task, but: string): Promise<string[]> {
  const { server, schema } = work
  const named = await server.rows<{ name: string }>(
    `select name from system.tables where database = ${literal(schema.database('gold_data'))}
     and match(name, ${literal(`^${model.name}_[0-9]+$`)}) and name <> ${literal(but)}`,
  )
  return named.map(({ name }) => name)
}

/** The rows of a part are computed beside the table; they enter it together, and those that are no more leave it. */
async function replacePart(task: Task, { scope, table }: { scope: Scope; table: string }): Promise<number> {
  const { work, model } = task
  const { schema, server } = work
  const aside = work.aside(model.name)
  const [target, stage] = [schema.place('gold_data', table), schema.place('stage', aside)]
  for (const statement of schema.createTable('stage', aside, layoutOf(model))) await server.run(statement)
  const rows = await compute(task, scope, stage)
  noteTouched(task)
  const columns = Object.keys(model.columns)
  const [names, hidden] = [list(columns), HIDDEN_NAMES.join(', ')]
  const { order } = layoutOf(model)
  work.say(
    `insert into ${target} (${names}, ${hidden}) select ${list(columns, 'm')}, _load, _step, ${work.id * 8}, 1
     from ${target} as m final where ${scope.own} and (${list(order, 'm')}) not in (select ${list(order)} from ${stage})`,
    `insert into ${target} (${names}, ${hidden}) select ${names}, ${hidden} from ${stage}`,
  )
  return rows
}

/** Computes rows of the model into a table; gives their number. */
async function compute({ work, model, newest }: Task, scope: Scope, into: Sql): Promise<number> {
  const names = Object.keys(model.columns)
  const casts = names.map((n) => FUNCTIONS.cast(ident(n), model.columns[n]!.type))
  const rows = model.sql({ ref: refOf(work.schema), fn: FUNCTIONS, touched: scope.touched, among: scope.among })
  await work.server.run(
    `insert into ${into} (${[list(names), ...HIDDEN_NAMES].join(', ')})
     select ${casts.join(', ')}, ${newest}, 0, ${work.id * 8}, 0 from (${inOurWords(rows)})`,
  )
  return Number((await work.server.first<{ n: string }>(`select count() as n from ${into}`))?.n)
}

function noteTouched({ work, model, newest }: Task): void {
  work.say(
    `insert into ${work.schema.place('ops', 'touched')} (load_id, table_name, day, replaced, _version)
     values (${newest}, ${literal(model.name)}, ${NO_DAY}, true, ${work.id * 8})`,
  )
}

/** Notes that the model is up to date. */
function noteBuilt({ work, model, newest, definition }: Task, table: string): void {
  const values = [literal(model.name), newest, literal(definition), literal(table), work.id * 8].join(', ')
  work.say(
    `insert into ${work.schema.place('ops', 'built')} (model, load_id, definition, rows_in, _version) values (${values})`,
  )
}

/**
 * Months divide the rows of models that are kept by time: those of others may move. The market belongs to what tells rows
 * apart: where a venue gave one outcome to two markets, both are shown, as by the other engines.
 */
function layoutOf({ columns, grain, rebuild }: Model): Layout {
  const at = rebuild !== 'whole' && rebuild.by !== 'key' ? rebuild.at : undefined
  const hasMarket = columns.market_id !== undefined && columns.market_id.nullable !== true
  const order = [...new Set([...grain, ...(hasMarket ? ['market_id'] : [])])]
  return { columns, order, shardBy: grain, at }
}

/** Changes when the SQL or the columns of the model do, or those of one that it reads: then it is rebuilt as a whole. */
function definitionOf(schema: Schema, model: Model, built: ReadonlyMap<string, Built>): string {
  const read = [...model.reads].sort().map((name) => built.get(name)?.definition)
  const rows = inOurWords(model.sql({ ref: refOf(schema), fn: FUNCTIONS, ...EVERYTHING }))
  return createHash('sha256')
    .update(JSON.stringify([model.columns, model.grain, rows, read]))
    .digest('hex')
}
