import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ENGINES } from '../../test/support/engines.ts'
import { TestWarehouse } from '../../test/support/model.ts'
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

describe.each(ENGINES)('gold, by what was touched, on %s', (engine) => {
  const moment = fc
    .integer({ min: 0, max: 12 * 24 * 60 })
    .map((minutes) => new Date(Date.UTC(2026, 1, 1) + minutes * 60_000).toISOString())
  const drawn = fc.record({
    id: fc.integer({ min: 0, max: 30 }),
    at: moment,
    price: fc.integer({ min: 1, max: 99 }),
    size: fc.integer({ min: 1, max: 500 }),
    market: fc.constantFrom('A', 'B', 'C'),
    side: fc.constantFrom('yes', 'no'),
  })
  const market = fc.record({
    id: fc.constantFrom('A', 'B', 'C', 'D'),
    status: fc.constantFrom('open', 'closed', 'resolved'),
    closes_at: fc.option(moment),
    category: fc.constantFrom('Sports', 'Politics', null),
    wins: fc.constantFrom('yes', 'no'),
  })
  const loads = fc.array(
    fc.record({
      trades: fc.array(drawn, { minLength: 1, maxLength: 12 }),
      markets: fc.array(market, { maxLength: 2 }),
    }),
    { minLength: 2, maxLength: 3 },
  )
  let step: TestWarehouse
  let whole: TestWarehouse
  beforeAll(async () => {
    step = await TestWarehouse.open(engine)
    whole = await TestWarehouse.open(engine)
  })
  afterAll(async () => {
    await step.close()
    await whole.close()
  })

  it('equals a rebuild from nothing, however rows arrive, repeat and change', async () => {
    await fc.assert(
      fc.asyncProperty(loads, async (drawnLoads) => {
        for (const lake of [step, whole]) await lake.warehouse.clear(lake.connection)
        const first = new Map<number, string>()
        const batches = drawnLoads.map(({ trades, markets }, load) => {
          const seen_at = new Date(Date.UTC(2026, 2, 1, load)).toISOString()
          return {
            markets: markets.map(({ id, wins, ...rest }) => ({
              venue: 'kalshi',
              market_id: id,
              question: `Will ${id}?`,
              is_combo: false,
              resolution: rest.status === 'resolved' ? wins : null,
              resolution_value: rest.status === 'resolved' ? (wins === 'yes' ? '1' : '0') : null,
              seen_at,
              ...rest,
            })),
            outcomes: markets.flatMap(({ id, status, wins }) =>
              ['yes', 'no'].map((label, position) => ({
                venue: 'kalshi',
                market_id: id,
                outcome_id: `${id}:${label}`,
                position,
                label,
                is_winner: status === 'resolved' ? label === wins : null,
                seen_at,
              })),
            ),
            trades: trades.map(({ id, at, price, size, market, side }) => {
              // A venue may correct a trade, but not move it in time.
              if (!first.has(id)) first.set(id, at)
              return trade(`t${id}`, first.get(id)!, {
                price: `0.${String(price).padStart(2, '0')}`,
                size: `${size}.5`,
                market_id: market,
                outcome_id: `${market}:${side}`,
                seen_at,
              })
            }),
          }
        })
        for (const batch of batches) {
          await step.load(batch)
          for (const model of MODELS) await step.warehouse.build(step.connection, model)
        }
        for (const batch of batches) await whole.load(batch)
        for (const model of MODELS)
          expect(await step.build(MODELS, model.name), model.name).toEqual(await whole.build(MODELS, model.name))
      }),
      { numRuns: 1 },
    )
  })
})
