import { expect } from 'vitest'
import type { Check, Scene } from '../judge.ts'
import { decimal, expectSame, instantOf, type Row } from '../wire.ts'
import { books, someBooks } from './world.ts'

type Level = Readonly<{ price: string; size: string }>

interface Book {
  readonly market: string
  readonly asset_id: string
  readonly timestamp: string
  readonly hash: string
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  readonly min_order_size: string
  readonly tick_size: string
  readonly last_trade_price: string
}

/** A book in the truth's words; the best level of a side is its last. */
function bookRow({ bids, asks, ...book }: Book): Row {
  return {
    market_id: book.market,
    outcome_id: book.asset_id,
    at: instantOf(Number(book.timestamp) / 1000),
    best_bid: decimal(bids.at(-1)?.price, 12),
    best_ask: decimal(asks.at(-1)?.price, 12),
    bid_levels: String(bids.length),
    ask_levels: String(asks.length),
    last_price: book.last_trade_price === '' ? '' : decimal(book.last_trade_price, 12),
    tick_size: decimal(book.tick_size, 12),
    min_size: decimal(book.min_order_size, 6),
    hash: book.hash,
  }
}

function levelRows({ asset_id, bids, asks }: Book): Row[] {
  const rows = (side: string, levels: readonly Level[]) =>
    levels.map(({ price, size }, i) => ({
      outcome_id: asset_id,
      side,
      price: decimal(price, 12),
      size: decimal(size, 6),
      place: String(levels.length - i),
    }))
  return [...rows('bid', bids), ...rows('ask', asks)]
}

const MOST_TOKENS = 500

/** Order books, one by one and posted together, and what an order would cost. */
export const BOOKS: Readonly<Record<string, Check>> = {
  getOrderBook: async (scene) => {
    const truth = someBooks(scene)
    const served = await Promise.all(truth.map((row) => scene.client.call<Book>('getOrderBook', row.outcome_id)))
    expectBooks(scene, served, truth)
    const closed = scene.truth('resolutions').find((row) => row.status === 'resolved')!
    const token = scene.truth('outcomes').find((row) => row.market_id === closed.market_id)!
    const error = 'No orderbook exists for the requested token id'
    expect(await scene.client.call('getOrderBook', token.outcome_id)).toEqual({ error, status: 404 })
  },
  getOrderBooks: async (scene) => {
    const served: Book[] = []
    const tokens = books(scene).map((row) => ({ token_id: row.outcome_id }))
    for (let from = 0; from < tokens.length; from += MOST_TOKENS) {
      served.push(...(await scene.client.call<Book[]>('getOrderBooks', tokens.slice(from, from + MOST_TOKENS))))
    }
    expectBooks(scene, served, books(scene))
  },
  getOrderBookHash: async (scene) => {
    for (const { outcome_id, hash } of someBooks(scene)) {
      const book = await scene.client.call<Book>('getOrderBook', outcome_id)
      expect(await scene.client.call('getOrderBookHash', book)).toBe(hash)
    }
  },
  getTickSize: async (scene) => {
    const truth = someBooks(scene)
    const served = await Promise.all(truth.map((row) => scene.client.call<string>('getTickSize', row.outcome_id)))
    expect(served.map((size) => decimal(size, 12))).toEqual(truth.map((row) => row.tick_size))
  },
  calculateMarketPrice: async (scene) => {
    const truth = someBooks(scene).filter((row) => row.best_bid !== '' && row.best_ask !== '')
    for (const { outcome_id: token } of truth) {
      const levels = scene.truth('book_levels').filter((row) => row.outcome_id === token)
      const asks = levels.filter((row) => row.side === 'ask').map((row) => Number(row.price) * Number(row.size))
      const dollars = asks[0]! + (asks[1] ?? 0) / 2
      const second = levels.filter((row) => row.side === 'ask')[asks.length > 1 ? 1 : 0]!
      const price = await scene.client.call('calculateMarketPrice', token, 'BUY', dollars)
      expect(price).toBe(Number(second.price))
      const [best] = levels.filter((row) => row.side === 'bid')
      const sold = await scene.client.call('calculateMarketPrice', token, 'SELL', Number(best!.size))
      expect(sold).toBe(Number(best!.price))
    }
  },
}

function expectBooks({ truth }: Scene, served: readonly Book[], told: readonly Row[]): void {
  expectSame(served.map(bookRow), told)
  const tokens = new Set(told.map((row) => row.outcome_id))
  const levels = truth('book_levels').filter((row) => tokens.has(row.outcome_id))
  expectSame(served.flatMap(levelRows), levels)
}
