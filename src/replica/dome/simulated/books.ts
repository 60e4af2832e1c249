import { wordOf } from '../../economy/random.ts'
import { UNIT_E6 } from '../../economy/types.ts'
import { type Book, bookOf, type Level, MIN_SIZE } from '../../polymarket/book.ts'
import { bookBody } from '../../polymarket/book-body.ts'
import type { BookFilter, Feed, Window } from '../library.ts'
import { momentsBack } from './moments.ts'
import type { Market, Parts } from './parts.ts'

/** Microseconds in a millisecond. */
const MILLI = 1000
/** Nothing was recorded before 14 October 2025. */
const RECORDED_FROM = Date.UTC(2025, 9, 14)
/** A book stands longer than this many milliseconds unchanged only in a hole. */
const STANDS = 80_000

/** Snapshots of Polymarket's books as they stood. */
export function bookFeed(parts: Parts): Feed<BookFilter> {
  const feed: Feed<BookFilter> = {
    *newest({ id, from, to }, start) {
      const found = parts.trading.withToken(id)
      if (found === undefined) return
      const market = parts.ofQuestion(found.condition.question)!
      const last = start === null ? to : Math.min(to, Number(start.key.timestamp) - (start.isAt ? 0 : 1))
      for (const book of booksBack(parts, { market, outcome: found.outcome }, { from, to: last })) {
        yield { key: { assetId: id, timestamp: book.at / MILLI }, text: () => snapshotText(parts, book) }
      }
    },
    count: (filter) => [...feed.newest(filter, null)].length,
  }
  return feed
}

interface Token {
  readonly market: Market
  readonly outcome: 0 | 1
}

/** The latest snapshot of each token of a market. */
export function latestBooks(parts: Parts, market: Market): Book[] {
  const always = { from: 0, to: Number.POSITIVE_INFINITY }
  return ([0, 1] as const).flatMap((outcome) => [...booksBack(parts, { market, outcome }, always).take(1)])
}

/** Newest first, each state of the book once; times in milliseconds. */
function* booksBack({ seed, clock, trading }: Parts, { market, outcome }: Token, window: Window): Generator<Book> {
  const { condition } = market
  const { opensAt, closesAt } = condition.life
  const from = Math.max(window.from, RECORDED_FROM, Math.ceil(opensAt / MILLI))
  const to = Math.min(window.to + STANDS, Math.floor(Math.min(clock.now(), closesAt) / MILLI))
  let last = Number.POSITIVE_INFINITY
  for (const millis of momentsBack(wordOf(seed, 'books', condition.question), { from, to })) {
    const book = bookOf(trading, condition, { outcome, now: millis * MILLI })
    if (book === undefined || book.at === last || book.at > window.to * MILLI) continue
    if (book.at < from * MILLI) return
    last = book.at
    yield book
  }
}

/** Half of the snapshots list each side the other way round. */
function snapshotText({ seed }: Parts, book: Book): string {
  const { condition, outcome, at, bids, asks, tick } = book
  const timestamp = at / MILLI
  const word = wordOf(seed, 'snapshot', timestamp, condition.question)
  const inOrder = (side: readonly Level[]) => (word % 2 === 0 ? side : side.toReversed()).map(levelBody)
  return JSON.stringify({
    asks: inOrder(asks),
    bids: inOrder(bids),
    hash: bookBody(book).hash,
    minOrderSize: String(MIN_SIZE),
    negRisk: condition.negRisk,
    assetId: condition.tokenIds[outcome],
    timestamp,
    tickSize: String(tick / UNIT_E6),
    indexedAt: timestamp + 40 + (word % 3000),
    market: condition.conditionId,
  })
}

function levelBody({ price, size }: Level): { size: string; price: string } {
  return { size: String(size / 100), price: String(price / UNIT_E6) }
}
