import { z } from '@hono/zod-openapi'
import { instantOf } from '../core/instant.ts'
import { ident } from '../core/sql.ts'
import type { Column } from '../core/table.ts'
import type { Parameter, Row } from '../engine/connection.ts'
import { Problem } from './problem.ts'
import type { Columns, Reader } from './reader.ts'
import type { Condition, Order } from './statement.ts'

/** A place that a snapshot's own index knows: no other snapshot's does. */
const PLACE = z.strictObject({ snapshot: z.string(), at: z.number().int().min(0) })
export type Place = z.infer<typeof PLACE>

const CURSOR = z.strictObject({
  order: z.string(),
  after: z.array(z.union([z.string(), z.boolean(), z.null()])),
  place: PLACE.optional(),
})
type Values = z.infer<typeof CURSOR>['after']

const WRONG = 'This cursor is not one that this list gave: leave it out to begin at the first page.'

/** Where the next page of a list goes on: the row's values in the columns that order it. */
export function cursorAfter(row: Row, order: readonly Order[], place?: Place): string {
  const after = order.map(({ column }) => row[column] ?? null)
  return Buffer.from(JSON.stringify({ order: nameOf(order), after, place })).toString('base64url')
}

/** The list that a cursor must be of. */
type List = { readonly columns: Columns; readonly order: readonly Order[] }

/** The place of a cursor in the index of a snapshot; undefined where it does not name one there. */
export function placeOf(text: string, list: List, snapshot: string): number | undefined {
  const { place } = read(text, list)
  return place?.snapshot === snapshot ? place.at : undefined
}

/** Rows that stand after a cursor in an order. Throws a problem for a cursor of another list, or of nobody. */
export function after(reader: Reader, text: string, list: List): Condition {
  const { columns, order } = list
  const { after: values } = read(text, list)
  const parameters: Record<string, Parameter> = {}
  const same = (i: number) => (values[i] === null ? `${name(i)} is null` : `${name(i)} = ${bound(i)}`)
  const name = (i: number) => ident(order[i]!.column)
  const bound = (i: number) => {
    parameters[`after_${i}`] = values[i]!
    return reader.fn.cast(`$after_${i}`, columns[order[i]!.column]!.type)
  }
  const beyond = order.flatMap(({ column, direction }, i) => {
    if (values[i] === null) return []
    const further = `${name(i)} ${direction === 'asc' ? '>' : '<'} ${bound(i)}`
    const isLater = columns[column]!.nullable === true ? `(${further} or ${name(i)} is null)` : further
    return [[...Array.from({ length: i }, (_, j) => same(j)), isLater].join(' and ')]
  })
  return { sql: beyond.length === 0 ? 'false' : `(${beyond.join(' or ')})`, parameters }
}

function read(text: string, { columns, order }: List): z.infer<typeof CURSOR> {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    throw new Problem(400, WRONG)
  }
  const cursor = CURSOR.safeParse(json)
  if (!cursor.success || cursor.data.order !== nameOf(order) || cursor.data.after.length !== order.length)
    throw new Problem(400, WRONG)
  if (!order.every(({ column }, i) => fits(cursor.data.after[i]!, columns[column]!))) throw new Problem(400, WRONG)
  return cursor.data
}

function fits(value: Values[number], { type, nullable }: Column): boolean {
  if (value === null) return nullable === true
  if (type === 'boolean') return typeof value === 'boolean'
  if (typeof value !== 'string' || value.includes('\0')) return false
  if (type === 'text' || type === 'json') return true
  if (type === 'instant') return instantOf(value) !== undefined
  return type === 'integer' ? /^-?\d{1,18}$/.test(value) : /^-?\d{1,26}(\.\d{1,12})?$/.test(value)
}

function nameOf(order: readonly Order[]): string {
  return order.map(({ column, direction }) => `${column} ${direction}`).join(', ')
}
