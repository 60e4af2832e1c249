import { ident, literal, type Sql } from '../../core/sql.ts'
import { columnNames, type Table, twinOf } from '../../core/table.ts'
import { INHERITED } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import type { Staged } from '../warehouse.ts'
import { enterDirectly } from './direct.ts'
import { isByMonth, monthOf, place } from './schema.ts'
import type { Session } from './server.ts'
import { hasNul, sendAside } from './transfer.ts'

/** One load, as its merges share it. */
export type Load = {
  readonly session: Session
  readonly connection: Connection
  readonly id: number
  /** Folder for rows on their way to the server. */
  readonly scratch: string
}

/** What a merge has done to a table. The relations last until the transaction ends. */
export type Merged = {
  readonly table: Table
  /** Keys whose row is another one now. */
  readonly rows: number
  /** Counts by what a column refers to (venue, reference, rows): of rows that were written, and of those in their place before. */
  written(column: string): Sql
  readonly taken: ((column: string) => Sql) | undefined
}

/**
 * Merges staged rows into a silver table by key. Rows equal to what is there change nothing; of several rows of one key
 * the last one stays, and what it took the place of goes to the table's twin.
 */
export async function merge(load: Load, staged: Staged): Promise<Merged | undefined> {
  const { table, relation } = staged
  const arrival = await survey(load.connection, table, relation)
  if (arrival.rows === 0) return undefined
  const done = await enterDirectly(load, staged, arrival)
  if (done !== undefined) return done
  const incoming = temporary('incoming', table)
  const columns = { ...table.columns, ...(arrival.repeated && { _ordinal: { type: 'integer' } as const }) }
  const { session, connection, scratch } = load
  await sendAside(session, connection, { relation, columns, table: incoming, scratch, hasNul: arrival.hasNul })
  return enter(load, { ...arrival, table, incoming, anywhere: staged.anywhere === true })
}

/** Rows that are on the server already, ready to be merged. */
export type Arrival = {
  readonly table: Table
  /** The temporary table that holds them; `_ordinal` as well where keys are repeated. */
  readonly incoming: Sql
  readonly distinct: number
  readonly repeated: boolean
  readonly from: string | null
  readonly to: string | null
  /** The days of facts, counted from 1970. */
  readonly days: readonly number[]
  readonly anywhere: boolean
}

export async function enter(load: Load, arrival: Arrival): Promise<Merged> {
  const { session, id } = load
  const { table, repeated } = arrival
  await createMonths(session, table, arrival.days)
  await inherit(session, arrival)
  const source = repeated ? await inSequence(session, arrival) : arrival.incoming
  const found = await match(session, arrival, source)
  const matched = temporary('matched', table)
  const equal = `exists (select 1 from ${matched} as m where ${sameKey(table, 'm', 's')} and m.equal)`
  const fresh = found.rows === 0 ? 'true' : repeated ? `(s._nth > 1 or not ${equal})` : `not ${equal}`
  const merging: Merging = { load, arrival, source, fresh, replaced: found.replaced > 0 }
  await noteTouched(merging)
  await keepPast(merging)
  const last = repeated ? `${fresh} and s._until is null` : fresh
  const taken = merging.replaced ? await takeOut(session, arrival) : undefined
  const written = `(select ${list(table)} from ${source} as s where ${last})`
  await session.run(
    `insert into ${place('silver', table.name)} (${list(table)}, _load) select ${list(table)}, ${id} from ${written} as w`,
  )
  const rows = arrival.distinct - (found.rows - found.replaced)
  return { table, rows, written: countsOf(written), taken: taken === undefined ? taken : countsOf(taken) }
}

/** Counts the rows of a relation by what a column refers to. */
export function countsOf(relation: Sql): (column: string) => Sql {
  return (column) =>
    `select venue, ${ident(column)} as reference, count(*) as rows from ${relation} as r
     where ${ident(column)} is not null group by 1, 2`
}

type Merging = {
  readonly load: Load
  readonly arrival: Arrival
  /** What came, as a relation `s`; where keys came repeatedly, `_nth` counts a key's rows and `_until` ends all but the last. */
  readonly source: Sql
  /** Whether a row `s` differs from the one before it under its key. */
  readonly fresh: Sql
  /** Whether rows that were there before are replaced. */
  readonly replaced: boolean
}

export type Survey = Omit<Arrival, 'table' | 'incoming' | 'anywhere'> & {
  readonly rows: number
  /** Whether a text holds what the server's text cannot, or what stands for it there. */
  readonly hasNul: boolean
}

const DAY_MICROS = 86_400_000_000

