import type { Line } from '../../recording.ts'
import type { Fields } from '../library.ts'

/** Lines as rows, by rising number of their id; of one id in the order of the file. */
export function rowsOf(unsorted: readonly Line[]) {
  const lines = unsorted.toSorted((a, b) => Number(a.value.id) - Number(b.value.id))
  return {
    count: () => lines.length,
    fields: (row: number): Fields => lines[row]!.value,
    text: (row: number) => lines[row]!.bytes.toString(),
    isClosed: (row: number) => lines[row]!.value.closed === true,
    /** Rows by a field, or by each text of a list that is written into a text. */
    finder(field: string): (name: string) => readonly number[] {
      const rows = new Map<string, number[]>()
      for (const [row, { value }] of lines.entries()) {
        for (const name of namesIn(value[field])) rows.set(name, [...(rows.get(name) ?? []), row])
      }
      return (name) => rows.get(name) ?? []
    },
  }
}

function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'string') return []
  return value.startsWith('[') ? (JSON.parse(value) as string[]) : [value]
}

/** The objects in a list of a record; none where there is no list. */
export function objectsIn(fields: Fields | undefined, name: string): readonly Fields[] {
  const list = fields?.[name]
  return Array.isArray(list) ? (list as Fields[]) : []
}

/** Objects that are only known from within others: the first of each id, by rising number of it. */
export function uniqueById(objects: Iterable<Fields>): readonly Fields[] {
  const known = new Map<unknown, Fields>()
  for (const each of objects) if (!known.has(each.id)) known.set(each.id, each)
  return [...known.values()].sort((a, b) => Number(a.id) - Number(b.id))
}
