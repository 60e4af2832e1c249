import { first } from '../../search.ts'
import type { Answer } from '../../world.ts'
import { answered, notFound } from '../answers.ts'
import { decodeCursor, type Start } from '../cursor.ts'
import type { FeedRow, Kalshi, KalshiRow } from '../library.ts'
import type { Call } from './call.ts'
import { envelope, keyed, pageOf, totalOf } from './page.ts'
import {
  matchesSearch,
  readLimit,
  readList,
  readNumber,
  readSearch,
  readStatus,
  readTime,
  readWindow,
} from './params.ts'

export function listKalshiMarkets(call: Call): Answer {
  const { library, query } = call
  const limit = readLimit(query, { most: 100, fallback: 10 })
  const start = decodeCursor(query.get('pagination_key') || null, ['open_time', 'market_ticker'])
  const rows = library.kalshi.byOpening().filter(readFilters(library.kalshi, query))
  const total = totalOf(start, () => rows.length)
  const page = pageOf(rowsFrom(library.kalshi, rows, start), call, { start, limit, total })
  return envelope('markets', page, { limit, total, has_more: page.next !== null, ...keyed(page) })
}

function readFilters(kalshi: Kalshi, query: URLSearchParams): (row: KalshiRow) => boolean {
  const search = readSearch(query, [])
  const tickers = readList(query, 'market_ticker')
  const events = readList(query, 'event_ticker')
  const status = readStatus(query)
  const least = readNumber(query, 'min_volume')
  return (row) => {
    if (tickers !== null && !tickers.has(row.ticker)) return false
    if (events !== null && !events.has(row.eventTicker)) return false
    if (search !== null && !matchesSearch(row.words, search)) return false
    if (status === null && least === null) return true
    const facts = kalshi.facts(row)
    return (status === null || facts.status === status) && (least === null || facts.volume >= least)
  }
}

function* rowsFrom(kalshi: Kalshi, rows: readonly KalshiRow[], start: Start | null): Generator<FeedRow> {
  const from = start === null ? 0 : first(rows.length, (i) => isBehind(rows[i]!, start))
  for (let i = from; i < rows.length; i++) {
    const row = rows[i]!
    const key = { open_time: row.openAt, market_ticker: row.ticker }
    yield { key, text: () => kalshi.text(row) }
  }
}

function isBehind({ openAt, ticker }: KalshiRow, { key, isAt }: Start): boolean {
  if (openAt !== key.open_time) return openAt < Number(key.open_time)
  return ticker < String(key.market_ticker) || (isAt && ticker === key.market_ticker)
}

export function getKalshiPrice({ library, query, name }: Call): Answer {
  const at = Math.min(readTime(query, 'at_time', 'seconds') ?? library.now(), library.now())
  const price = library.kalshi.price(name, at)
  if (price === null) throw notFound(`No price data found for market_ticker ${name}`)
  const no = Number((1 - price).toFixed(6))
  return answered(JSON.stringify({ yes: { price, at_time: at }, no: { price: no, at_time: at } }))
}

export function listKalshiTrades(call: Call): Answer {
  const { library, query } = call
  const limit = readLimit(query, { most: 1000, fallback: 100 })
  const start = decodeCursor(query.get('pagination_key') || null, ['created_time', 'trade_id'])
  const filter = { ticker: query.get('ticker') || null, ...readWindow(query, 'seconds') }
  const { trades } = library.kalshi
  const total = totalOf(start, () => trades.count(filter))
  const page = pageOf(trades.newest(filter, start), call, { start, limit, total })
  return envelope('trades', page, { limit, total, has_more: page.next !== null, ...keyed(page) })
}
