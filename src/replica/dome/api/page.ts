import type { Answer } from '../../world.ts'
import { answered } from '../answers.ts'
import { encodeCursor, type Start } from '../cursor.ts'
import type { FeedRow } from '../library.ts'
import type { Call } from './call.ts'

export interface Page {
  readonly rows: readonly string[]
  /** Null on the last page. */
  readonly next: string | null
}

interface Wanted {
  readonly start: Start | null
  readonly limit: number
  /** Rows to leave out first. */
  readonly offset?: number
  /** Carried by each cursor from the first page on. */
  readonly total?: number
}

/** One page of rows that begin where the walk goes on. */
export function pageOf(rows: Iterable<FeedRow>, { leaveEmpty }: Call, wanted: Wanted): Page {
  const { start, limit, offset = 0, total } = wanted
  const cursorTo = (row: FeedRow, isAt: boolean) =>
    encodeCursor({ key: total === undefined ? row.key : { ...row.key, total }, isAt })
  const found: string[] = []
  let last: FeedRow | null = null
  let skipped = 0
  for (const row of rows) {
    if (skipped++ < offset) continue
    // Never twice in a row: that would be a walk that does not move.
    if (leaveEmpty && start?.isAt !== true) return { rows: [], next: cursorTo(row, true) }
    if (last !== null && found.length === limit) return { rows: found, next: cursorTo(last, false) }
    found.push(row.text())
    last = row
  }
  return { rows: found, next: null }
}

/** The total as it was on the first page of a walk. */
export function totalOf(start: Start | null, count: () => number): number {
  const carried = start?.key.total
  return typeof carried === 'number' ? carried : count()
}

/** What stands under `pagination`; without a cursor its key is absent. */
export interface Pagination {
  readonly [name: string]: string | number | boolean | null
}

/** `{"<name>":[…],"pagination":{…}}` with the rows as they are. */
export function envelope(name: string, { rows, next }: Page, pagination: Pagination): Answer {
  return answered(`{"${name}":[${rows.join(',')}],"pagination":${JSON.stringify(pagination)}}`, next ?? '')
}

/** The cursor where there is one, under its route's name. */
export function keyed({ next }: Page, name = 'pagination_key'): Pagination {
  return next === null ? {} : { [name]: next }
}
