import { twinOf } from '../core/table.ts'
import { SILVER } from '../core/tables/index.ts'
import { MODELS } from '../models/index.ts'
import type { Columns } from './reader.ts'

export type Described = {
  /** `silver.trades`, `gold.candles_1h`. */
  readonly name: string
  readonly doc: string
  readonly key: readonly string[]
  readonly columns: Columns
}

/** Everything that a snapshot holds, as its definitions describe it. */
export const TABLES: readonly Described[] = [
  ...SILVER.flatMap((table) => {
    const twin = twinOf(table)
    return [table, ...(twin === undefined ? [] : [twin])].map(({ name, doc, key, columns }) => ({
      name: `silver.${name}`,
      doc,
      key,
      columns,
    }))
  }),
  ...MODELS.map(({ name, doc, grain, columns }) => ({ name: `gold.${name}`, doc, key: grain, columns })),
]

/** A table by its name. Throws on a wrong one: it is written in our own code. */
export function table(name: string): Described {
  const found = TABLES.find((t) => t.name === name)
  if (found === undefined) throw new Error(`no table ${name}`)
  return found
}

/** Columns of a table: all, or those named. */
export function columns(name: string, ...only: readonly string[]): Columns {
  const all = table(name).columns
  if (only.length === 0) return all
  return Object.fromEntries(only.map((column) => [column, all[column]!]))
}

/** Whether there is a table of that name. */
export function isThere(name: string): boolean {
  return TABLES.some((t) => t.name === name)
}
