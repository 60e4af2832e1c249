import { ident } from '../core/sql.ts'
import type { Condition } from './statement.ts'

/** Rows that have each word of a search in one of some columns. */
export function matching(search: string, columns: readonly string[]): Condition[] {
  return wordsOf(search).map((text, i) => ({
    sql: `(${columns.map((c) => `lower(${ident(c)}) like $search_${i} escape '!'`).join(' or ')})`,
    parameters: { [`search_${i}`]: `%${text.replaceAll(/[!%_]/g, '!$&')}%` },
  }))
}

/** The words of a search, in lower case. */
export function wordsOf(search: string): string[] {
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter((text) => text !== '')
}
