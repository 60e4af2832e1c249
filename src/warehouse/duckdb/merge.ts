import { ident, literal, type Sql } from '../../core/sql.ts'
import { columnNames, type Table } from '../../core/table.ts'
import { INHERITED } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import type { Staged } from '../warehouse.ts'
import { place } from './schema.ts'

/**
 * Merges staged rows into a silver table by key. Rows equal to what is there change nothing; of several rows of one key
 * the last one stays, and a table with versions keeps the others too. Gives the number of rows written.
 */
export async function merge(connection: Connection, staged: Staged, load: number): Promise<number> {
  const { table, anywhere = false } = staged
  const arrival = { ...(await survey(connection, table, staged.relation)), anywhere }
  if (arrival.rows === 0) return 0
  const incoming = await gather(connection, staged, arrival)
  if (table.versions !== undefined) await keepVersions(connection, table, load)
  const source = table.versions !== undefined && arrival.repeated ? await lastOfEach(connection, table) : incoming
  const found = await match(connection, table, source, arrival)
  const target = place('silver', table.name)
  const fresh =
    found.rows === 0
      ? 'true'
      : `not exists (select 1 from matched as m where ${sameKey(table, 'm', 's')} and not m.changed)`
  await noteTouched(connection, table, { load, source, fresh, replaced: found.changed > 0 })
  if (found.changed > 0)
    await connection.run(`delete from ${target} where rowid in (select row from matched where changed)`)
  await connection.run(`insert into ${target} select ${list(table)}, ${load} from ${source} as s where ${fresh}`)
  return arrival.distinct - (found.rows - found.changed)
}

type Arrival = {
  readonly rows: number
  readonly distinct: number
  readonly repeated: boolean
  readonly from: string | null
  readonly to: string | null
  readonly anywhere: boolean
}

/** How many rows and keys came, and the span of their instants. */
async function survey(connection: Connection, table: Table, relation: Sql): Promise<Omit<Arrival, 'anywhere'>> {
  const at = table.at === undefined ? 'null' : ident(table.at)
  const row = await connection.first<{ rows: string; keys: string; lo: string | null; hi: string | null }>(
    `select count(*) as rows, count(distinct ${keyOf(table)}) as keys, min(${at})::varchar as lo, max(${at})::varchar as hi from ${relation}`,
  )
  const rows = Number(row?.rows)
  const distinct = Number(row?.keys)
  return { rows, distinct, repeated: distinct < rows, from: row?.lo ?? null, to: row?.hi ?? null }
}

/** The rows to merge, as a relation: the staged ones themselves where nothing has to be added or dropped. */
async function gather(connection: Connection, { table, relation }: Staged, arrival: Arrival): Promise<Sql> {
  const inherits = INHERITED.some((rule) => rule.table === table.name)
  if (table.versions === undefined && !inherits && !arrival.repeated) return relation
  await connection.run(
    `create or replace temp table incoming as select ${enriched(table)}, s._ordinal from ${relation} as s ${parents(table)}`,
  )
  return table.versions === undefined && arrival.repeated ? lastOfEach(connection, table) : 'incoming'
}

/** Several rows of one key: the last to arrive counts. */
async function lastOfEach(connection: Connection, table: Table): Promise<Sql> {
  await connection.run(
    `create or replace temp table latest as select * from incoming
     qualify row_number() over (partition by ${list(table, table.key)} order by seen_at desc, _ordinal desc) = 1`,
  )
  return 'latest'
}

