import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { meaningOf } from '../../../test/support/meaning.ts'
import type { Connection } from '../../engine/connection.ts'
import { Engine } from '../../engine/engine.ts'
import { books } from './books.ts'
import { candles } from './candles.ts'
import { exchange } from './exchange.ts'
import { incentives } from './incentives.ts'
import { series } from './series.ts'

let engine: Engine
let connection: Connection
beforeAll(async () => {
  engine = await Engine.open()
  connection = await engine.connect()
  await connection.run("set TimeZone = 'UTC'")
})
afterAll(() => engine.close())
const rows = (resource: typeof books, table: string, ...bodies: unknown[]) =>
  meaningOf(connection, resource, { table, records: bodies.map((body) => ({ payload: JSON.stringify(body) })) })

describe('books', () => {
  const book = (yes_dollars: unknown, no_dollars: unknown) => ({
    ticker: 'KXA-1',
    orderbook_fp: { yes_dollars, no_dollars },
  })

  it('turn bids for NO into asks for YES, and take the best of levels in any order', async () => {
    const body = book(
      [
        ['0.5800', '552.00'],
        ['0.8900', '343.49'],
        ['0.0100', '0.01'],
      ],
      [
        ['0.0100', '1058328.00'],
        ['0.0625', '641.00'],
      ],
    )
    expect(await rows(books, 'books', body)).toMatchObject([
      {
        market_id: 'KXA-1',
        outcome_id: 'KXA-1:yes',
        at: '2026-10-08 12:00:00+00',
        best_bid: '0.890000000000',
        best_ask: '0.937500000000',
        bid_levels: '3',
        ask_levels: '2',
        bid_size: '895.500000',
        ask_size: '1058969.000000',
        _reason: null,
      },
    ])
    const levels = await rows(books, 'book_levels', body)
    expect(levels.map(({ side, price, size, place }) => [side, place, price, size])).toEqual([
      ['ask', '1', '0.937500000000', '641.000000'],
      ['ask', '2', '0.990000000000', '1058328.000000'],
      ['bid', '3', '0.010000000000', '0.010000'],
      ['bid', '2', '0.580000000000', '552.000000'],
      ['bid', '1', '0.890000000000', '343.490000'],
    ])
  })

  it('of nobody have no best prices; those without a side, or with a level that is no numbers, are refused', async () => {
    expect(await rows(books, 'books', book([], []))).toMatchObject([
      {
        best_bid: null,
        best_ask: null,
        bid_levels: '0',
        ask_levels: '0',
        bid_size: '0.000000',
        ask_size: '0.000000',
        _reason: null,
      },
    ])
    expect(await rows(books, 'books', book([], null))).toMatchObject([{ _reason: 'ask_levels is missing' }])
    expect(
      await rows(
        books,
        'books',
        book(
          [
            ['0.5', 'abc'],
            ['0.4', '1'],
          ],
          [],
        ),
      ),
    ).toMatchObject([{ _reason: expect.stringMatching(/level/) }])
    expect(await rows(books, 'books', { ticker: 'KXA-1', orderbook_fp: 'abc' })).toMatchObject([
      { _reason: expect.stringMatching(/missing/) },
    ])
  })
})

