import type { Answer } from '../../world.ts'
import { json, notFound } from '../answers.ts'
import type { Library } from '../library.ts'
import { EMPTY_BOOK, type Level, type OrderBook } from '../order-book.ts'
import { countText, priceText } from '../text.ts'
import { liveMarket } from './markets.ts'
import { readParams } from './params.ts'

const MOST_DEPTH = 100
const MOST_TICKERS = 100
const LONGEST_TICKER = 200

export function getOrderBook(library: Library, ticker: string, query: URLSearchParams): Answer {
  const params = readParams(query, 'GetMarketOrderbook')
  const depth = params.whole('depth') ?? 0
  if (depth > MOST_DEPTH) throw params.broken('depth', 'lte')
  const row = liveMarket(library, ticker)
  if (row === undefined) throw notFound()
  return json(200, { orderbook_fp: bookBody(library.orderBook(row), depth) })
}

/** One parameter per ticker: a comma makes it the name of a market that nobody knows, and its book is empty. */
export function listOrderBooks(library: Library, query: URLSearchParams): Answer {
  const params = readParams(query, 'GetMarketOrderbooks')
  const tickers = [...new Set(params.repeated('tickers'))]
  if (tickers.length === 0) throw params.broken('tickers', 'required')
  if (tickers.length > MOST_TICKERS) throw params.broken('tickers', 'max')
  if (tickers.some((ticker) => ticker.length > LONGEST_TICKER)) throw params.broken('tickers', 'max')
  const orderbooks = tickers.flatMap((ticker) => {
    const row = liveMarket(library, ticker)
    const book = row === undefined ? (ticker.includes(',') ? EMPTY_BOOK : null) : library.orderBook(row)
    return book === null ? [] : [{ orderbook_fp: bookBody(book, 0), ticker }]
  })
  return json(200, { orderbooks })
}

/** The best `depth` levels of each side, the best one last; all of them when it is not above zero. */
function bookBody({ yes, no }: OrderBook, depth: number) {
  const side = (levels: readonly Level[]) =>
    (depth > 0 ? levels.slice(-depth) : levels).map(({ price, size }) => [priceText(price), countText(size)])
  return { no_dollars: side(no), yes_dollars: side(yes) }
}
