import type { Trades } from './columns.ts'

/** Entries by a key, each group in the order of the entries. */
export interface Groups {
  of(key: number): Uint32Array
  /** By rising key. */
  all(): Iterable<Uint32Array>
}

/** A counting sort; `keyOf` gives a number in [0, keys), and other keys have no entries. */
export function groupBy(count: number, keys: number, keyOf: (entry: number) => number): Groups {
  const starts = new Uint32Array(keys + 1)
  for (let entry = 0; entry < count; entry++) starts[keyOf(entry) + 1]!++
  for (let i = 1; i <= keys; i++) starts[i]! += starts[i - 1]!
  const next = starts.slice()
  const entries = new Uint32Array(count)
  for (let entry = 0; entry < count; entry++) entries[next[keyOf(entry)]!++] = entry
  const of = (key: number) => entries.subarray(starts[key] ?? count, starts[key + 1] ?? count)
  return {
    of,
    *all() {
      for (let key = 0; key < keys; key++) yield of(key)
    },
  }
}

export function groupByQuestion({ question, length }: Trades): Groups {
  let most = -1
  for (let entry = 0; entry < length; entry++) most = Math.max(most, question[entry]!)
  return groupBy(length, most + 1, (entry) => question[entry]!)
}
