import { z } from '@hono/zod-openapi'
import { instantOf } from '../core/instant.ts'
import { ident } from '../core/sql.ts'
import type { Column } from '../core/table.ts'
import type { Parameter, Row } from '../engine/connection.ts'
import { Problem } from './problem.ts'
import type { Columns, Reader } from './reader.ts'
import type { Condition, Order } from './statement.ts'

const CURSOR = z.strictObject({ order: z.string(), after: z.array(z.union([z.string(), z.boolean(), z.null()])) })
type Values = z.infer<typeof CURSOR>['after']

const WRONG = 'This cursor is not one that this list gave: leave it out to begin at the first page.'

/** Where the next page of a list goes on: the row's values in the columns that order it. */
export function cursorAfter(row: Row, order: readonly Order[]): string {
  const after = order.map(({ column }) => row[column] ?? null)
  return Buffer.from(JSON.stringify({ order: nameOf(order), after })).toString('base64url')
}

/** Rows that stand after a cursor in an order. Throws a problem for a cursor of another list, or of nobody. */
export function after(reader: Reader, text: string, { columns, order }: { columns: Columns; order: readonly Order[] }) {
  const values = read(text, columns, order)
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
  return { sql: beyond.length === 0 ? 'false' : `(${beyond.join(' or ')})`, parameters } satisfies Condition
}

function read(text: string, columns: Columns, order: readonly Order[]): Values {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    throw new Problem(400, WRONG)
  }
  const cursor = CURSOR.safeParse(json)
  if (!cursor.success || cursor.data.order !== nameOf(order) || cursor.data.after.length !== order.length)
    throw new Problem(400, WRONG)
  const { after: values } = cursor.data
  if (!order.every(({ column }, i) => fits(values[i]!, columns[column]!))) throw new Problem(400, WRONG)
  return values
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
