import { PayloadError } from '../../core/errors.ts'
import type { Answer, Io, Page, Params, Slice } from '../../core/source.ts'
import { type Walk, walk } from '../../net/walk.ts'

/** Marks a cursor that is a number of rows: rows of 2025 come without a key and are counted. */
const OFFSET = 'offset:'

/** What stands under `pagination` around each list. */
function paginationOf({ envelope }: Answer): Readonly<Record<string, unknown>> {
  return Object(Object(envelope).pagination)
}

/** How many records the list has in all, by the venue. */
export function totalOf(answer: Answer): number | undefined {
  const { total } = paginationOf(answer)
  return typeof total === 'number' ? total : undefined
}

/** `has_more` alone says whether a page is the last one; the key may be absent, null or left over there. */
function next(answer: Answer): string | undefined {
  const { has_more, pagination_key, offset } = paginationOf(answer)
  if (has_more === false) return undefined
  if (has_more === true && typeof pagination_key === 'string' && pagination_key !== '') return pagination_key
  if (has_more === true && typeof offset === 'number') return `${OFFSET}${offset + answer.ranges.length / 2}`
  throw new PayloadError(
    `expected "pagination" with "has_more" and a key to the next page, got ${JSON.stringify(paginationOf(answer)).slice(0, 120)}. Run the same command again; if it stays, the server speaks another API.`,
  )
}

function asked(cursor: string): Params {
  return cursor.startsWith(OFFSET) ? { offset: cursor.slice(OFFSET.length) } : { pagination_key: cursor }
}

/** Follows a list to its end, by key or, where the server gives none, by number of rows. */
export function walkPages(
  io: Io,
  slice: Slice,
  list: Pick<Walk, 'path' | 'query' | 'list' | 'reached'>,
): AsyncGenerator<Page> {
  return walk(io, slice, { ...list, cursorParam: asked, next })
}

/** The value of a field of each record, where it is text; records that cannot be read are passed over. */
export function textsOf({ body, ranges }: Answer, field: string): string[] {
  const found: string[] = []
  for (let i = 0; i < ranges.length; i += 2) {
    try {
      const value: unknown = Object(JSON.parse(body.toString('utf8', ranges[i], ranges[i + 1])))[field]
      if (typeof value === 'string') found.push(value)
    } catch {
      // Not JSON: kept in bronze as it is, and a reject when it is loaded.
    }
  }
  return found
}
