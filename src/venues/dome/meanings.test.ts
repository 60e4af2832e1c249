import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { meaningOf } from '../../../test/support/meaning.ts'
import type { Resource } from '../../core/source.ts'
import type { Connection } from '../../engine/connection.ts'
import { Engine } from '../../engine/engine.ts'
import { books } from './books.ts'
import { candles } from './candles.ts'
import { markets } from './markets.ts'
import { prices } from './prices.ts'
import { trades } from './trades.ts'

let engine: Engine
let connection: Connection
beforeAll(async () => {
  engine = await Engine.open()
  connection = await engine.connect()
})
afterAll(() => engine.close())

const rows = (resource: Resource, table: string, bodies: readonly object[], request = '') =>
  meaningOf<Record<string, string | null>>(connection, resource, {
    table,
    records: bodies.map((body) => ({ payload: JSON.stringify(body), request })),
  })

const [YES, NO] = [
  { id: '111', label: 'Yes' },
  { id: '222', label: 'No' },
]
/** A row as it was in 2025: no event, no description, no key for the start of a game. */
const SPARSE = {
  market_slug: 'a-slug',
  title: 'Will it?',
  condition_id: '0xc',
  start_time: 1766531498,
  end_time: null,
  completed_time: null,
  close_time: null,
  tags: [],
  volume_1_week: 0,
  volume_1_month: 0,
  volume_1_year: 0,
  volume_total: 381005.20621999993,
  resolution_source: '',
  image: '',
  side_a: YES,
  side_b: NO,
  winning_side: null,
  status: 'open',
}
const CLOSED = { ...SPARSE, status: 'closed', close_time: 1766536200 }

