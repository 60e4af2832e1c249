import type { Answer } from '../../world.ts'
import { badRequest } from '../answers.ts'
import { decodeCursor, type Start } from '../cursor.ts'
import type { BookFilter, Feed } from '../library.ts'
import type { Call } from './call.ts'
import { envelope, keyed, type Page, pageOf, totalOf } from './page.ts'
import { readNumber, readTime } from './params.ts'

const MOST = 200

/** Snapshots of a token's book; `start_time` and `end_time` in milliseconds. */
export function listBooks(call: Call): Answer {
  const { library, query } = call
  const id = query.get('token_id')
  if (!id) throw badRequest('Invalid query parameters', 'token_id is required')
  const limit = cutLimit(query)
  const start = decodeCursor(query.get('pagination_key') || query.get('paginationKey') || null, [
    'assetId',
    'timestamp',
  ])
  const page = snapshots(call, { feed: library.books, id, limit, start })
  return envelope('snapshots', page, { limit, count: page.rows.length, ...keyed(page), has_more: page.next !== null })
}

/** The same for a Kalshi market, with the older name of the cursor. */
export function listKalshiBooks(call: Call): Answer {
  const { library, query } = call
  const id = query.get('ticker')
  if (!id) throw badRequest('Invalid query parameters', 'ticker is required')
  const limit = cutLimit(query)
  const feed = library.kalshi.books
  const start = decodeCursor(query.get('paginationKey') || null, ['timestamp', 'ticker'])
  const total = totalOf(start, () => feed.count(readFilter(query, id) ?? { id, from: 0, to: Number.POSITIVE_INFINITY }))
  const page = snapshots(call, { feed, id, limit, start, total })
  const pagination = { limit, count: page.rows.length, ...keyed(page, 'paginationKey'), has_more: page.next !== null }
  return envelope('snapshots', page, pagination)
}

function cutLimit(query: URLSearchParams): number {
  return Math.max(1, Math.min(MOST, readNumber(query, 'limit') ?? 100))
}

/** Null without any time: then only the latest snapshot is meant. */
function readFilter(query: URLSearchParams, id: string): BookFilter | null {
  const from = readTime(query, 'start_time', 'milliseconds')
  const to = readTime(query, 'end_time', 'milliseconds')
  if (from === null && to === null) return null
  if (from !== null && to !== null && from > to) {
    throw badRequest('Invalid time range', 'start_time must be less than end_time')
  }
  return { id, from: from ?? 0, to: to ?? Number.POSITIVE_INFINITY }
}

interface Asked {
  readonly feed: Feed<BookFilter>
  readonly id: string
  readonly limit: number
  readonly start: Start | null
  readonly total?: number
}

function snapshots(call: Call, { feed, id, ...wanted }: Asked): Page {
  const filter = readFilter(call.query, id)
  if (filter !== null) return pageOf(feed.newest(filter, wanted.start), call, wanted)
  const [latest] = feed.newest({ id, from: 0, to: Number.POSITIVE_INFINITY }, null)
  return { rows: latest === undefined ? [] : [latest.text()], next: null }
}
