import { ident } from '../core/sql.ts'
import type { Reader } from './reader.ts'
import type { Condition } from './statement.ts'
import { wordsOf } from './words.ts'

/** Rows that have each word of a search, at its beginning, in one of some columns; or that are named by it. */
export function matching(
  reader: Reader,
  search: string,
  { columns, name }: { columns: readonly string[]; name: string },
): Condition[] {
  const words = wordsOf(search)
  if (words.length === 0) return []
  const parameters = Object.fromEntries(words.map((word, i) => [`word_${i}`, word]))
  const each = words.map((_, i) => columns.map((c) => reader.hasWord(ident(c), `$word_${i}`)).join(' or '))
  const all = each.map((any) => (columns.length > 1 ? `(${any})` : any)).join(' and ')
  return [{ sql: `(${all} or ${ident(name)} = $search)`, parameters: { ...parameters, search } }]
}
