import { createHash } from 'node:crypto'
import { type Book, type Level, MIN_SIZE } from './book.ts'

/** As it is served: all scalars are texts but one, and either side begins with its worst level. */
export function bookBody({ condition, outcome, at, bids, asks, tick, lastPrice }: Book) {
  const body = {
    market: condition.conditionId,
    asset_id: condition.tokenIds[outcome],
    timestamp: String(at / 1000),
    hash: '',
    bids: bids.map(levelText).reverse(),
    asks: asks.map(levelText).reverse(),
    min_order_size: String(MIN_SIZE),
    tick_size: String(tick / 1_000_000),
    neg_risk: condition.negRisk,
    last_trade_price: lastPrice,
  }
  return { ...body, hash: createHash('sha1').update(JSON.stringify(body)).digest('hex') }
}

function levelText({ price, size }: Level) {
  return { price: String(price / 1_000_000), size: String(size / 100) }
}
