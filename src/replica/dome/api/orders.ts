import type { Answer } from '../../world.ts'
import { badRequest, Refusal } from '../answers.ts'
import { decodeCursor } from '../cursor.ts'
import type { Library, MarketRow } from '../library.ts'
import type { Call } from './call.ts'
import { envelope, keyed, pageOf, totalOf } from './page.ts'
import { readLimit, readNumber, readWindow } from './params.ts'

const FILL_KEY = ['block_timestamp', 'tx_hash', 'log_index']
const MOST_OFFSET = 10_000

/** Fills, newest first: what makers and takers got, each as an event of its own. */
export function listOrders(call: Call): Answer {
  const { library, query } = call
  const limit = readLimit(query, { most: 1000, fallback: 100 })
  const offset = readOffset(query)
  const start = decodeCursor(query.get('pagination_key') || null, FILL_KEY)
  const named = readMarket(library, query)
  const window = readWindow(query, 'seconds')
  const rest = { limit, offset }
  if (named === 'unknown') return envelope('orders', NOTHING, { ...rest, total: 0, has_more: false })
  const filter = { ...named, ...window, user: query.get('user')?.toLowerCase() ?? null }
  const total = totalOf(start, () => library.fills.count(filter))
  const page = pageOf(library.fills.newest(filter, start), call, { start, limit, offset, total })
  return envelope('orders', page, { ...rest, total, has_more: page.next !== null, ...keyed(page) })
}

const NOTHING = { rows: [], next: null }

function readOffset(query: URLSearchParams): number {
  const offset = readNumber(query, 'offset') ?? 0
  if (offset <= MOST_OFFSET) return offset
  throw new Refusal(401, {
    error: 'Offset deprecated',
    message: 'Offsets greater than 10,000 are no longer supported. Please use pagination_key for efficient pagination.',
    docs: 'https://docs.domeapi.io/pagination',
  })
}

interface Named {
  readonly market: MarketRow | null
  readonly token: string | null
}

/** The market that the query names by one of three names, or that there is none such. */
function readMarket({ markets }: Library, query: URLSearchParams): Named | 'unknown' {
  const given = ['market_slug', 'condition_id', 'token_id'].filter((name) => query.has(name))
  if (given.length > 1) {
    const message = 'Only one of market_slug, token_id, or condition_id can be provided'
    throw badRequest('Invalid filter combination', message)
  }
  const [name] = given
  if (name === undefined) return { market: null, token: null }
  const value = query.get(name)!
  if (name === 'token_id') return found(markets.byToken(value), value)
  return found(name === 'market_slug' ? markets.bySlug(value) : markets.byCondition(value), null)
}

function found(market: MarketRow | undefined, token: string | null): Named | 'unknown' {
  return market === undefined ? 'unknown' : { market, token }
}

/** Merges, splits and redemptions of a wallet or in a market; `count` is the total. */
export function listActivity(call: Call): Answer {
  const { library, query } = call
  const limit = readLimit(query, { most: 1000, fallback: 100 })
  const user = query.get('user')?.toLowerCase() ?? null
  const start = decodeCursor(query.get('pagination_key') || null, [...FILL_KEY, 'side'])
  const named = readMarket(library, query)
  const window = readWindow(query, 'seconds')
  if (named === 'unknown') return envelope('activities', NOTHING, { limit, count: 0, has_more: false })
  if (user === null && named.market === null) {
    throw badRequest('Missing required filter parameter', 'one of user, market_slug or condition_id is required')
  }
  const filter = { market: named.market, ...window, user }
  const total = totalOf(start, () => library.activity.count(filter))
  const page = pageOf(library.activity.newest(filter, start), call, { start, limit, total })
  return envelope('activities', page, { limit, count: total, has_more: page.next !== null, ...keyed(page) })
}
