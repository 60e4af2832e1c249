import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Journey } from './support/journey.ts'
import { dump, look } from './support/past.ts'

const TABLES = ['series', 'events', 'markets', 'outcomes', 'trades', 'unresolved'].map((name) => `silver.${name}`)
const COMPARED = [...TABLES, 'gold.market_summary', 'gold.candles_1d']

describe('a home that was synced now and then', () => {
  let journey: Journey
  beforeAll(async () => {
    journey = await Journey.begin(
      {
        trades: 1500,
        markets: 60,
        days: 10,
        future: 6,
        seed: 5,
        until: '2026-10-01T00:00:00Z',
      },
      COMPARED,
    )
    for (const hours of [0, 30, 20, 60]) await journey.sync(hours)
  })
  afterAll(() => journey.end())

  const looksBack = async () => {
    for (const stop of journey.stops) {
      const then = await look(journey.home, { ask: 'as-of', at: stop.at }, (connection) => dump(connection, COMPARED))
      expect(then).toEqual(stop.tables)
    }
  }

  it('had something new each time', () => {
    const markets = journey.stops.map((stop) => stop.tables['silver.markets']!.join())
    expect(new Set(markets).size).toBe(journey.stops.length)
  })

  it('--as-of an instant is what was published by the sync before it', looksBack)

  it('and so it is after everything was read again from bronze', async () => {
    await journey.command(['load', '--rebuild'])
    await looksBack()
  })
})
