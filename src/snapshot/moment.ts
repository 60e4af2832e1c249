import { formatInstant, type Micros } from '../core/instant.ts'
import { ident, literal, type Sql } from '../core/sql.ts'
import { columnNames, type Table } from '../core/table.ts'

/** A question of time: what this lake knew at an instant, or what had happened by then as far as it knows today. */
export type Moment = { readonly ask: 'as-of' | 'at'; readonly at: Micros }

/** How a table looks at a moment: which of its rows are there, and which of their values are others than today. */
export type Look =
  | { readonly from?: Sql; readonly where?: Sql; readonly columns?: Readonly<Record<string, Sql>> }
  /** It cannot be said; why, and what can be asked instead. */
  | { readonly refuse: string }

/** The schema that holds the silver tables as they were published; `silver` is made from it. */
export const PUBLISHED = 'published'

/** How the engine's message begins when a table that cannot answer is asked: what follows is for the user. */
export const REFUSED = 'Invalid Input Error: Not at that time: '

/** A moment's instant as SQL. */
export function instant({ at }: Moment): Sql {
  return `${literal(formatInstant(at))}::timestamptz`
}

/** SQL that gives a table's columns as a look has them; `t` is the published table. */
export function lookAt(table: Pick<Table, 'name' | 'columns'>, look: Look, types: ReadonlyMap<string, Sql>): Sql {
  const names = columnNames(table)
  if ('refuse' in look) {
    const nothing = names.map((c) => `null::${types.get(c)} as ${ident(c)}`)
    return `select ${nothing.join(', ')} from (select error(${literal(`Not at that time: ${look.refuse}`)}) as e) where e is null`
  }
  const { from = `${PUBLISHED}.${ident(table.name)} as t`, where = 'true', columns = {} } = look
  const values = names.map((c) =>
    columns[c] === undefined ? `t.${ident(c)}` : `cast(${columns[c]} as ${types.get(c)}) as ${ident(c)}`,
  )
  return `select ${values.join(', ')} from ${from} where ${where}`
}

/** An instant column as it was at `T`: not yet there where it lies after. */
export function by(column: Sql, T: Sql): Sql {
  return `case when ${column} <= ${T} then ${column} end`
}
