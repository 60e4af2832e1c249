import { first } from '../../../search.ts'
import type { Rows } from '../../library.ts'
import { invalid, measure, readFlag } from './params.ts'

/** What a list is ordered by; null is the order of ids, in which rows stand anyway. */
export interface Order {
  readonly field: string | null
  readonly isUpwards: boolean
}

/** Fields by which Gamma orders, in the spelling of its JSON. */
export const SHARED_FIELDS = [
  'id',
  'slug',
  'createdAt',
  'updatedAt',
  'startDate',
  'endDate',
  'closedTime',
  'volume',
  'volume24hr',
  'volume1wk',
  'volume1mo',
  'volume1yr',
  'liquidity',
  'competitive',
] as const

export function readOrder(query: URLSearchParams, fields: readonly string[]): Order {
  const field = query.get('order') || null
  if (field === null) return { field, isUpwards: true }
  if (!fields.includes(field)) throw invalid('order fields are not valid')
  return { field: field === 'id' ? null : field, isUpwards: readFlag(query, 'ascending') !== false }
}

/** Where a row stands in an order; rows without the field come last. */
export interface Position {
  readonly row: number
  readonly value?: number | string | null
}

/** A walk through rows in an order. */
export interface Walk {
  readonly rows: Rows
  readonly order: Order
  /** Where the page before ended. */
  readonly after: Position | null
  /** Only these rows; null is all of them. */
  readonly named: readonly number[] | null
  /** Changes whenever fields may have changed. */
  readonly asOf: string
}

export function inOrder({ rows, order, after, named, asOf }: Walk): Iterable<Position> {
  if (order.field === null && named === null) return byRow(rows.count(), order, after)
  const places = named === null ? keptInOrder(rows, order, asOf) : placesOf(rows, order, [...new Set(named)])
  return after === null ? places : behind(places, after, order)
}

/** The places that follow one: it is looked up, since a walk through a million rows asks for it at every page. */
function* behind(places: readonly Position[], after: Position, order: Order): Generator<Position> {
  const start = first(places.length, (i) => compare(places[i]!, after, order) > 0)
  for (let i = start; i < places.length; i++) yield places[i]!
}

function* byRow(count: number, { isUpwards }: Order, after: Position | null): Generator<Position> {
  const step = isUpwards ? 1 : -1
  for (let row = (after?.row ?? (isUpwards ? -1 : count)) + step; row >= 0 && row < count; row += step) yield { row }
}

const kept = new WeakMap<Rows, { key: string; places: readonly Position[] }>()

/** All rows in an order, made once for all pages of a present. */
function keptInOrder(rows: Rows, order: Order, asOf: string): readonly Position[] {
  const key = `${order.field} ${order.isUpwards} ${rows.count()} ${asOf}`
  const known = kept.get(rows)
  if (known?.key === key) return known.places
  const places = placesOf(
    rows,
    order,
    Array.from({ length: rows.count() }, (_, row) => row),
  )
  kept.set(rows, { key, places })
  return places
}

function placesOf(rows: Rows, order: Order, wanted: readonly number[]): Position[] {
  const { field } = order
  const places = wanted.map((row) => (field === null ? { row } : { row, value: sortValue(rows.fields(row)[field]) }))
  return places.sort((a, b) => compare(a, b, order))
}

function sortValue(value: unknown): number | string | null {
  return measure(value) ?? (typeof value === 'string' ? value : null)
}

/** By value, then by row; where ids are the order, by row in its direction. */
function compare(a: Position, b: Position, { field, isUpwards }: Order): number {
  const [x, y] = [a.value ?? null, b.value ?? null]
  if (x === y) return field === null && !isUpwards ? b.row - a.row : a.row - b.row
  if (x === null) return 1
  if (y === null) return -1
  return x < y === isUpwards ? -1 : 1
}
