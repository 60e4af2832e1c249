import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ENGINES } from '../../test/support/engines.ts'
import { TestWarehouse } from '../../test/support/model.ts'
import { tradeRow as trade } from '../../test/support/trade-row.ts'
import { silverTable } from '../core/tables/index.ts'
import type { Cell } from '../engine/connection.ts'
import { MODELS } from './index.ts'

const seen_at = '2026-03-01T00:00:00Z'
const market = (market_id: string, more: Record<string, Cell> = {}) => ({
  venue: 'kalshi',
  market_id,
  event_id: 'E',
  status: 'open',
  is_combo: false,
  seen_at,
  ...more,
})
const outcomes = (market_id: string, yesWins: boolean | null = null) =>
  ['yes', 'no'].map((label, position) => ({
    venue: 'kalshi',
    market_id,
    outcome_id: `${market_id}:${label}`,
    position,
    is_winner: yesWins === null ? null : yesWins === (position === 0),
    seen_at,
  }))

describe.each(ENGINES)('gold of markets, by example, on %s', (engine) => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open(engine)
  })
  beforeEach(() => lake.warehouse.clear(lake.connection))
  afterAll(() => lake.close())

  it('market_summary tells change, spread and time to close as of the latest trade of the venue', async () => {
    await lake.load({
      markets: [
        market('A', { best_bid: '0.4', best_ask: '0.45', closes_at: '2026-02-03T07:20:00Z' }),
        market('B', { best_bid: '0.4', closes_at: '2026-02-02T00:00:00Z' }),
        market('C', { status: 'closed', closes_at: '2026-02-09T00:00:00Z' }),
      ],
      outcomes: outcomes('A'),
      trades: [
        trade('a', '2026-01-05T00:00:00Z', { price: '0.1' }),
        trade('b', '2026-02-01T12:00:00Z', { price: '0.7', outcome_id: 'A:no' }),
        trade('c', '2026-02-01T12:00:00.000001Z', { price: '0.9' }),
        trade('d', '2026-02-02T12:00:00Z', { price: '0.42' }),
        trade('e', '2026-01-20T12:00:00Z', { price: '0.5', market_id: 'B', outcome_id: 'B:yes' }),
        trade('f', '2026-02-02T00:00:00Z', { price: '0.5', market_id: 'C', outcome_id: 'C:yes' }),
      ],
    })
    expect(await lake.build(MODELS, 'market_summary')).toMatchObject([
      {
        last_price: '0.420000000000',
        change_24h: '0.120000000000',
        spread: '0.050000000000',
        hours_to_close: '19.333333333333',
      },
      { market_id: 'B', change_24h: '0.000000000000', spread: null, hours_to_close: null },
      { market_id: 'C', change_24h: null, hours_to_close: null },
    ])
  })

  it('movers ranks open markets by how far their price went in each span', async () => {
    const rows = ['A', 'B', 'C', 'D'].flatMap((id, i) => [
      trade(`${id}1`, '2026-02-01T00:00:00Z', { market_id: id, outcome_id: `${id}:yes`, price: '0.5' }),
      trade(`${id}2`, `2026-02-08T0${i}:30:00Z`, { market_id: id, outcome_id: `${id}:yes`, price: `0.${4 + i}` }),
    ])
    const markets = ['A', 'B', 'C', 'D'].map((id) => market(id, { status: id === 'D' ? 'closed' : 'open' }))
    await lake.load({ markets, trades: [...rows, trade('e', '2026-02-08T03:00:00Z', { price: '0.2' })] })
    const told = (await lake.build(MODELS, 'movers')).map((row) =>
      [row.span, row.rank, row.market_id, row.price_before, row.change, row.trades].join(' '),
    )
    // D's trade at 03:30 is the venue's latest.
    expect(told).toEqual([
      '1h 1 A 0.400000000000 -0.200000000000 1',
      '24h 1 A 0.500000000000 -0.300000000000 2',
      '24h 2 C 0.500000000000 0.100000000000 1',
      '7d 1 A 0.500000000000 -0.300000000000 2',
      '7d 2 C 0.500000000000 0.100000000000 1',
    ])
  })

  it('category_activity adds up categories and venues, and follows a market to another category', async () => {
    const at = '2026-02-01T10:00:00Z'
    await lake.load({
      markets: [market('A', { category: 'Sports' }), market('B', { category: 'Sports' })],
      trades: [
        trade('a', at),
        trade('b', at, { market_id: 'B', size: '2' }),
        trade('c', at, { market_id: 'C', size: '4' }),
        trade('d', at, { venue: 'manifold', market_id: 'M', size: '8' }),
      ],
    })
    const told = async () =>
      (await lake.build(MODELS, 'category_activity')).map((row) =>
        [row.venue, row.category, row.markets, row.trades, Number(row.volume), Number(row.notional)].join(' '),
      )
    expect(await told()).toEqual([
      'all Sports 2 2 3 0',
      'all all 4 4 15 0',
      'all none 2 2 12 0',
      'kalshi Sports 2 2 3 1.5',
      'kalshi all 3 3 7 3.5',
      'kalshi none 1 1 4 2',
      'manifold all 1 1 8 4',
      'manifold none 1 1 8 4',
    ])
    await lake.load({ markets: [market('B', { category: 'Politics', seen_at: '2026-03-02T00:00:00Z' })] })
    expect((await told()).filter((row) => row.startsWith('kalshi'))).toEqual([
      'kalshi Politics 1 1 2 1',
      'kalshi Sports 1 1 1 0.5',
      'kalshi all 3 3 7 3.5',
      'kalshi none 1 1 4 2',
    ])
  })

  it('maker_taker tells what takers won per share once shares have paid', async () => {
    const at = '2026-02-01T10:00:00Z'
    await lake.load({
      markets: [market('A'), market('B')],
      outcomes: [...outcomes('A'), ...outcomes('B')],
      trades: [
        trade('a', at, { price: '0.4', size: '1' }),
        trade('b', at, { price: '0.7', size: '2', outcome_id: 'A:no' }),
        trade('c', at, { price: '0.3', size: '3', side: 'sell' }),
        trade('d', at, { price: '0.5', size: '3', market_id: 'B', outcome_id: 'B:yes' }),
        trade('e', at, { price: '0.5', size: '9', kind: 'block' }),
      ],
    })
    const told = async () =>
      (await lake.build(MODELS, 'maker_taker')).map((row) => [row.side, row.trades, row.avg_price, row.taker_profit])
    expect(await told()).toEqual([
      ['buy', '3', '0.550000000000', null],
      ['sell', '1', '0.300000000000', null],
    ])
    const ended = { status: 'resolved', resolution: 'yes', seen_at: '2026-03-02T00:00:00Z' }
    const won = outcomes('A', true).map((row) => ({ ...row, seen_at: ended.seen_at }))
    await lake.load({ markets: [market('A', ended)], outcomes: won })
    // Bought 1 at 0.4 that paid 1, and 2 at 0.7 that paid nothing; sold 3 at 0.3 that paid 1 each.
    expect(await told()).toEqual([
      ['buy', '3', '0.550000000000', '-0.266666666667'],
      ['sell', '1', '0.300000000000', '-0.700000000000'],
    ])
    const ruling = { venue: 'kalshi', market_id: 'B', told_by: 'book', winner_position: 0, seen_at: ended.seen_at }
    await lake.load({ resolutions: [ruling] })
    // And 3 at 0.5 that paid 1.
    expect((await told())[0]).toEqual(['buy', '3', '0.550000000000', '0.116666666667'])
  })

  it('event_coherence finds prices that cannot all be right', async () => {
    const prices = { A: '0.6', B: '0.5', C: '0.4', D: '0.45', E: '0.3', F: '0.9' }
    const strike = (market_id: string, strike_type: string, threshold: string) => ({
      ...{ venue: 'kalshi', market_id, strike_type, seen_at },
      ...(strike_type.startsWith('less') ? { cap_strike: threshold } : { floor_strike: threshold }),
    })
    await lake.load({
      events: [
        { venue: 'kalshi', event_id: 'E', mutually_exclusive: true, seen_at },
        { venue: 'kalshi', event_id: 'L', mutually_exclusive: false, seen_at },
        { venue: 'kalshi', event_id: 'ONE', mutually_exclusive: true, seen_at },
      ],
      markets: Object.keys(prices).map((id) =>
        market(id, { event_id: 'AB'.includes(id) ? 'E' : id === 'F' ? 'ONE' : 'L' }),
      ),
      market_strikes: [
        strike('C', 'greater', '10'),
        strike('D', 'greater', '9.5'),
        strike('E', 'greater_or_equal', '9.5'),
      ],
      trades: Object.entries(prices).map(([id, price], i) =>
        trade(id, `2026-02-01T0${i}:00:00Z`, { market_id: id, outcome_id: `${id}:yes`, price }),
      ),
    })
    expect(await lake.build(MODELS, 'event_coherence')).toEqual([
      {
        ...{ venue: 'kalshi', event_id: 'E', kind: 'sum', markets: '2', price_sum: '1.100000000000', violations: '1' },
        ...{ worst: '0.100000000000', as_of: '2026-02-01T01:00:00Z' },
      },
      // At least 9.5 at 0.3, above 9.5 at 0.45: wrong; above 10 at 0.4: right.
      {
        ...{ venue: 'kalshi', event_id: 'L', kind: 'ladder', markets: '3', price_sum: null, violations: '1' },
        ...{ worst: '0.150000000000', as_of: '2026-02-01T04:00:00Z' },
      },
    ])
  })

  it('completeness counts the slices of the ledger', async () => {
    const slice = (name: string, state: string, from: string | null) =>
      `('kalshi', 'trades', '${name}', '${state}', 2, null, null, null, ${from === null ? 'null, null' : `timestamptz '${from}', timestamptz '2026-03-01 00:00:00+00'`}, now())`
    const columns =
      'venue, resource, slice, state, rows, first_key, last_key, proof, covers_from, covers_to, updated_at'
    await lake.load({ trades: [trade('a', seen_at)] })
    const slices = [
      slice('1', 'complete', '2026-02-01 00:00:00+00'),
      slice('2', 'complete', '2026-01-01 00:00:00+00'),
      slice('3', 'partial', null),
    ]
    await lake.warehouse.replace(
      lake.connection,
      silverTable('ledger'),
      `(select * from (values ${slices.join(', ')}) as l(${columns}))`,
    )
    expect(await lake.build(MODELS, 'completeness')).toMatchObject([
      { state: 'complete', slices: '2', rows: '4', covers_from: '2026-01-01T00:00:00Z', covers_to: seen_at },
      { state: 'partial', slices: '1', rows: '2', covers_from: null, covers_to: null },
    ])
  })
})