/** How many rows and keys came, the span of their instants, and what must be known of their text. */
async function survey(connection: Connection, table: Table, relation: Sql): Promise<Survey> {
  const at = table.at === undefined ? 'null' : ident(table.at)
  const days = table.at === undefined ? '[]' : `list(distinct epoch_us(${at}) // ${DAY_MICROS})`
  const row = await connection.first<{
    rows: string
    keys: string
    lo: string
    hi: string
    days: string[]
    nul: boolean
  }>(
    `select count(*) as rows, count(distinct hash(${list(table, table.key)})) as keys, min(${at})::varchar as lo, max(${at})::varchar as hi,
            ${days} as days, ${hasNul(table.columns)} as nul from ${relation}`,
  )
  const { rows: count, lo, hi, days: found, nul } = row!
  const rows = Number(count)
  const distinct = Number(row!.keys) === rows ? rows : await countKeys(connection, table, relation)
  return { rows, distinct, repeated: distinct < rows, from: lo, to: hi, days: found?.map(Number) ?? [], hasNul: nul }
}

async function countKeys(connection: Connection, table: Table, relation: Sql): Promise<number> {
  const row = await connection.first<{ n: string }>(
    `select count(*) as n from (select distinct ${list(table, table.key)} from ${relation})`,
  )
  return Number(row?.n)
}

/** Makes the partitions that are missing; whether all that are needed were, so that nothing is there yet. */
export async function createMonths(session: Session, table: Table, days: readonly number[]): Promise<boolean> {
  if (!isByMonth(table)) return false
  let areAllNew = true
  for (const month of new Set(days.map((day) => dateOf(day).slice(0, -3)))) {
    const shape = monthOf(table, month)
    const there =
      shape === undefined ||
      (await session.first<{ there: boolean }>('select to_regclass($1) is not null as there', [shape.name]))?.there ===
        true
    if (there) areAllNew = false
    else await session.run(shape.statement)
  }
  return areAllNew
}

/** Gives incoming rows what they take from their parents where the venue left it out. */
async function inherit(session: Session, { table, incoming }: Arrival): Promise<void> {
  for (const { column, by, from } of INHERITED.filter((rule) => rule.table === table.name))
    await session.run(
      `update ${incoming} as s set ${ident(column)} = p.${ident(column)} from ${place('silver', from)} as p
       where s.${ident(column)} is null and p.venue = s.venue and p.${ident(by)} = s.${ident(by)}`,
    )
}

/**
 * Several rows of some keys: those that say something new, in order of arrival, each with the moment it was known until.
 * Only repeated keys are put in order.
 */
async function inSequence(session: Session, { table, incoming }: Arrival): Promise<Sql> {
  const sequence = temporary('sequence', table)
  const key = list(table, table.key)
  const order = `(partition by ${key} order by seen_at)`
  const columns = list(table)
  await session.run(
    `create temp table ${sequence} on commit drop as
     with counted as (select *, count(*) over (partition by ${key}) as _times from ${incoming}),
     moments as (select *, row_number() over (partition by ${key}, seen_at order by _ordinal desc) as _place from counted where _times > 1),
     changes as (select *, row_number() over ${order} as _seen, ${contentOf(table)} as _now, lag(${contentOf(table)}) over ${order} as _before
                 from moments where _place = 1)
     select ${columns}, row_number() over ${order} as _nth, lead(seen_at) over ${order} as _until
     from changes where _seen = 1 or _now is distinct from _before
     union all select ${columns}, 1, null from counted where _times = 1`,
  )
  return sequence
}

/**
 * Rows that the table has already, in `matched`: whether they equal the first that came, and when they were superseded.
 * Facts are looked for only within the batch's time, unless they may be anywhere.
 */
async function match(session: Session, arrival: Arrival, source: Sql): Promise<{ rows: number; replaced: number }> {
  const { table, repeated } = arrival
  const matched = temporary('matched', table)
  // Keys alone first, from the index: mostly none is there yet.
  const known = await session.first(
    `select 1 from ${place('silver', table.name)} as t join ${source} as s on ${sameKey(table, 't', 's')} where ${within(arrival)} limit 1`,
  )
  if (known === undefined) return { rows: 0, replaced: 0 }
  const equal = content(table).map((c) => `and t.${ident(c)} is not distinct from s.${ident(c)}`)
  await session.run(
    `create temp table ${matched} on commit drop as
     select *, case when not equal then seen_at ${repeated ? 'else _until' : ''} end as superseded_at
     from (select t.tableoid as _part, t.ctid as _row, ${table.key.map((k) => `s.${ident(k)}`).join(', ')}, s.seen_at, ${repeated ? 's._until, ' : ''}true ${equal.join(' ')} as equal
           from ${place('silver', table.name)} as t join ${source} as s on ${sameKey(table, 't', 's')}
           where ${within(arrival)} ${repeated ? 'and s._nth = 1' : ''}) as m`,
  )
  const row = await session.first<{ rows: string; replaced: string }>(
    `select count(*) as rows, count(superseded_at) as replaced from ${matched}`,
  )
  return { rows: Number(row?.rows), replaced: Number(row?.replaced) }
}

