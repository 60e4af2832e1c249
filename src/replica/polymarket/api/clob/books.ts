import { answerOf } from '../../answers.ts'
import { bookBody } from '../../book-body.ts'
import type { Route } from '../call.ts'
import { invalidPayload, postedBooks, requireBook, requireToken } from './tokens.ts'

const refuseGet = () => {
  throw invalidPayload()
}

export const CLOB_BOOKS: readonly Route[] = [
  ['GET', '/clob/book', (call) => answerOf(bookBody(requireBook(call)))],
  ['POST', '/clob/books', (call) => answerOf(postedBooks(call).map(({ book }) => bookBody(book)))],
  // Plural routes take what is posted only.
  ...['books', 'prices', 'midpoints', 'spreads', 'last-trades-prices'].map(
    (name): Route => ['GET', `/clob/${name}`, refuseGet],
  ),
  [
    'GET',
    '/clob/tick-size',
    (call) => {
      const { condition } = requireToken(call, UNKNOWN_MARKET)
      const { trading, now } = call.library
      return answerOf({ minimum_tick_size: trading!.tick(condition, now()) / 1_000_000 })
    },
  ],
  ['GET', '/clob/neg-risk', (call) => answerOf({ neg_risk: requireToken(call, UNKNOWN_MARKET).condition.negRisk })],
  [
    'GET',
    '/clob/fee-rate',
    (call) => {
      const { condition } = requireToken(call, UNKNOWN_MARKET)
      // Not the fee that is charged.
      return answerOf({ base_fee: call.library.trading!.feeRate(condition) === 0 ? 0 : 1000 })
    },
  ],
]

const UNKNOWN_MARKET = 'market not found'
