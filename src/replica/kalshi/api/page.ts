import type { Answer } from '../../world.ts'
import { pieces } from '../answers.ts'
import { decodeCursor, encodeCursor, type Key, type Sorted } from '../cursor.ts'
import { behind } from '../library.ts'
import type { ListRow } from '../lists.ts'
import { COMMA } from '../records.ts'
import { uuidBeside } from '../uuid.ts'

export interface Walk<T> {
  readonly cursor: string | null
  readonly limit: number
  keep(row: T): boolean
  /** Serve no row, but a cursor that leads to the rows left out. */
  readonly leaveEmpty: boolean
  /** The smallest key first; then ids are UUIDs. Default: the largest first. */
  readonly ascending?: boolean
  readonly codec?: Codec
}

/** How a list writes its cursors, and reads them: null for one that cannot be read. */
export interface Codec {
  encode(key: Key): string
  decode(text: string): Key | null
}

const PROTOBUF: Codec = { encode: encodeCursor, decode: decodeCursor }

export interface Page<T> {
  readonly rows: T[]
  readonly cursor: string
}

/** One page of a keyset walk; `""` once nothing is left behind it. */
export function pageOf<T>(rows: readonly Sorted<T>[], walk: Walk<T>): Page<T> {
  const { cursor, limit, keep, leaveEmpty, ascending = false, codec = PROTOBUF } = walk
  const key = cursor === null ? null : codec.decode(cursor)
  const found: T[] = []
  let last = -1
  for (let i = key === null ? 0 : behind(rows, key, ascending); i < rows.length; i++) {
    if (!keep(rows[i]!.row)) continue
    if (leaveEmpty && found.length === 0) {
      const next = codec.encode(justBefore(rows[i]!, ascending))
      // Never the cursor that was sent: that would be a walk that does not move.
      if (next !== cursor) return { rows: [], cursor: next }
    }
    if (found.length === limit) return { rows: found, cursor: codec.encode(keyAt(rows, last)) }
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
function justBefore({ at, id }: Key, ascending: boolean): Key {
  return { at, id: ascending ? uuidBeside(id, -1n) : `${id}!` }
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

/** Rows that render themselves. */
export function bodiesOf(rows: readonly ListRow[]): Uint8Array[] {
  return rows.map((row) => Buffer.from(JSON.stringify(row.body())))
}

export function joined(bodies: readonly Uint8Array[]): Uint8Array[] {
  return bodies.flatMap((body, i) => (i === 0 ? [body] : [COMMA, body]))
}
