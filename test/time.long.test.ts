import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Journey, seenAt } from './support/journey.ts'
import { look } from './support/past.ts'

const SYNCS = 50
const INSTANTS = 125
const MARKETS_PER_INSTANT = 8
const START = Date.parse('2026-10-01T00:00:00Z') * 1000
const SEED = 20_261_001

describe('a simulated world on its own clock, synced at 50 instants', () => {
  let journey: Journey
  let tickers: string[]
  let opened: Map<string, number>
  beforeAll(async () => {
    journey = await Journey.begin(
      {
        ...{ trades: 4000, markets: 120, days: 20, future: 12, seed: 11 },
        until: new Date(START / 1000),
      },
      ['silver.markets'],
    )
    const hours = fc.sample(fc.integer({ min: 1, max: 10 }), { numRuns: SYNCS, seed: SEED })
    for (const gap of hours) await journey.sync(gap)
    const rows = await look(journey.home, undefined, (connection) =>
      connection.rows<{ market_id: string; created: string }>(
        'select market_id, epoch_us(coalesce(created_at, opened_at)) as created from silver.markets order by 1',
      ),
    )
    tickers = rows.map((row) => row.market_id)
    opened = new Map(rows.map((row) => [row.market_id, Number(row.created)]))
  }, 600_000)
  afterAll(() => journey.end())

  /** Random instants between two, each with some random markets. */
  const questions = (from: number, to: number, seed: number) =>
    fc.sample(
      fc.record({
        at: fc.integer({ min: from, max: to }),
        markets: fc.uniqueArray(fc.constantFrom(...tickers), {
          minLength: MARKETS_PER_INSTANT,
          maxLength: MARKETS_PER_INSTANT,
        }),
      }),
      { numRuns: INSTANTS, seed },
    )

  it('--as-of is what those syncs could have seen', async () => {
    const world = journey.twin()
    const { stops } = journey
    let there = 0
    for (const { at, markets } of questions(stops[0]!.at, stops.at(-1)!.at, SEED + 1)) {
      // A sync that is running has seen a part; an instant within it is moved to its end.
      const stop = stops.findLast((s) => s.at <= at)!
      const rows = await look(journey.home, { ask: 'as-of', at: stop.at }, (connection) =>
        connection.rows<{ market_id: string; row: string; status: string; resolution: string | null }>(
          `select market_id, t::varchar as row, status, resolution from silver.markets as t where market_id in (${quoted(markets)})`,
        ),
      )
      const seen = seenAt(world, stop.clock, markets)
      expect(rows.map((row) => row.market_id).sort()).toEqual([...seen.keys()].sort())
      const published = new Set(stop.tables['silver.markets'])
      for (const { market_id, row, status, resolution } of rows) {
        there++
        expect(published.has(row), row).toBe(true)
        const { status: known, resolution: result } = seen.get(market_id)!
        expect([market_id, status === 'paused' ? 'open' : status]).toEqual([market_id, known])
        if (known === 'resolved') expect([market_id, resolution]).toEqual([market_id, result])
      }
    }
    expect(there).toBeGreaterThan(500)
  })

  it("--at is the world's state", async () => {
    const world = journey.twin()
    const end = journey.stops.at(-1)!.clock
    let there = 0
    for (const { at, markets } of questions(START - 15 * 86_400_000_000, end, SEED + 2)) {
      const rows = await look(journey.home, { ask: 'at', at }, (connection) =>
        connection.rows<{ market_id: string }>(
          `select market_id, status, resolution, last_price, coalesce(volume, 0)::double as volume
           from silver.markets where market_id in (${quoted(markets)}) order by 1`,
        ),
      )
      const seen = seenAt(world, at, markets)
      const expected = markets.filter((id) => opened.get(id)! <= at).sort()
      expect(rows).toEqual(expected.map((market_id) => ({ market_id, ...seen.get(market_id)! })))
      there += rows.length
    }
    expect(there).toBeGreaterThan(500)
  })
})

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}
