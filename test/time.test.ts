import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../src/cli/main.ts'
import { formatInstant } from '../src/core/instant.ts'
import { twinOf } from '../src/core/table.ts'
import { SILVER } from '../src/core/tables/index.ts'
import { Engine } from '../src/engine/engine.ts'
import { recordingEffects } from './support/effects.ts'
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

  it('a plain reader finds every twin among the published files', async () => {
    const engine = await Engine.open()
    const connection = await engine.connect()
    for (const twin of SILVER.flatMap((table) => twinOf(table) ?? [])) {
      const files = path.join(journey.home, 'published/current/silver', twin.name, '*.parquet')
      const columns = await connection.columns(`select * from read_parquet('${files}')`)
      expect(columns.map(({ name }) => name)).toEqual(Object.keys(twin.columns))
    }
    engine.close()
  })

  it('the command answers, tells of what was before everything, and refuses what makes no sense', async () => {
    const ask = async (...args: string[]) => {
      const { effects, out, err } = recordingEffects({ ODDSLAKE_HOME: journey.home })
      const code = await run(
        ['query', 'select count(*) as n from gold.market_summary', '--format', 'csv', ...args],
        effects,
      )
      return { code, out: out(), err: err() }
    }
    const first = journey.stops[0]!
    const markets = first.tables['gold.market_summary']!.length
    expect(await ask('--as-of', formatInstant(first.at))).toEqual({ code: 0, out: `n\n${markets}\n`, err: '' })
    const before = await ask('--as-of', '2020-01-01')
    expect(before).toMatchObject({ code: 0, out: 'n\n0\n' })
    expect(before.err).toMatch(/^This lake knew nothing at 2020-01-01T00:00:00Z: it begins at /)
    expect((await ask('--at', '2020-01-01')).err).toMatch(/^Nothing that this lake holds had happened at /)
    expect(await ask('--at', '2200-01-01')).toMatchObject({
      code: 2,
      err: expect.stringContaining('lies in the future'),
    })
    expect(await ask('--at', '1h', '--as-of', '1h')).toMatchObject({
      code: 2,
      err: expect.stringContaining('not both'),
    })
  })

  it('--as-of is the same after everything was read again from bronze', async () => {
    await journey.command(['load', '--rebuild'])
    await looksBack()
  })
})
