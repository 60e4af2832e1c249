import { UNIT_E6 } from '../../../economy/types.ts'
import { visible } from '../../accounts/legs.ts'
import { answerOf, plainRefusal } from '../../answers.ts'
import type { Book } from '../../book.ts'
import type { Call, Route } from '../call.ts'
import { NO_BOOK, postedBooks, readPosted, requireBook, requireToken, type Token, tokenNamed } from './tokens.ts'

export const CLOB_PRICES: readonly Route[] = [
  ['GET', '/clob/price', (call) => answerOf({ price: priceText(requireBook(call), readSide(call.query.get('side'))) })],
  ['POST', '/clob/prices', (call) => answerOf(postedPrices(call))],
  ['GET', '/clob/midpoint', (call) => answerOf({ mid: midText(requireBook(call)) })],
  ['POST', '/clob/midpoints', (call) => answerOf(postedMap(call, midText))],
  ['GET', '/clob/spread', (call) => answerOf({ spread: spreadText(requireBook(call)) })],
  ['POST', '/clob/spreads', (call) => answerOf(postedMap(call, spreadText))],
  ['GET', '/clob/last-trade-price', (call) => answerOf(lastTrade(call, requireToken(call, NO_BOOK)))],
  [
    'POST',
    '/clob/last-trades-prices',
    (call) =>
      answerOf(
        readPosted(call.body, MOST_TOKENS).flatMap(({ token_id }) => {
          const token = tokenNamed(call, String(token_id))
          return token === undefined ? [] : [{ ...lastTrade(call, token), token_id: token.id }]
        }),
      ),
  ],
]

const MOST_TOKENS = 500

type Side = 'BUY' | 'SELL'

function readSide(side: unknown): Side {
  if (side === 'BUY' || side === 'SELL') return side
  throw plainRefusal(400, 'Invalid side')
}

/** A missing bid counts as 0, a missing ask as 1. In millionths. */
function bestOf({ bids, asks }: Book): { bid: number; ask: number } {
  return { bid: bids[0]?.price ?? 0, ask: asks[0]?.price ?? UNIT_E6 }
}

/** BUY is the best bid, SELL the best ask. */
function priceText(book: Book, side: Side): string {
  const { bid, ask } = bestOf(book)
  return String((side === 'BUY' ? bid : ask) / UNIT_E6)
}

function midText(book: Book): string {
  const { bid, ask } = bestOf(book)
  return String((bid + ask) / 2 / UNIT_E6)
}

function spreadText(book: Book): string {
  const { bid, ask } = bestOf(book)
  return String((ask - bid) / UNIT_E6)
}

/** Without a side only the best ask comes. */
function postedPrices(call: Call): Record<string, Partial<Record<Side, string>>> {
  const prices: Record<string, Partial<Record<Side, string>>> = {}
  for (const { id, side, book } of postedBooks(call)) {
    const wanted = side === undefined || side === '' ? 'SELL' : readSide(side)
    prices[id] = { ...prices[id], [wanted]: priceText(book, wanted) }
  }
  return prices
}

function postedMap(call: Call, textOf: (book: Book) => string): Record<string, string> {
  return Object.fromEntries(postedBooks(call).map(({ id, book }) => [id, textOf(book)]))
}

/** Half a dollar stands for "never traded". The price is that of the token traded, whichever was asked for. */
function lastTrade({ library }: Call, { condition }: Token): { price: string; side: string } {
  const { tape } = library.trading!
  const last = visible(tape, tape.ofQuestion(condition.question), library.now()).at(-1)
  if (last === undefined) return { price: '0.5', side: '' }
  const { price, isBuy } = tape.taker(last)
  return { price: String(price), side: isBuy ? 'BUY' : 'SELL' }
}
