import { ident, literal, type Sql } from '../../core/sql.ts'
import { columnNames, type Table, twinOf } from '../../core/table.ts'
import { INHERITED } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import type { Staged } from '../warehouse.ts'
import { place } from './schema.ts'
import { upsert } from './upsert.ts'

/**
 * Merges staged rows into a silver table by key. Rows equal to what is there change nothing; of several rows of one key
 * the last one stays, and what it took the place of goes to the table's twin. Gives the number of rows written.
 */
export async function merge(connection: Connection, staged: Staged, load: number): Promise<number> {
  const { table, anywhere = false, upsertBatch } = staged
  const arrival = { ...(await survey(connection, table, staged.relation)), anywhere }
  if (arrival.rows === 0) return 0
  const source = await gather(connection, staged, arrival)
  const found = await match(connection, table, source, arrival)
  const target = place('silver', table.name)
  const equal = `exists (select 1 from matched as m where ${sameKey(table, 'm', 's')} and m.equal)`
  const fresh = found.rows === 0 ? 'true' : arrival.repeated ? `(s._nth > 1 or not ${equal})` : `not ${equal}`
  const merging: Merging = { table, load, source, fresh, arrival, replaced: found.replaced > 0 }
  await noteTouched(connection, merging)
  await keepPast(connection, merging)
  const last = arrival.repeated ? `${fresh} and s._until is null` : fresh
  const rows = `select ${list(table)}, ${load} as _load from ${source} as s where ${last}`
  const replaced = 'from matched where superseded_at is not null'
  if (merging.replaced && table.kind === 'state' && upsertBatch !== undefined) {
    const on = sameKey(table, 'm', 'w')
    await upsert(connection, { target, rows, replaced: `select * ${replaced}`, on, batch: upsertBatch })
  } else {
    if (merging.replaced) await connection.run(`delete from ${target} where rowid in (select row ${replaced})`)
    await connection.run(`insert into ${target} ${rows}`)
  }
  return arrival.distinct - (found.rows - found.replaced)
}

type Merging = {
  readonly table: Table
  readonly load: number
  /** What came, as a relation `s`; where keys came repeatedly, `_nth` counts a key's rows and `_until` ends all but the last. */
  readonly source: Sql
  /** Whether a row `s` differs from the one before it under its key. */
  readonly fresh: Sql
  readonly arrival: Arrival
  /** Whether rows that were there before are replaced. */
  readonly replaced: boolean
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
  if (!inherits && !arrival.repeated) return relation
  await connection.run(
    `create or replace temp table incoming as select ${enriched(table)}, s._ordinal from ${relation} as s ${parents(table)}`,
  )
  return arrival.repeated ? inSequence(connection, table) : 'incoming'
}

/**
 * Several rows of some keys: those that say something new, in order of arrival, each with the moment it was known until.
 * Only repeated keys are put in order.
 */
async function inSequence(connection: Connection, table: Table): Promise<Sql> {
  const key = list(table, table.key)
  const order = `(partition by ${key} order by seen_at)`
  const many = `select 1 from (select ${key} from incoming group by all having count(*) > 1) as r where ${sameKey(table, 'r', 'i')}`
  await connection.run(
    `create or replace temp table sequence as
     select *, row_number() over ${order} as _nth, lead(seen_at) over ${order} as _until from (
       select * from (
         select * from incoming as i where exists (${many})
         qualify row_number() over (partition by ${key}, seen_at order by _ordinal desc) = 1)
       qualify row_number() over ${order} = 1 or ${contentOf(table)} is distinct from lag(${contentOf(table)}) over ${order})
     union all select *, 1, null from incoming as i where not exists (${many})`,
  )
  return 'sequence'
}

/**
 * Rows that the table has already, in `matched`: whether they equal the first that came, and when they were superseded.
 * Facts are looked for only within the batch's time, unless they may be anywhere.
 */
async function match(
  connection: Connection,
  table: Table,
  source: Sql,
  { from, to, anywhere, repeated }: Arrival,
): Promise<{ rows: number; replaced: number }> {
  const target = place('silver', table.name)
  const range =
    table.at === undefined || anywhere
      ? 'true'
      : `t.${ident(table.at)} between ${literal(from!)}::timestamptz and ${literal(to!)}::timestamptz`
  // Keys alone first: they are a quarter of the rows, and mostly none is there yet.
  const known = await connection.first(
    `select 1 as n from ${target} as t semi join ${source} as s on ${sameKey(table, 't', 's')} where ${range} limit 1`,
  )
  if (known === undefined) return { rows: 0, replaced: 0 }
  const equal = content(table).map((c) => `and t.${ident(c)} is not distinct from s.${ident(c)}`)
  await connection.run(
    `create or replace temp table matched as
     select *, case when not equal then seen_at ${repeated ? 'else _until' : ''} end as superseded_at
     from (select t.rowid as row, ${table.key.map((k) => `s.${ident(k)}`).join(', ')}, s.seen_at, ${repeated ? 's._until, ' : ''}true ${equal.join(' ')} as equal
           from ${target} as t join ${source} as s on ${sameKey(table, 't', 's')} where ${range} ${repeated ? 'and s._nth = 1' : ''})`,
  )
  const row = await connection.first<{ rows: string; replaced: string }>(
    'select count(*) as rows, count(superseded_at) as replaced from matched',
  )
  return { rows: Number(row?.rows), replaced: Number(row?.replaced) }
}

/** What the twin keeps: of a state every row that is new, of a fact what another row has taken the place of. */
async function keepPast(
  connection: Connection,
  { table, load, source, fresh, arrival, replaced }: Merging,
): Promise<void> {
  const into = `insert into ${place('silver', twinOf(table)!.name)}`
  if (table.kind === 'state') {
    await connection.run(`${into} select ${list(table)}, ${load} from ${source} as s where ${fresh}`)
    return
  }
  const columns = columnNames(table).map((c) => `t.${ident(c)}`)
  if (replaced)
    await connection.run(
      `${into} select ${columns.join(', ')}, m.superseded_at, ${load} from ${place('silver', table.name)} as t
       join matched as m on t.rowid = m.row where m.superseded_at is not null`,
    )
  if (arrival.repeated)
    await connection.run(
      `${into} select ${list(table)}, s._until, ${load} from ${source} as s where s._until is not null and ${fresh}`,
    )
}

/** Days whose facts change with this load; `replaced` when rows that were there before change, or leave their day. */
async function noteTouched(connection: Connection, { table, load, source, fresh, replaced }: Merging): Promise<void> {
  const into = `insert into ${place('ops', 'touched')} select ${load}, ${literal(table.name)}`
  if (table.at === undefined) {
    await connection.run(`${into}, null, true where exists (select 1 from ${source} as s where ${fresh})`)
    return
  }
  const day = `make_date((epoch_us(${ident(table.at)}) // 86400000000)::integer) as day`
  const left = `select ${day} from ${place('silver', table.name)} where rowid in (select row from matched where superseded_at is not null)`
  const days = `select ${day} from ${source} as s where ${fresh} ${replaced ? `union all ${left}` : ''}`
  await connection.run(`${into}, day, ${replaced} from (select distinct day from (${days}))`)
}

/** What a row says, apart from what identifies it and when it was learnt; of links, for one, that is nothing. */
function content(table: Table): string[] {
  return columnNames(table).filter((c) => c !== 'seen_at' && !table.key.includes(c))
}

function contentOf(table: Table): Sql {
  return `row(${['true', ...content(table).map(ident)].join(', ')})`
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
