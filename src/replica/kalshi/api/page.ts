import type { Answer } from '../../world.ts'
import { pieces } from '../answers.ts'
import { decodeCursor, encodeCursor, type Key } from '../cursor.ts'
import { behind, type Sorted } from '../library.ts'
import { COMMA } from '../records.ts'

export interface Walk<T> {
  readonly cursor: string | null
  readonly limit: number
  keep(row: T): boolean
  /** Serve no row, but a cursor that leads to the rows left out. */
  readonly leaveEmpty: boolean
}

export interface Page<T> {
  readonly rows: T[]
  readonly cursor: string
}

/** One page of a keyset walk; `""` once nothing is left behind it. */
export function pageOf<T>(rows: readonly Sorted<T>[], { cursor, limit, keep, leaveEmpty }: Walk<T>): Page<T> {
  const key = cursor === null ? null : decodeCursor(cursor)
  const found: T[] = []
  let last = -1
  for (let i = key === null ? 0 : behind(rows, key); i < rows.length; i++) {
    if (!keep(rows[i]!.row)) continue
    if (leaveEmpty && found.length === 0) {
      const next = encodeCursor(justBefore(rows[i]!))
      // Never the cursor that was sent: that would be a walk that does not move.
      if (next !== cursor) return { rows: [], cursor: next }
    }
    if (found.length === limit) return { rows: found, cursor: encodeCursor(keyAt(rows, last)) }
    found.push(rows[i]!.row)
    last = i
  }
  return { rows: found, cursor: '' }
}

/** The key of row i, with how many rows of that very key a walk up to it has passed. */
function keyAt<T>(rows: readonly Sorted<T>[], i: number): Key {
  const { at, id } = rows[i]!
  const isSame = (j: number) => rows[j]?.at === at && rows[j]?.id === id
  let times = 1
  while (isSame(i - times)) times++
  return times > 1 || isSame(i + 1) ? { at, id, times } : { at, id }
}

/** A key that no row has, right ahead of this row: what is left of a row that was filtered out after the key scan. */
function justBefore({ at, id }: Key): Key {
  return { at, id: `${id}!` }
}

/** `{"cursor":"…","<name>":[…]<tail>}` with the rows as they are. */
export function envelope(
  name: string,
  bodies: readonly Uint8Array[],
  { cursor, tail = '' }: { cursor: string; tail?: string },
): Answer {
  const head = Buffer.from(`{"cursor":${JSON.stringify(cursor)},"${name}":[`)
  return pieces([head, ...joined(bodies), Buffer.from(`]${tail}}`)], cursor)
}

export function joined(bodies: readonly Uint8Array[]): Uint8Array[] {
  return bodies.flatMap((body, i) => (i === 0 ? [body] : [COMMA, body]))
}
