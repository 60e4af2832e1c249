import { ident, type Sql } from '../../core/sql.ts'
import { columnNames, type Table } from '../../core/table.ts'
import { INHERITED } from '../../core/tables/index.ts'
import type { Staged } from '../warehouse.ts'
import type { Load } from './load.ts'

/** What a staged relation brings, in numbers. */
export type Arrival = {
  readonly rows: number
  readonly distinct: number
  /** Whether some keys come several times. */
  readonly repeated: boolean
  /** The span of their instants, in microseconds. */
  readonly from: string | null
  readonly to: string | null
}

/** How many rows and keys came, and the span of their instants. */
export async function survey({ work }: Load, table: Table, relation: Sql): Promise<Arrival> {
  const at = table.at === undefined ? 'null::timestamptz' : ident(table.at)
  const key = table.key.length === 1 ? ident(table.key[0]!) : `row(${list(table.key)})`
  const row = await work.connection.first<{ rows: string; keys: string; lo: string | null; hi: string | null }>(
    `select count(*) as rows, count(distinct ${key}) as keys, epoch_us(min(${at})) as lo, epoch_us(max(${at})) as hi from ${relation}`,
  )
  const rows = Number(row?.rows)
  const distinct = Number(row?.keys)
  return { rows, distinct, repeated: distinct < rows, from: row?.lo ?? null, to: row?.hi ?? null }
}

/**
 * What came, as a relation: with what rows take from their parents; where keys came repeatedly, those rows that say
 * something new in order of arrival, `_nth` of their key, each with the moment it was known until.
 */
export async function gather(load: Load, { table, relation }: Staged, { repeated }: Arrival): Promise<Sql> {
  const enriched = await enrich(load, table, relation)
  return repeated ? inSequence(load, table, enriched) : enriched
}

/** The staged rows with what they take from their parents where the venue left it out. */
async function enrich(load: Load, table: Table, relation: Sql): Promise<Sql> {
  const rules = INHERITED.filter((rule) => rule.table === table.name)
  if (rules.length === 0) return relation
  const { connection } = load.work
  const given = new Map<string, Sql>()
  const joins: Sql[] = []
  for (const [i, { column, by, from }] of rules.entries()) {
    const lacking = `select distinct venue from ${relation} where ${ident(column)} is null and ${ident(by)} is not null`
    const venues = await connection.rows<{ venue: string }>(lacking)
    if (venues.length === 0) continue
    const parents = await load.valuesOf({ from, key: by, column, venues: venues.map((row) => row.venue) })
    given.set(column, `coalesce(s.${ident(column)}, p${i}.${ident(column)}) as ${ident(column)}`)
    joins.push(`left join ${parents} as p${i} on p${i}.venue = s.venue and p${i}.${ident(by)} = s.${ident(by)}`)
  }
  if (joins.length === 0) return relation
  const columns = columnNames(table).map((c) => given.get(c) ?? `s.${ident(c)}`)
  await connection.run(
    `create or replace temp table incoming_${table.name} as
     select ${columns.join(', ')}, s._ordinal from ${relation} as s ${joins.join(' ')}`,
  )
  return `incoming_${table.name}`
}

async function inSequence({ work }: Load, table: Table, relation: Sql): Promise<Sql> {
  const key = list(table.key)
  const order = `(partition by ${key} order by seen_at)`
  const content = `row(${['true', ...contentOf(table).map(ident)].join(', ')})`
  const many = `select 1 from (select ${key} from ${relation} group by all having count(*) > 1) as r where ${sameKey(table, 'r', 'i')}`
  await work.connection.run(
    `create or replace temp table sequence_${table.name} as
     select *, row_number() over ${order} as _nth, lead(seen_at) over ${order} as _until from (
       select * from (
         select ${columnNames(table).map(ident).join(', ')}, _ordinal from ${relation} as i where exists (${many})
         qualify row_number() over (partition by ${key}, seen_at order by _ordinal desc) = 1)
       qualify row_number() over ${order} = 1 or ${content} is distinct from lag(${content}) over ${order})
     union all select ${columnNames(table).map(ident).join(', ')}, _ordinal, 1, null from ${relation} as i where not exists (${many})`,
  )
  return `sequence_${table.name}`
}

/** What a row says, apart from what identifies it and when it was learnt; of links, for one, that is nothing. */
export function contentOf(table: Table): string[] {
  return columnNames(table).filter((c) => c !== 'seen_at' && !table.key.includes(c))
}

export function sameKey(table: Pick<Table, 'key'>, left: string, right: string): Sql {
  return table.key.map((k) => `${left}.${ident(k)} = ${right}.${ident(k)}`).join(' and ')
}

export function list(names: readonly string[], alias?: string): Sql {
  return names.map((name) => `${alias === undefined ? '' : `${alias}.`}${ident(name)}`).join(', ')
}