/** What the twin keeps: of a state every row that is new, of a fact what another row has taken the place of. */
async function keepPast({ load: { session, id }, arrival, source, fresh, replaced }: Merging): Promise<void> {
  const { table, repeated } = arrival
  const twin = place('silver', twinOf(table)!.name)
  if (table.kind === 'state') {
    await session.run(
      `insert into ${twin} (${list(table)}, _load) select ${list(table)}, ${id} from ${source} as s where ${fresh}`,
    )
    return
  }
  const into = `insert into ${twin} (${list(table)}, superseded_at, _load)`
  if (replaced) {
    const columns = columnNames(table).map((c) => `t.${ident(c)}`)
    await session.run(
      `${into} select ${columns.join(', ')}, m.superseded_at, ${id} from ${place('silver', table.name)} as t
       join ${temporary('matched', table)} as m on ${sameRow(table)} where m.superseded_at is not null and ${within(arrival)}`,
    )
  }
  if (repeated)
    await session.run(
      `${into} select ${list(table)}, s._until, ${id} from ${source} as s where s._until is not null and ${fresh}`,
    )
}

/** Days that only gain facts. */
export async function noteDays({ session, id }: Load, table: Table, days: readonly number[]): Promise<void> {
  await session.run(
    `insert into ops.touched (load_id, table_name, day, replaced)
     select ${id}, ${literal(table.name)}, day, false from unnest($1::date[]) as days(day)`,
    [days.map(dateOf)],
  )
}

/** Days whose facts change with this load; `replaced` when rows that were there before change, or leave their day. */
async function noteTouched({ load, arrival, source, fresh, replaced }: Merging): Promise<void> {
  const { session, id } = load
  const { table } = arrival
  const into = `insert into ops.touched (load_id, table_name, day, replaced) select ${id}, ${literal(table.name)}`
  if (table.at === undefined) {
    await session.run(`${into}, null, true where exists (select 1 from ${source} as s where ${fresh})`)
    return
  }
  if (fresh === 'true') return noteDays(load, table, arrival.days)
  const day = `${dayOf(ident(table.at))} as day`
  const left = `select ${day} from ${place('silver', table.name)} as t where ${within(arrival)}
    and exists (select 1 from ${temporary('matched', table)} as m where ${sameRow(table)} and m.superseded_at is not null)`
  const days = `select ${day} from ${source} as s where ${fresh} ${replaced ? `union all ${left}` : ''}`
  await session.run(`${into}, day, ${replaced} from (select distinct day from (${days}) as d) as days`)
}

/** Removes the rows that others take the place of; they stay readable until the transaction ends. */
async function takeOut(session: Session, arrival: Arrival): Promise<Sql> {
  const { table } = arrival
  const taken = temporary('taken', table)
  await session.run(
    `create temp table ${taken} (like ${place('silver', table.name)}) on commit drop;
     with gone as (
       delete from ${place('silver', table.name)} as t using ${temporary('matched', table)} as m
       where ${sameRow(table)} and m.superseded_at is not null and ${within(arrival)} returning t.*)
     insert into ${taken} select * from gone`,
  )
  return taken
}

/** Where rows `t` that are there already are looked for. */
export function within({ table, anywhere, from, to }: Omit<Arrival, 'incoming'>): Sql {
  if (table.at === undefined || anywhere) return 'true'
  return `t.${ident(table.at)} between ${literal(from!)}::timestamptz and ${literal(to!)}::timestamptz`
}

/** A table that lasts as long as the transaction: one of each kind for each silver table. */
export function temporary(kind: string, table: Pick<Table, 'name'>): Sql {
  return `pg_temp.${ident(`${kind}_${table.name}`)}`
}

/** A day, counted from 1970, as text. */
function dateOf(day: number): string {
  const date = new Date(day * (DAY_MICROS / 1000))
  const [year, ...rest] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()] as const
  const text = [
    String(Math.abs(year > 0 ? year : year - 1)).padStart(4, '0'),
    ...rest.map((n) => String(n).padStart(2, '0')),
  ]
  return text.join('-') + (year > 0 ? '' : ' BC')
}

/** The day (UTC) of an instant. */
export function dayOf(column: Sql): Sql {
  return `(${column} at time zone 'UTC')::date`
}

/** What a row says, apart from what identifies it and when it was learnt; of links, for one, that is nothing. */
function content(table: Table): string[] {
  return columnNames(table).filter((c) => c !== 'seen_at' && !table.key.includes(c))
}

function contentOf(table: Table): Sql {
  return `row(${['true', ...content(table).map(ident)].join(', ')})`
}

export function sameKey(table: Table, left: string, right: string): Sql {
  return table.key.map((k) => `${left}.${ident(k)} = ${right}.${ident(k)}`).join(' and ')
}

/** Whether a row `t` is the one that was matched as `m`: its place says so, its key finds it. */
function sameRow(table: Table): Sql {
  return `${sameKey(table, 't', 'm')} and t.ctid = m._row and t.tableoid = m._part`
}

export function list(table: Table, names: readonly string[] = columnNames(table)): Sql {
  return names.map(ident).join(', ')
}
