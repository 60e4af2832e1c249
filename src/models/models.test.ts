import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ENGINES } from '../../test/support/engines.ts'
import { TestWarehouse } from '../../test/support/model.ts'
import { testTouched } from '../../test/support/touched.ts'
import { tradeRow as trade } from '../../test/support/trade-row.ts'
import { MODELS } from './index.ts'

describe.each(ENGINES)('gold, by example, on %s', (engine) => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open(engine)
  })
  beforeEach(() => lake.warehouse.clear(lake.connection))
  afterAll(() => lake.close())

  it('activity_hourly counts, sums and averages exactly', async () => {
    await lake.load({
      trades: [
        trade('a', '2026-02-01T10:00:00Z', { size: '1', price: '0.1' }),
        trade('b', '2026-02-01T10:59:59.999999Z', { size: '0.5', price: '0.333333' }),
        trade('c', '2026-02-01T10:30:00Z', { size: '0.5', price: '0.2', kind: 'block' }),
        trade('d', '2026-02-01T11:00:00Z', { size: '7', price: '1' }),
      ],
    })
    expect(await lake.build(MODELS, 'activity_hourly')).toEqual([
      {
        venue: 'kalshi',
        market_id: 'A',
        hour: '2026-02-01T10:00:00Z',
        trades: '3',
        volume: '2.000000',
        notional: '0.366666500000',
        first_traded_at: '2026-02-01T10:00:00Z',
        last_traded_at: '2026-02-01T10:59:59Z',
        avg_size: '0.666666666667',
      },
      {
        venue: 'kalshi',
        market_id: 'A',
        hour: '2026-02-01T11:00:00Z',
        trades: '1',
        volume: '7.000000',
        notional: '7.000000000000',
        first_traded_at: '2026-02-01T11:00:00Z',
        last_traded_at: '2026-02-01T11:00:00Z',
        avg_size: '7.000000000000',
      },
    ])
  })

  it('venue_activity_daily adds markets up', async () => {
    await lake.load({
      trades: [
        trade('a', '2026-02-01T10:00:00Z'),
        trade('b', '2026-02-01T23:00:00Z', { market_id: 'B', outcome_id: 'B:yes', size: '2' }),
      ],
    })
    expect(await lake.build(MODELS, 'venue_activity_daily')).toEqual([
      {
        venue: 'kalshi',
        day: '2026-02-01T00:00:00Z',
        markets: '2',
        trades: '2',
        volume: '3.000000',
        notional: '1.500000000000',
        first_traded_at: '2026-02-01T10:00:00Z',
        last_traded_at: '2026-02-01T23:00:00Z',
        avg_size: '1.500000000000',
      },
    ])
  })

  it('candles leave blocks out, and within one instant go by trade id', async () => {
    const at = '2026-02-01T10:15:00Z'
    await lake.load({
      trades: [
        trade('b', at, { price: '0.4' }),
        trade('a', at, { price: '0.6' }),
        trade('c', '2026-02-01T10:20:00Z', { price: '0.2', size: '3' }),
        trade('d', '2026-02-01T10:25:00Z', { price: '0.99', kind: 'block' }),
        trade('e', '2026-02-01T12:00:00Z', { price: '0.7' }),
      ],
    })
    expect(await lake.build(MODELS, 'candles_1h')).toMatchObject([
      {
        start_at: '2026-02-01T10:00:00Z',
        open: '0.600000000000',
        high: '0.600000000000',
        low: '0.200000000000',
        close: '0.200000000000',
        volume: '5.000000',
        trades: '3',
      },
      { start_at: '2026-02-01T12:00:00Z', open: '0.700000000000', close: '0.700000000000', trades: '1' },
    ])
    expect(await lake.build(MODELS, 'candles_1d')).toMatchObject([
      {
        start_at: '2026-02-01T00:00:00Z',
        open: '0.600000000000',
        high: '0.700000000000',
        low: '0.200000000000',
        close: '0.700000000000',
        trades: '4',
      },
    ])
  })

  it('market_summary speaks of markets that are known or have traded; its windows end at the latest trade', async () => {
    const market = {
      venue: 'kalshi',
      market_id: 'B',
      question: 'Will it?',
      status: 'open',
      is_combo: false,
      seen_at: '2026-03-01T00:00:00Z',
    }
    await lake.load({
      markets: [market],
      trades: [
        trade('a', '2026-02-01T00:00:00Z', { size: '5' }),
        trade('b', '2026-02-08T00:00:00Z', { size: '2' }),
        trade('c', '2026-02-08T12:00:00Z', { price: '0.8' }),
      ],
    })
    expect(await lake.build(MODELS, 'market_summary')).toMatchObject([
      {
        market_id: 'A',
        question: null,
        trades: '3',
        volume: '8.000000',
        volume_24h: '3.000000',
        volume_7d: '3.000000',
        last_price: '0.800000000000',
      },
      {
        market_id: 'B',
        question: 'Will it?',
        status: 'open',
        trades: '0',
        volume: '0.000000',
        volume_24h: '0.000000',
        last_price: null,
        last_traded_at: null,
      },
    ])
  })
})

testTouched('duckdb', 1)
