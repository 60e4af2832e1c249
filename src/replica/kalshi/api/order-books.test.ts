import { describe, expect, it } from 'vitest'
import { readTruth } from '../../testing/truth.ts'
import { ask, askJson, bodyOf, type Row, walk } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'

type Side = [price: string, count: string][]
interface Book {
  readonly orderbook_fp: { readonly no_dollars: Side; readonly yes_dollars: Side }
}

const world = simulatedWorld({ kind: 'simulated', trades: 5000, seed: 33, until: '2026-10-08', days: 90, markets: 400 })
const markets = walk(world, '/markets?limit=1000', 'markets')
const bookOf = (market: Row, query = '') => askJson<Book>(world, `/markets/${market.ticker}/orderbook${query}`)

describe('order books', () => {
  it('have the quotes of their market as best bids, best last, on a grid of prices that only rises', () => {
    for (const market of markets) {
      const { yes_dollars: yes, no_dollars: no } = bookOf(market).orderbook_fp
      const best = (side: Side, price: unknown, size: unknown) =>
        expect(side.at(-1) ?? ['', '0.00']).toEqual(side.length === 0 ? ['', size] : [price, size])
      best(yes, market.yes_bid_dollars, market.yes_bid_size_fp)
      best(no, market.no_bid_dollars, market.yes_ask_size_fp)
      for (const side of [yes, no]) {
        const prices = side.map(([price]) => price)
        expect(prices).toEqual([...new Set(prices)].sort())
        expect(side.every((level) => /^0\.\d{4}$/.test(level[0]) && /^\d+\.\d\d$/.test(level[1]))).toBe(true)
      }
    }
    const deep = markets.map((market) => bookOf(market).orderbook_fp.yes_dollars.length)
    expect(Math.max(...deep)).toBeGreaterThan(10)
  })

  it('of settled markets are empty on both sides', () => {
    const settled = markets.find((market) => market.status === 'finalized')!
    expect(bookOf(settled)).toEqual({ orderbook_fp: { no_dollars: [], yes_dollars: [] } })
  })

  it('are cut to the best levels of each side, or not at all', () => {
    const market = markets.find((each) => bookOf(each).orderbook_fp.yes_dollars.length > 5)!
    const whole = bookOf(market).orderbook_fp
    for (const query of ['?depth=0', '?depth=-3', '?depth=100'])
      expect(bookOf(market, query).orderbook_fp).toEqual(whole)
    expect(bookOf(market, '?depth=2').orderbook_fp.yes_dollars).toEqual(whole.yes_dollars.slice(-2))
    expect(ask(world, `/markets/${market.ticker}/orderbook?depth=101`).status).toBe(400)
    expect(ask(world, '/markets/NOPE/orderbook').status).toBe(404)
  })

  it('come for many tickers, one parameter each; a comma is no separator', () => {
    const [one, two] = [markets[0]!, markets[1]!]
    const { orderbooks } = askJson<{ orderbooks: (Book & { ticker: string })[] }>(
      world,
      `/markets/orderbooks?tickers=${one.ticker}&tickers=NOPE&tickers=${two.ticker}`,
    )
    expect(orderbooks).toEqual([one, two].map((market) => ({ ...bookOf(market), ticker: market.ticker })))
    const both = `${one.ticker},${two.ticker}`
    const empty = { no_dollars: [], yes_dollars: [] }
    expect(bodyOf(ask(world, `/markets/orderbooks?tickers=${both}`))).toBe(
      JSON.stringify({ orderbooks: [{ orderbook_fp: empty, ticker: both }] }),
    )
    const query = (count: number, length = 1) =>
      Array.from({ length: count }, (_, i) => `tickers=${`T${i}`.padEnd(length, 'X')}`).join('&')
    const status = (text: string) => ask(world, `/markets/orderbooks?${text}`).status
    expect([status(''), status(query(100)), status(query(101)), status(query(1, 201))]).toEqual([400, 200, 400, 400])
  })

  it('are in the truth as bids and asks of YES', () => {
    const rows = (market: Row) => {
      const { yes_dollars: yes, no_dollars: no } = bookOf(market).orderbook_fp
      const ask = (price: string) => String(10_000 - Number(price.slice(2)))
      const asks = no.toReversed().map(([price, size]) => ['ask', `0.${ask(price).padStart(4, '0')}`, size])
      return [...asks, ...yes.map(([price, size]) => ['bid', price, size])].map(([side, price, size]) => ({
        venue: 'kalshi',
        outcome_id: `${market.ticker}:yes`,
        side,
        price: `${price}00000000`,
        size: `${size}0000`,
      }))
    }
    const sorted = markets.toSorted((a, b) => (String(a.ticker) < String(b.ticker) ? -1 : 1))
    const [plain, combos] = [false, true].map((isCombo) =>
      sorted.filter((market) => 'mve_selected_legs' in market === isCombo).flatMap(rows),
    )
    expect(readTruth(world, 'books')).toEqual(plain)
    expect(readTruth(world, 'mve_books')).toEqual(combos)
  })
})
