import { createHash } from 'node:crypto'
import { type Model, monthColumn } from '../../core/model.ts'
import { ident, literal, type Sql } from '../../core/sql.ts'
import { FUNCTIONS } from './dialect.ts'
import { dayOf } from './merge.ts'
import { LOCKS } from './migrate.ts'
import { columnsSql, place } from './schema.ts'
import { EVERYTHING, placeOf, type Scope, scopeOf } from './scope.ts'
import type { Session } from './server.ts'

/** Recomputes a model where what it reads has changed since it was last built. Gives the rows written. */
export async function build(session: Session, model: Model): Promise<number> {
  await session.run(`select pg_advisory_xact_lock(${LOCKS.write})`)
  const definition = await definitionOf(session, model)
  const last = await session.first<{ load_id: string; definition: string }>(
    'select load_id, definition from ops.built where model = $1',
    [model.name],
  )
  const newest = Number((await session.first<{ n: string }>('select coalesce(max(load_id), 0) as n from ops.loads'))?.n)
  const since = last?.definition === definition ? Number(last.load_id) : undefined
  if (since === newest) return 0
  if (since === undefined) {
    await session.run(
      `drop table if exists ${place('gold', model.name)}; create table ${place('gold', model.name)} (${columnsSql(model.columns)})`,
    )
  }
  await refreshStatistics(session, model)
  const scope = since === undefined ? EVERYTHING : await scopeOf(session, model, since)
  const rows = scope === undefined ? 0 : await rebuild(session, model, { scope, newest, isNew: since === undefined })
  await session.run(
    `insert into ops.built values ($1, $2, $3)
     on conflict (model) do update set load_id = excluded.load_id, definition = excluded.definition`,
    [model.name, newest, definition],
  )
  return rows
}

/** Share of a table that may be new since the server last looked how its values are spread. */
const STALE = 0.2

/** The server plans by what it knows of the tables; right after a load that is nothing, or what was true before. */
async function refreshStatistics(session: Session, model: Model): Promise<void> {
  const stale = await session.rows<{ name: string }>(
    `select distinct format('%I.%I', n.nspname, coalesce(parent.relname, c.relname)) as name
     from unnest($1::text[]) as read(name) join pg_class as top on top.oid = to_regclass(read.name)
     left join pg_inherits as i on i.inhparent = top.oid
     join pg_class as c on c.oid = coalesce(i.inhrelid, top.oid) join pg_namespace as n on n.oid = c.relnamespace
     left join pg_class as parent on parent.oid = i.inhparent
     left join pg_stat_user_tables as s on s.relid = c.oid
     where (c.reltuples < 0 and s.n_live_tup > 0) or s.n_mod_since_analyze > ${STALE} * greatest(c.reltuples, 100)`,
    [model.reads.map(placeOf)],
  )
  for (const { name } of stale) await session.run(`analyze ${name}`)
}

/** Most keys for which rows are looked up one by one instead of reading whole tables. */
const FEW_KEYS = 200

async function rebuild(
  session: Session,
  model: Model,
  { scope, newest, isNew }: { scope: Scope; newest: number; isNew: boolean },
): Promise<number> {
  const target = place('gold', model.name)
  const at = monthColumn(model)
  // The server cannot know how many rows the steps of a model have; where it guesses one, it reads all others for each.
  if ((scope.keys ?? Number.POSITIVE_INFINITY) > FEW_KEYS) await session.run('set local enable_nestloop = off')
  const day = at === undefined ? 'null::date' : dayOf(ident(at))
  const note = (which: Sql) =>
    session.run(
      `insert into ops.touched
       select ${newest}, ${literal(model.name)}, day, true from (select distinct ${day} as day from ${target} as m where ${which}) as days`,
    )
  if (!isNew) {
    await note(scope.own)
    await session.run(`delete from ${target} as m where ${scope.own}`)
  }
  const names = Object.keys(model.columns)
  const casts = names.map((n) => FUNCTIONS.cast(ident(n), model.columns[n]!.type))
  const rows = model.sql({ ref: placeOf, fn: FUNCTIONS, touched: scope.touched, among: scope.among })
  const written = await session.run(
    `insert into ${target} (${names.map(ident).join(', ')}, _load) select ${casts.join(', ')}, ${newest} from (${rows}) as r`,
  )
  if (isNew) {
    await session.run(`create index on ${target} (${model.grain.map(ident).join(', ')})`)
    if (at !== undefined) await session.run(`create index on ${target} (${ident(at)})`)
  }
  await note(`_load = ${newest}`)
  await session.run(`analyze ${target}`)
  return written
}

/** Changes when the SQL or the columns of the model do, or those of one that it reads: then it is rebuilt as a whole. */
async function definitionOf(session: Session, model: Model): Promise<string> {
  const read = await session.rows<{ definition: string }>(
    'select definition from ops.built where model = any($1::text[]) order by model',
    [model.reads],
  )
  const rows = model.sql({ ref: placeOf, fn: FUNCTIONS, ...EVERYTHING })
  const text = JSON.stringify([model.columns, model.grain, rows, read.map((row) => row.definition)])
  return createHash('sha256').update(text).digest('hex')
}
