import { ident, literal, type Sql } from '../../core/sql.ts'
import { type Column, type ColumnType, DECIMALS, type Table, type Twin, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'

/** The server's types for the columns of the model. Text is compared byte by byte, as the engine does. */
export const TYPES: Readonly<Record<ColumnType, Sql>> = {
  text: 'text collate "C"',
  boolean: 'boolean',
  integer: 'bigint',
  price: decimal('price'),
  size: decimal('size'),
  volume: decimal('volume'),
  money: decimal('money'),
  decimal: decimal('decimal'),
  instant: 'timestamptz',
  json: 'text collate "C"',
}

function decimal(type: keyof typeof DECIMALS): Sql {
  return `numeric(${DECIMALS[type].join(', ')})`
}

/** The load that last wrote a row. Not part of a table's columns. */
export const LOAD = '_load'

/** Tables that are divided by month. */
const BY_MONTH: ReadonlySet<string> = new Set(['trades', 'prices'])

/** Something the server holds, by name, with the statement that makes it. */
export type Shape = { readonly name: string; readonly statement: Sql }

/** `silver."trades"`. */
export function place(schema: 'silver' | 'gold' | 'ops' | 'bronze', name: string): Sql {
  return `${schema}.${ident(name)}`
}

export function isByMonth(table: Pick<Table, 'name'>): boolean {
  return BY_MONTH.has(table.name)
}

/** Column definitions, with the hidden load number. */
export function columnsSql(definition: Readonly<Record<string, Column>>): Sql {
  const list = Object.entries(definition).map(([name, c]) => `${ident(name)} ${TYPES[c.type]}`)
  return [...list, `${LOAD} bigint not null`].join(', ')
}

/** The silver tables, their twins and what divides the largest of them. */
export function silverShapes(): Shape[] {
  return SILVER.flatMap((table) => {
    const twin = twinOf(table)
    return [
      tableShape(table),
      ...(twin === undefined ? [] : [tableShape(twin)]),
      ...(isByMonth(table) ? ends(table) : []),
    ]
  })
}

/** The indexes of the silver tables. */
export function indexShapes(): Shape[] {
  return SILVER.flatMap((table) => {
    const twin = twinOf(table)
    return [
      ...(table.kind === 'log' ? [] : [index(table, keyOf(table), { unique: true })]),
      ...(QUESTIONS[table.name] ?? []).map((columns) => index(table, columns)),
      ...(table.kind === 'fact' ? [index(table, [LOAD], { method: 'brin' })] : []),
      ...(twin === undefined ? [] : [index(twin, twin.key.map(ident)), index(twin, [LOAD], { method: 'brin' })]),
    ]
  })
}

/** What the dashboard and the API ask, as columns of indexes. */
const QUESTIONS: Readonly<Record<string, readonly (readonly Sql[])[]>> = {
  trades: [
    ['venue', 'market_id', 'traded_at desc'],
    ['venue', 'trader_id', 'traded_at desc'],
  ],
  fills: [
    ['venue', 'market_id', 'traded_at desc'],
    ['venue', 'trader_id', 'traded_at desc'],
  ],
  orders: [['venue', 'market_id', 'created_at desc']],
  comments: [['venue', 'market_id', 'created_at desc']],
  trader_activity: [['venue', 'trader_id', 'at desc']],
  markets: [
    ['venue', 'event_id'],
    ['volume desc nulls last'],
    ['status', 'volume desc nulls last'],
    ['category', 'volume desc nulls last'],
  ],
  events: [['venue', 'series_id']],
  outcomes: [['venue', 'market_id']],
  positions: [['venue', 'trader_id']],
}

/** What identifies a row; of facts with their instant, by which the large ones are divided. */
export function keyOf(table: Table): Sql[] {
  const { key, at } = table
  return [...key, ...(at === undefined || key.includes(at) ? [] : [at])].map(ident)
}

function tableShape(table: Table | Twin): Shape {
  const divided = isByMonth(table) ? ` partition by range (${ident(table.at!)})` : ''
  const name = place('silver', table.name)
  return { name: `silver.${table.name}`, statement: `create table ${name} (${columnsSql(table.columns)})${divided}` }
}

function index(
  table: Pick<Table, 'name'>,
  columns: readonly Sql[],
  { unique = false, method = 'btree' }: { unique?: boolean; method?: 'btree' | 'brin' } = {},
): Shape {
  const words = columns.map((column) => column.replaceAll('"', '').split(' ')[0])
  const name = `${table.name}_by_${words.join('_')}`.slice(0, 63)
  const trader = columns.includes('trader_id') ? ' where trader_id is not null' : ''
  const more = method === 'brin' ? ' with (autosummarize = on)' : trader
  const kind = unique ? 'unique index' : 'index'
  return {
    name: `silver.${name}`,
    statement: `create ${kind} ${ident(name)} on ${place('silver', table.name)} using ${method} (${columns.join(', ')})${more}`,
  }
}

/** First and last of the years that have a partition for each month; what lies outside is surely a mistake of the venue. */
const YEARS = [2000, 2100] as const

/** What lies before and after all months. */
function ends(table: Table): Shape[] {
  const part = (name: string, from: Sql, to: Sql): Shape => ({
    name: `silver.${table.name}_${name}`,
    statement: `create table ${place('silver', `${table.name}_${name}`)} partition of ${place('silver', table.name)} for values from (${from}) to (${to})`,
  })
  return [part('before', 'minvalue', first(YEARS[0])), part('after', first(YEARS[1]), 'maxvalue')]
}

function first(year: number): Sql {
  return literal(`${year}-01-01 00:00:00+00`)
}

/** Statements that make the partition of a month, `2026-11`, where it is missing. Readers are not kept waiting. */
export function monthOf(table: Table, month: string): Shape | undefined {
  const [year, number] = month.split('-').map(Number) as [number, number]
  if (!(year >= YEARS[0] && year < YEARS[1])) return undefined
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  const name = `${table.name}_${month.replace('-', '_')}`
  const [whole, part] = [place('silver', table.name), place('silver', name)]
  return {
    name: `silver.${name}`,
    statement: `create table ${part} (like ${whole} including all);
      alter table ${whole} attach partition ${part} for values from ('${month}-01 00:00:00+00') to ('${next}-01 00:00:00+00')`,
  }
}
