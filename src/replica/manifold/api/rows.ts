import type { Twist } from '../../world.ts'
import type { Millis } from '../library.ts'

/** `[a,b,c]` of JSON texts. */
export function jsonList(texts: readonly string[]): string {
  return `[${texts.join(',')}]`
}

/** What faults may do to the rows of a page: leave all or one out, or change the order of those that share a time. */
export function twisted<T>(rows: readonly T[], twist: Twist | undefined, timeOf: (row: T) => Millis): readonly T[] {
  if (twist === 'empty-page') return []
  if (twist === 'missing-record') return rows.toSpliced(Math.floor(rows.length / 2), 1)
  return twist === 'reorder' ? turnTies(rows, timeOf) : rows
}

/** The database promises no order among equal times: here they come the other way round. */
function turnTies<T>(rows: readonly T[], timeOf: (row: T) => Millis): T[] {
  const turned: T[] = []
  for (let from = 0; from < rows.length; ) {
    let to = from + 1
    while (to < rows.length && timeOf(rows[to]!) === timeOf(rows[from]!)) to++
    turned.push(...rows.slice(from, to).reverse())
    from = to
  }
  return turned
}

/** A page by number; a limit of 0 means all where the route drops its LIMIT clause. */
export function cut<T>(rows: readonly T[], limit: number, offset = 0): readonly T[] {
  return limit === 0 ? rows.slice(offset) : rows.slice(offset, offset + Math.round(limit))
}