describe('candles', () => {
  const quotes = (suffix: string) =>
    Object.fromEntries(['open', 'high', 'low', 'close'].map((name, i) => [name + suffix, `0.${i + 1}000`]))
  const live = (price: unknown) => ({
    end_period_ts: 1786138380,
    open_interest_fp: '56166.10',
    price,
    volume_fp: '0.00',
    yes_ask: quotes('_dollars'),
    yes_bid: quotes('_dollars'),
  })
  const asked = (path: string) => `GET ${path}/candlesticks?start_ts=1&end_ts=1786138380&period_interval=60`
  const read = (path: string, ...bodies: unknown[]) =>
    meaningOf(connection, candles, {
      table: 'candles',
      records: bodies.map((body) => ({ payload: JSON.stringify(body), request: asked(path) })),
    })

  it('mean the same in the words of either tier', async () => {
    const traded = {
      open_dollars: '0.3400',
      high_dollars: '0.3500',
      low_dollars: '0.3300',
      close_dollars: '0.3401',
      mean_dollars: '0.3402',
      previous_dollars: '0.3000',
    }
    const old = {
      end_period_ts: 1786138380,
      open_interest: '56166.10',
      price: { open: '0.3400', high: '0.3500', low: '0.3300', close: '0.3401', mean: '0.3402', previous: '0.3000' },
      volume: '0.00',
      yes_ask: quotes(''),
      yes_bid: quotes(''),
    }
    const [now] = await read('/series/KXA/markets/KXA-26.5-T4.8', live(traded))
    expect(await read('/historical/markets/KXA-26.5-T4.8', old)).toEqual([now])
    expect(now).toMatchObject({
      market_id: 'KXA-26.5-T4.8',
      outcome_id: 'KXA-26.5-T4.8:yes',
      interval_minutes: '60',
      ends_at: '2026-08-07 21:33:00+00',
      open: '0.340000000000',
      mean: '0.340200000000',
      previous: '0.300000000000',
      bid_low: '0.300000000000',
      ask_close: '0.400000000000',
      open_interest: '56166.100000',
      _reason: null,
    })
  })

  it('without a trade have no prices, and are refused without quotes', async () => {
    const [quiet, never] = await read('/series/KXA/markets/KXA-1', live({ previous_dollars: '0.4800' }), live({}))
    expect(quiet).toMatchObject({
      open: null,
      close: null,
      previous: '0.480000000000',
      volume: '0.000000',
      _reason: null,
    })
    expect(never).toMatchObject({ open: null, previous: null, _reason: null })
    const [broken] = await read('/series/KXA/markets/KXA-1', { ...live({}), yes_bid: 'abc' })
    expect(broken?._reason).toMatch(/^yes_bid: expected an object/)
  })
})

it('an exchange that tells nothing of its engines is one row, the schedule another table', async () => {
  const records = [
    { payload: '{"exchange_active":true,"trading_active":false}', request: 'GET /exchange/status' },
    {
      payload: '{"schedule":{"maintenance_windows":[],"standard_hours":[{"monday":[]}]}}',
      request: 'GET /exchange/schedule',
    },
  ]
  expect(await meaningOf(connection, exchange, { table: 'exchange_status', records })).toMatchObject([
    { exchange_index: 'all', is_active: true, is_trading: false, is_transferring: null, _reason: null },
  ])
  expect(await meaningOf(connection, exchange, { table: 'exchange_schedules', records })).toMatchObject([
    { standard_hours: '[{"monday":[]}]', maintenance_windows: '[]', _reason: null },
  ])
})

it('rewards are counted in hundredths of a cent, and refused where they are no numbers', async () => {
  const programme = {
    id: 'a',
    market_ticker: 'KXA-1',
    period_reward: 200000,
    discount_factor_bps: 5000,
    target_size: 300,
  }
  expect(
    await rows(incentives, 'incentives', programme, { ...programme, id: 'b', period_reward: 'abc' }),
  ).toMatchObject([
    { reward: '20.000000000000', discount_factor: '0.500000000000', target_size: '300.000000', _reason: null },
    { _reason: 'reward: expected decimal(38, 12), got abc' },
  ])
})

it('a series is filed under its category, those that came later, and its tags', async () => {
  const record = { ticker: 'KXA', title: 'A', category: 'Sports', categories: ['Sports', 'World'], tags: ['Soccer'] }
  const links = await rows(series, 'category_links', record, { ticker: 'KXB', category: '', tags: null })
  expect(links.map(({ category_id, linked_id }) => `${category_id} ${linked_id}`)).toEqual([
    'category:Sports KXA',
    'category:World KXA',
    'tag:Soccer KXA',
  ])
})
