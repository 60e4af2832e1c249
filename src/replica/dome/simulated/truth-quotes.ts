import { type Book, MIN_SIZE } from '../../polymarket/book.ts'
import { bookBody } from '../../polymarket/book-body.ts'
import { byText, type Field } from '../../truth/csv.ts'
import { instantText, priceText, sizeText } from '../../truth/decimals.ts'
import { doubleText } from '../../truth/doubles.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { latestBooks } from './books.ts'
import { type Candle, candlesOf, type Ohlc } from './candles.ts'
import { isOpen, type Market, type Parts } from './parts.ts'
import { listedMarkets, priceAt } from './truth.ts'

const CANDLE =
  'venue market_id outcome_id interval_minutes ends_at open high low close mean previous bid_open bid_high bid_low bid_close ask_open ask_high ask_low ask_close volume open_interest'.split(
    ' ',
  )
const BOOK =
  'venue market_id outcome_id at best_bid best_ask bid_levels ask_levels bid_size ask_size tick_size min_size hash'.split(
    ' ',
  )
const LEVEL = ['venue', 'outcome_id', 'at', 'side', 'price', 'size', 'place']

export function quoteTables(parts: Parts): TruthTable[] {
  return [
    table('prices', ['venue', 'market_id', 'outcome_id', 'at', 'price'], () => prices(parts)),
    table('dead_prices', ['venue', 'outcome_id'], function* () {
      for (const token of [...parts.deadPrices].sort()) yield ['dome', token]
    }),
    table('candles', CANDLE, () => candles(parts)),
    table('books', BOOK, () => books(parts)),
    table('book_levels', LEVEL, () => levels(parts)),
  ]
}

/** Of open markets, at the present. */
function* prices(parts: Parts): Generator<Field[]> {
  const at = instantText(Math.floor(parts.clock.now() / 1_000_000) * 1_000_000)
  for (const market of listedMarkets(parts).filter((each) => isOpen(each, parts))) {
    for (const token of [...market.row.tokens].sort()) {
      const price = priceAt(parts, market, token)
      if (price !== null) yield ['dome', market.row.conditionId, token, at, price]
    }
  }
}

function* candles(parts: Parts): Generator<Field[]> {
  const all = { from: 0, to: parts.clock.now() }
  for (const market of listedMarkets(parts)) {
    for (const outcome of outcomesById(market)) {
      for (const minutes of [1, 60, 1440]) {
        for (const candle of candlesOf(parts, market, { ...all, minutes })[outcome]) {
          yield ['dome', market.row.conditionId, market.row.tokens[outcome], minutes, ...candleFields(candle)]
        }
      }
    }
  }
}

function outcomesById({ row: { tokens } }: Market): (0 | 1)[] {
  return ([0, 1] as const).toSorted(byText((outcome) => tokens[outcome]))
}

function candleFields({ endsAt, price, mean, previous, bid, ask, volume }: Candle): Field[] {
  const four = ({ open, high, low, close }: Ohlc) => [open, high, low, close].map(dollarText)
  const size = sizeText(volume)
  const before = previous === null ? null : dollarText(previous)
  return [instantText(endsAt), ...four(price), dollarText(mean), before, ...four(bid), ...four(ask), size, size]
}

/** The four decimals that are served, as a price. */
function dollarText(e6: number): string {
  return doubleText(Number((e6 / 1e6).toFixed(4)), 12)
}

const tokenOf = ({ condition, outcome }: Book) => condition.tokenIds[outcome]

function* latest(parts: Parts): Generator<Book> {
  for (const market of listedMarkets(parts)) yield* latestBooks(parts, market).sort(byText(tokenOf))
}

/** The latest snapshot of every token. */
function* books(parts: Parts): Generator<Field[]> {
  const total = (side: Book['bids']) => sizeText(side.reduce((sum, { size }) => sum + size, 0))
  const best = (side: Book['bids']) => (side[0] === undefined ? null : priceText(side[0].price))
  for (const book of latest(parts)) {
    const { condition, at, bids, asks, tick } = book
    const counts = [bids.length, asks.length, total(bids), total(asks)]
    const rest = [...counts, priceText(tick), sizeText(MIN_SIZE * 100), bookBody(book).hash]
    yield ['dome', condition.conditionId, tokenOf(book), instantText(at), best(bids), best(asks), ...rest]
  }
}

function* levels(parts: Parts): Generator<Field[]> {
  for (const book of latest(parts)) {
    for (const [side, own] of [
      ['ask', book.asks],
      ['bid', book.bids],
    ] as const) {
      for (const [i, { price, size }] of own.entries()) {
        yield ['dome', tokenOf(book), instantText(book.at), side, priceText(price), sizeText(size), i + 1]
      }
    }
  }
}