describe('what records of Dome mean', () => {
  it('a sparse row: unknown is null, noise is rounded once, the end never decides', async () => {
    const [row] = await rows(markets, 'markets', [{ ...SPARSE, end_time: 1766531499 }])
    expect(row).toMatchObject({
      _reason: null,
      market_id: '0xc',
      event_id: null,
      status: 'open',
      volume: '381005.206220',
    })
    expect(row).toMatchObject({
      rules: null,
      resolved_at: null,
      resolution: null,
      resolution_value: null,
      last_price: null,
    })
    expect([row!.opened_at, row!.closes_at]).toEqual(['2025-12-23 23:11:38+00', '2025-12-23 23:11:39+00'])
  })

  it.each([
    ['an object', NO],
    ['its label', 'No'],
    ['its token', '222'],
  ])('a winner told as %s', async (_, winning_side) => {
    const [row] = await rows(markets, 'markets', [{ ...CLOSED, winning_side }])
    expect(row).toMatchObject({ status: 'resolved', resolution_value: '0.000000000000' })
    expect(row!.resolved_at).toBe('2025-12-24 00:30:00+00')
    const sides = await rows(markets, 'outcomes', [{ ...CLOSED, winning_side }])
    expect(sides.map((side) => [side.outcome_id, side.label, side.position, side.is_winner])).toEqual([
      ['111', 'Yes', '0', false],
      ['222', 'No', '1', true],
    ])
  })

  it('a market that closed without a winner is closed; nobody has won or lost', async () => {
    expect(await rows(markets, 'markets', [CLOSED])).toMatchObject([{ status: 'closed', resolution: null }])
    const sides = await rows(markets, 'outcomes', [CLOSED])
    expect(sides.map((side) => side.is_winner)).toEqual([null, null])
  })

  it.each([
    [{ ...SPARSE, status: 'active' }, /^status: expected one of/],
    [{ ...SPARSE, start_time: 'soon' }, /^start_time: expected epoch seconds, got soon/],
    [{ ...SPARSE, volume_total: 'much' }, /^volume_total: expected a number/],
    [{ ...SPARSE, condition_id: undefined }, /market_id is missing/],
  ])('a market that cannot be read is refused by every table (%#)', async (body, reason) => {
    expect((await rows(markets, 'markets', [body]))[0]!._reason).toMatch(reason)
  })

  it('a price belongs to the token in the request and the market behind it', async () => {
    const request = 'GET /polymarket/market-price/57564352641769637293436 0xabc'
    expect(await rows(prices, 'prices', [{ price: 0.999, at_time: 1762164600 }], request)).toMatchObject([
      {
        _reason: null,
        outcome_id: '57564352641769637293436',
        market_id: '0xabc',
        price: '0.999000000000',
        trade_id: '',
      },
    ])
    const [broken] = await rows(prices, 'prices', [{ price: 1.2, at_time: 1762164600 }], request)
    expect(broken!._reason).toMatch(/^price: expected at most 1/)
  })

  it('candles take the figures in dollars, not the integers that are 0 and not the binary floats', async () => {
    const ohlc = (dollars: string) => ({
      ...{ open: 0.004829999990880811, high: 0, low: 0, close: 0 },
      ...{ open_dollars: dollars, high_dollars: dollars, low_dollars: dollars, close_dollars: dollars },
    })
    const candle = {
      end_period_ts: 1762164000,
      open_interest: 8456498,
      volume: 8456498,
      price: { ...ohlc('0.0049'), mean: 0, mean_dollars: '0.0050', previous: 0, previous_dollars: '0.0049' },
      yes_ask: ohlc('0.0051'),
      yes_bid: ohlc('0.0048'),
    }
    const body = {
      candlesticks: [
        [[candle], { token_id: '111', side: 'Yes' }],
        [[], { token_id: '222', side: 'No' }],
      ],
    }
    const request = 'GET /polymarket/candlesticks/0xc?start_time=1762160400&end_time=1762164600&interval=60'
    expect(await rows(candles, 'candles', [body, { candlesticks: [] }], request)).toMatchObject([
      {
        ...{ _reason: null, market_id: '0xc', outcome_id: '111', interval_minutes: '60', volume: '8456498.000000' },
        ...{ open: '0.004900000000', mean: '0.005000000000', bid_low: '0.004800000000', ask_high: '0.005100000000' },
      },
    ])
  })

  it('of the events of a transaction the one whose other side is the exchange is the trade; all are fills', async () => {
    const event = {
      ...{ token_id: '111', side: 'BUY', condition_id: '0xc', shares: 5000000, price: 0.8939999994018871 },
      ...{ log_index: 10, tx_hash: '0xt', timestamp: 1762755335, user: '0xmaker', taker: '0xtaker' },
    }
    const own = { ...event, log_index: 12, user: '0xtaker', taker: '0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E' }
    const fills = await rows(trades, 'fills', [event, own])
    expect(fills.map(({ fill_id }) => fill_id)).toEqual(['0xt:10', '0xt:12'])
    expect(await rows(trades, 'trades', [event, own])).toMatchObject([
      {
        ...{ trade_id: '0xt:12', trader_id: '0xtaker', side: 'buy', price: '0.893999999402', size: '5.000000' },
        ...{ notional: '4.469999997010', traded_at: '2025-11-10 06:15:35+00' },
      },
    ])
  })

  it('the sides of a book come in any order; places count from the best price', async () => {
    const level = (price: string, size: string) => ({ price, size })
    const book = {
      ...{ assetId: '111', market: '0xc', timestamp: 1761104098914, hash: 'h', tickSize: '0.01', minOrderSize: '5' },
      ...{ negRisk: false, indexedAt: 1761104099000, asks: [level('0.6', '1.5'), level('0.55', '2')] },
      bids: [level('0.1', '10'), level('0.5', '0.25'), level('0.4', '3')],
    }
    expect(await rows(books, 'books', [book])).toMatchObject([
      {
        ...{ best_bid: '0.500000000000', best_ask: '0.550000000000', bid_levels: '3', bid_size: '13.250000' },
        ...{ ask_size: '3.500000', at: '2025-10-22 03:34:58.914+00' },
      },
    ])
    const levels = await rows(books, 'book_levels', [book])
    const seen = levels.map(({ side, place, price }) => `${side} ${place} ${Number(price)}`).sort()
    expect(seen).toEqual(['ask 1 0.55', 'ask 2 0.6', 'bid 1 0.5', 'bid 2 0.4', 'bid 3 0.1'])
    const [broken] = await rows(books, 'books', [{ ...book, bids: [level('half', '1')] }])
    expect(broken!._reason).toMatch(/^bids: expected prices and sizes/)
    const [lacking] = await rows(books, 'book_levels', [{ ...book, asks: undefined }])
    expect(lacking!._reason).toMatch(/^asks: expected a list/)
  })
})