/** Rows that the table has already, in `matched`; facts are looked for only within the batch's time, unless they may be anywhere. */
async function match(
  connection: Connection,
  table: Table,
  source: Sql,
  { from, to, anywhere }: Arrival,
): Promise<{ rows: number; changed: number }> {
  const target = place('silver', table.name)
  const range =
    table.at === undefined || anywhere
      ? 'true'
      : `t.${ident(table.at)} between ${literal(from!)}::timestamptz and ${literal(to!)}::timestamptz`
  if ((await connection.first(`select 1 as n from ${target} as t where ${range} limit 1`)) === undefined)
    return { rows: 0, changed: 0 }
  const differs = columnNames(table)
    .filter((c) => c !== 'seen_at' && !table.key.includes(c))
    .map((c) => `t.${ident(c)} is distinct from s.${ident(c)}`)
  await connection.run(
    `create or replace temp table matched as
     select t.rowid as row, ${table.key.map((k) => `s.${ident(k)}`).join(', ')}, ${differs.join(' or ')} as changed
     from ${target} as t join ${source} as s on ${sameKey(table, 't', 's')} where ${range}`,
  )
  const row = await connection.first<{ rows: string; changed: string }>(
    'select count(*) as rows, count(*) filter (where changed) as changed from matched',
  )
  return { rows: Number(row?.rows), changed: Number(row?.changed) }
}

/** Adds each row that differs from the one before it under its key: in the batch, else the current row. */
async function keepVersions(connection: Connection, table: Table, load: number): Promise<void> {
  const content = `row(${list(
    table,
    columnNames(table).filter((c) => c !== 'seen_at'),
  )})`
  const window = `(partition by ${list(table, table.key)} order by seen_at, _ordinal)`
  await connection.run(
    `insert into ${place('silver', table.versions!)} select ${list(table)}, ${load} from (
       select *, ${content} as content, lag(${content}) over ${window} as before, row_number() over ${window} as nth from incoming
     ) as s
     where (nth > 1 and content is distinct from before)
        or (nth = 1 and not exists (select 1 from (select ${list(table, table.key)}, ${content} as content from ${place('silver', table.name)}) as t
              where ${sameKey(table, 't', 's')} and t.content is not distinct from s.content))`,
  )
}

type Touch = { readonly load: number; readonly source: Sql; readonly fresh: Sql; readonly replaced: boolean }

/** Days whose facts change with this load; `replaced` when rows that were there before change, or leave their day. */
async function noteTouched(
  connection: Connection,
  table: Table,
  { load, source, fresh, replaced }: Touch,
): Promise<void> {
  const into = `insert into ${place('ops', 'touched')} select ${load}, ${literal(table.name)}`
  if (table.at === undefined) {
    await connection.run(`${into}, null, true where exists (select 1 from ${source} as s where ${fresh})`)
    return
  }
  const day = `make_date((epoch_us(${ident(table.at)}) // 86400000000)::integer) as day`
  const left = `select ${day} from ${place('silver', table.name)} where rowid in (select row from matched where changed)`
  const days = `select ${day} from ${source} as s where ${fresh} ${replaced ? `union all ${left}` : ''}`
  await connection.run(`${into}, day, ${replaced} from (select distinct day from (${days}))`)
}

/** The staged columns, with what a row takes from its parent where the venue left it out. */
function enriched(table: Table): Sql {
  return columnNames(table)
    .map((c) => {
      const i = INHERITED.findIndex((rule) => rule.table === table.name && rule.column === c)
      return i < 0 ? `s.${ident(c)}` : `coalesce(s.${ident(c)}, p${i}.${ident(c)}) as ${ident(c)}`
    })
    .join(', ')
}

function parents(table: Table): Sql {
  return INHERITED.map((rule, i) => ({ rule, i }))
    .filter(({ rule }) => rule.table === table.name)
    .map(
      ({ rule, i }) =>
        `left join ${place('silver', rule.from)} as p${i} on p${i}.venue = s.venue and p${i}.${ident(rule.by)} = s.${ident(rule.by)}`,
    )
    .join(' ')
}

function keyOf(table: Table): Sql {
  return table.key.length === 1 ? ident(table.key[0]!) : `row(${list(table, table.key)})`
}

function sameKey(table: Table, left: string, right: string): Sql {
  return table.key.map((k) => `${left}.${ident(k)} = ${right}.${ident(k)}`).join(' and ')
}

function list(table: Table, names: readonly string[] = columnNames(table)): Sql {
  return names.map(ident).join(', ')
}
