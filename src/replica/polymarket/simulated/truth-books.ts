import { SECOND } from '../../economy/types.ts'
import type { Field } from '../../truth/csv.ts'
import { decimalText, instantText, priceText, sizeText } from '../../truth/decimals.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { type Book, bookOf, type Level, MIN_SIZE } from '../book.ts'
import { bookBody } from '../book-body.ts'
import { pointsOf } from '../history.ts'
import type { Parts } from './parts.ts'
import { VENUE, visible } from './truth-rows.ts'

const BOOK =
  'venue market_id outcome_id at best_bid best_ask bid_levels ask_levels bid_size ask_size last_price tick_size min_size hash'.split(
    ' ',
  )

/** Truth of the books as they stand at the world's present. */
export function bookTables(parts: Parts): TruthTable[] {
  return [
    table('books', BOOK, () => bookRows(parts)),
    table('book_levels', ['venue', 'outcome_id', 'at', 'side', 'price', 'size', 'place'], () => levelRows(parts)),
  ]
}

/** Every minute's midpoint of one token up to now; undefined for what is no token. A whole world's would be endless. */
export function pricesOf({ trading, clock }: Parts, tokenId: string): TruthTable | undefined {
  const found = trading.withToken(tokenId)
  if (found === undefined) return undefined
  const { condition, outcome } = found
  return table('prices', ['venue', 'market_id', 'outcome_id', 'at', 'price'], function* () {
    let last = 0
    for (const { at, price } of pointsOf(trading, condition, { outcome, from: 0, to: clock.now() / SECOND, step: 1 })) {
      if (at !== last) yield [VENUE, condition.conditionId, tokenId, instantText(at * SECOND), priceText(price)]
      last = at
    }
  })
}

function* books(parts: Parts): Generator<Book> {
  for (const condition of visible(parts)) {
    for (const outcome of [0, 1] as const) {
      const book = bookOf(parts.trading, condition, { outcome, now: parts.clock.now() })
      if (book !== undefined) yield book
    }
  }
}

function* bookRows(parts: Parts): Generator<Field[]> {
  for (const book of books(parts)) {
    const { condition, outcome, at, bids, asks, tick, lastPrice } = book
    const [bid, ask] = [bids[0], asks[0]]
    yield [
      VENUE,
      condition.conditionId,
      condition.tokenIds[outcome],
      instantText(at),
      bid === undefined ? null : priceText(bid.price),
      ask === undefined ? null : priceText(ask.price),
      bids.length,
      asks.length,
      totalText(bids),
      totalText(asks),
      lastPrice === '' ? null : lastPrice.padEnd(14, '0'),
      priceText(tick),
      decimalText(MIN_SIZE * 1_000_000, 6, 6),
      bookBody(book).hash,
    ]
  }
}

function totalText(levels: readonly Level[]): string {
  return sizeText(levels.reduce((sum, { size }) => sum + size, 0))
}

function* levelRows(parts: Parts): Generator<Field[]> {
  for (const { condition, outcome, at, bids, asks } of books(parts)) {
    const head = [VENUE, condition.tokenIds[outcome], instantText(at)]
    for (const [side, levels] of [
      ['bid', bids],
      ['ask', asks],
    ] as const) {
      for (const [i, { price, size }] of levels.entries())
        yield [...head, side, priceText(price), sizeText(size), i + 1]
    }
  }
}
