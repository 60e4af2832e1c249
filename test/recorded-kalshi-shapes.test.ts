import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Resource } from '../src/core/source.ts'
import type { Connection, Row } from '../src/engine/connection.ts'
import { Engine } from '../src/engine/engine.ts'
import { books } from '../src/venues/kalshi/books.ts'
import { candles } from '../src/venues/kalshi/candles.ts'
import { exchange } from '../src/venues/kalshi/exchange.ts'
import { incentives } from '../src/venues/kalshi/incentives.ts'
import { milestones } from '../src/venues/kalshi/milestones.ts'
import { multivariate } from '../src/venues/kalshi/multivariate.ts'
import { series } from '../src/venues/kalshi/series.ts'
import { structuredTargets } from '../src/venues/kalshi/structured-targets.ts'
import { type Kept, meaningOf } from './support/meaning.ts'
import { recordings } from './support/recordings.ts'

const folder = recordings('found/kalshi')

type Body = Readonly<Record<string, unknown>>
const read = (file: string): Body => JSON.parse(readFileSync(path.join(folder!, file), 'utf8'))
const golden = (name: string): Body => read(`golden-api/tests/fixtures/golden/${name}_response.json`).response as Body
const listOf = (body: Body, name: string) => body[name] as Body[]
const kept = (bodies: readonly unknown[], request?: string): Kept[] =>
  bodies.map((body) => ({ payload: JSON.stringify(body), ...(request !== undefined && { request }) }))
/** A decimal of the recording as the table writes it. */
const price = (text: unknown) => (typeof text === 'string' ? `${text}00000000` : null)

describe.skipIf(folder === undefined)('recorded bodies of the real Kalshi', () => {
  let engine: Engine
  let connection: Connection
  beforeAll(async () => {
    engine = await Engine.open()
    connection = await engine.connect()
    await connection.run("set TimeZone = 'UTC'")
  })
  afterAll(() => engine?.close())
  const rows = <R extends Row>(resource: Resource, table: string, records: readonly Kept[]) =>
    meaningOf<R>(connection, resource, { table, records })

  it('candles of a minute, with and without trades, are what was recorded, to the digit', async () => {
    const { markets } = read('cockpit-fixtures/tests/fixtures/candlesticks_mlb.json') as {
      markets: Record<string, Body>
    }
    let quiet = 0
    for (const [ticker, { series_ticker, period_interval, candlesticks }] of Object.entries(markets)) {
      const request = `GET /series/${series_ticker}/markets/${ticker}/candlesticks?start_ts=1&period_interval=${period_interval}`
      const found = await rows(candles, 'candles', kept(candlesticks as Body[], request))
      const expected = (candlesticks as Record<string, Record<string, string>>[]).map((candle) => ({
        market_id: ticker,
        interval_minutes: String(period_interval),
        open: price(candle.price!.open_dollars),
        mean: price(candle.price!.mean_dollars),
        previous: price(candle.price!.previous_dollars),
        bid_high: price(candle.yes_bid!.high_dollars),
        ask_low: price(candle.yes_ask!.low_dollars),
        volume: `${candle.volume_fp}0000`,
        open_interest: `${candle.open_interest_fp}0000`,
        _reason: null,
      }))
      quiet += expected.filter(({ open }) => open === null).length
      expect(found).toHaveLength(expected.length)
      expect(found).toEqual(expect.arrayContaining(expected.map((row) => expect.objectContaining(row))))
    }
    expect(quiet).toBeGreaterThan(0)
  })

  it('candles of the time when cents were sent too are read in dollars', async () => {
    const bodies = listOf(golden('series_candlesticks'), 'candlesticks')
    const request = 'GET /series/KXELONMARS/markets/KXELONMARS-99/candlesticks?start_ts=1&period_interval=1440'
    const found = await rows(candles, 'candles', kept(bodies, request))
    expect(found.filter(({ _reason }) => _reason !== null)).toEqual([])
    const prices = (group: string) => bodies.map((body) => price((body[group] as Body).close_dollars)).sort()
    expect(found.map(({ bid_close }) => bid_close).sort()).toEqual(prices('yes_bid'))
    expect(found.map(({ close }) => close).sort()).toEqual(prices('price'))
  })

  it('order books, whose best prices are the quotes of their market', async () => {
    const recorded = read('cockpit-fixtures/tests/fixtures/market_single.json')
    const { market } = recorded.single as { market: Body }
    const { orderbook_fp } = recorded.orderbook as { orderbook_fp: { yes_dollars: unknown[]; no_dollars: unknown[] } }
    const [book] = await rows(books, 'books', kept([{ ticker: market.ticker, orderbook_fp }]))
    expect(book).toMatchObject({
      market_id: market.ticker,
      best_bid: price(market.yes_bid_dollars),
      best_ask: price(market.yes_ask_dollars),
      bid_levels: String(orderbook_fp.yes_dollars.length),
      ask_levels: String(orderbook_fp.no_dollars.length),
      _reason: null,
    })
    const thin = read('fortuna-fixtures/fixtures/kalshi/orderbook__base.json').orderbook_fp
    expect(await rows(books, 'books', kept([{ ticker: 'KXA-1', orderbook_fp: thin }]))).toMatchObject([
      { best_bid: '0.470000000000', best_ask: '0.520000000000', bid_size: '3.000000', _reason: null },
    ])
  })

  it.each<[string, Resource, string, string, string, string]>([
    ['milestones_list', milestones, 'milestones', 'milestones', 'id', 'milestone_id'],
    ['structured_targets_list', structuredTargets, 'structured_targets', 'structured_targets', 'id', 'target_id'],
    [
      'multivariate_event_collections_list',
      multivariate,
      'multivariate_contracts',
      'multivariate_collections',
      'collection_ticker',
      'collection_id',
    ],
    ['incentive_programs', incentives, 'incentive_programs', 'incentives', 'id', 'incentive_id'],
    ['series_list', series, 'series', 'series', 'ticker', 'series_id'],
  ])('%s: every row, no field that nobody knows', async (file, resource, list, table, id, column) => {
    const bodies = listOf(golden(file), list)
    const found = await rows(resource, table, kept(bodies))
    expect(found.filter(({ _reason }) => _reason !== null)).toEqual([])
    expect(found.map((row) => row[column as keyof typeof row]).sort()).toEqual(bodies.map((body) => body[id]).sort())
    const known = new Set([...Object.keys(resource.raw), ...resource.ignored])
    expect(bodies.flatMap((body) => Object.keys(body).filter((field) => !known.has(field)))).toEqual([])
  })

  it('the exchange', async () => {
    const status = kept([golden('exchange_status')], 'GET /exchange/status')
    const demo = kept([read('fortuna-fixtures/fixtures/kalshi/exchange__status.json')], 'GET /exchange/status')
    expect(await rows(exchange, 'exchange_status', [...status, ...demo])).toMatchObject([
      { exchange_index: 'all', is_active: true, is_trading: true, _reason: null },
      { exchange_index: 'all', is_active: true, is_trading: true, _reason: null },
    ])
    const [schedule] = await rows<{ standard_hours: string }>(
      exchange,
      'exchange_schedules',
      kept([golden('exchange_schedule')], 'GET /exchange/schedule'),
    )
    expect(JSON.parse(schedule!.standard_hours)).toEqual((golden('exchange_schedule').schedule as Body).standard_hours)
  })
})
