import { ident, literal, type Sql } from '../core/sql.ts'
import type { Parameter, Parameters } from '../engine/connection.ts'
import type { Columns, Reader, Statement } from './reader.ts'

/** A part of a WHERE clause with the values it speaks of. */
export type Condition = { readonly sql: Sql; readonly parameters?: Parameters }

export type Order = { readonly column: string; readonly direction: 'asc' | 'desc' }

export type Select = {
  /** Tables to read: `silver.ledger`, or a join. */
  readonly from: Sql
  readonly columns: Columns
  /** Expressions for columns that are not plain columns of `from`. */
  readonly values?: Readonly<Record<string, Sql>>
  readonly where?: readonly Condition[]
  readonly groupBy?: readonly string[]
  readonly order: readonly Order[]
  readonly limit: number
}

/** The statement that gives a selection's rows. Unknown values come last in either direction. */
export function select({ from, columns, values = {}, where = [], groupBy = [], order, limit }: Select): Statement {
  const list = Object.keys(columns).map((c) => (values[c] === undefined ? ident(c) : `${values[c]} as ${ident(c)}`))
  const parameters: Record<string, Parameter> = {}
  for (const condition of where) Object.assign(parameters, condition.parameters)
  const clauses = [
    `select ${list.join(', ')}`,
    `from ${from}`,
    ...(where.length === 0 ? [] : [`where ${where.map((c) => c.sql).join(' and ')}`]),
    ...(groupBy.length === 0 ? [] : [`group by ${groupBy.map(ident).join(', ')}`]),
    ...(order.length === 0 ? [] : [`order by ${order.map((o) => orderSql(columns, o)).join(', ')}`]),
    `limit ${limit}`,
  ]
  return { sql: clauses.join('\n'), parameters, columns }
}

function orderSql(columns: Columns, { column, direction }: Order): Sql {
  return `${ident(column)} ${direction}${columns[column]?.nullable === true ? ' nulls last' : ''}`
}

/** `column = value`, typed as the column is. */
export function equal(column: string, value: string): Condition {
  return { sql: `${ident(column)} = $${column}`, parameters: { [column]: value } }
}

/** Rows from an instant on, and those before another one. */
export function between(
  { fn }: Pick<Reader, 'fn'>,
  column: string,
  { since, until }: { since?: string | undefined; until?: string | undefined },
): Condition[] {
  const bound = (operator: string, name: string, value: string | undefined): Condition[] =>
    value === undefined
      ? []
      : [{ sql: `${ident(column)} ${operator} ${fn.cast(`$${name}`, 'instant')}`, parameters: { [name]: value } }]
  return [...bound('>=', 'since', since), ...bound('<', 'until', until)]
}

/** The statement with its values written into it: how a user would ask the same with `oddslake query`. */
export function written({ sql, parameters }: Statement): Sql {
  return sql.replaceAll(/\$([a-z_]\w*)/g, (name, key: string) => {
    const value = parameters[key]
    if (value === undefined) return name
    return typeof value === 'string' ? literal(value) : String(value)
  })
}
