import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ask, askJson, bodyOf, type Row, walk } from '../../testing/walk.ts'
import { recordedWorld } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lines = {
  series: [
    '{"ticker":"KXA","category":"Sports","tags":["Golf"],"fee_multiplier":1.0}',
    '{"ticker":"KXB","category":"World","tags":null}',
  ],
  events: [
    '{"event_ticker":"KXA-26","series_ticker":"KXA","title":"first"}',
    '{"event_ticker":"KXA-26","series_ticker":"KXA","title":"first, again"}',
    '{ "event_ticker" : "OLD-25", "series_ticker":"KXB", "title":"spaced é" }',
  ],
  markets: [
    '{"ticker":"KXA-26-X","event_ticker":"KXA-26","status":"active","result":"","created_time":"2026-08-01T00:00:00.5Z","close_time":"2026-12-01T00:00:00Z","volume":12}',
    '{"ticker":"KXA-26-X","event_ticker":"KXA-26","status":"active","result":"","created_time":"2026-08-01T00:00:00.5Z","close_time":"2026-12-01T00:00:00Z","volume":13}',
    '{"ticker":"OLD-25-Y","event_ticker":"OLD-25","status":"finalized","result":"yes","close_time":"2025-06-01T00:00:00Z"}',
    '{"ticker":"LOST-1","event_ticker":"LOST","status":"finalized","result":"no","created_time":"0001-01-01T00:00:00Z","close_time":"2025-06-01T00:00:00Z"}',
    '{"ticker":"KXQ-1","event_ticker":"KXQ","status":"finalized","settlement_ts":"2026-10-01T00:00:00Z","close_time":"2026-09-30T00:00:00Z"}',
  ],
  trades: [
    '{"trade_id":"961535f3-d80f-5462-e91d-88d4fe6db285","ticker":"KXA-26-X","created_time":"2026-10-07T00:00:00.1Z","count":1}',
    '{"trade_id":"58e2d628-f8b3-4506-36ee-f788a3a41695","ticker":"KXA-26-X","created_time":"0001-01-01T00:00:00Z","count":2}',
    '{"trade_id":"e9c3ad06-a797-4a96-f57b-b55a3e9d0b2d","ticker":"KXA-26-X","count":3}',
  ],
}
for (const [name, rows] of Object.entries(lines)) writeFileSync(join(folder, `${name}.ndjson`), `${rows.join('\n')}\n`)
const world = recordedWorld({ kind: 'recorded', from: folder, until: '2026-10-08' })

describe('a recorded Kalshi', () => {
  it('serves every line byte for byte, a ticker that stands twice as two rows', () => {
    const page = bodyOf(ask(world, '/markets?limit=1000'))
    for (const line of [lines.markets[0]!, lines.markets[1]!, lines.markets[4]!]) expect(page).toContain(line)
    expect(bodyOf(ask(world, '/series'))).toBe(`{"series":[${lines.series.join(',')}]}`)
    const events = bodyOf(ask(world, '/events'))
    for (const line of lines.events) expect(events).toContain(line)
  })

  it('pages through rows of one ticker without losing one', () => {
    expect(walk(world, '/markets?limit=1', 'markets').map((row) => row.ticker)).toEqual([
      'KXA-26-X',
      'KXA-26-X',
      'LOST-1',
      'KXQ-1',
    ])
    expect(walk(world, '/events?limit=1', 'events').length).toBe(3)
  })

  it('has old markets of known events in the archive: by event, by series name, by ticker, not without a filter', () => {
    expect(walk(world, '/historical/markets?event_ticker=OLD-25', 'markets').length).toBe(1)
    expect(walk(world, '/historical/markets?series_ticker=OLD', 'markets').length).toBe(1)
    expect(walk(world, '/historical/markets?tickers=LOST-1,OLD-25-Y', 'markets').length).toBe(1)
    expect(ask(world, '/historical/markets?limit=1').status).toBe(400)
    expect(ask(world, '/markets/OLD-25-Y').status).toBe(404)
    expect(ask(world, '/historical/markets/OLD-25-Y').status).toBe(200)
  })

  it('keeps markets of unknown events in the live list, since nothing leads to them in the archive', () => {
    expect(ask(world, '/markets/LOST-1').status).toBe(200)
    expect(ask(world, '/historical/markets/LOST-1').status).toBe(404)
  })

  it('has trades without a time at the end of the archive', () => {
    const old = walk(world, '/historical/trades?limit=1', 'trades')
    expect(old.map((row) => row.count)).toEqual([3, 2])
    expect(walk(world, '/markets/trades', 'trades').map((row) => row.count)).toEqual([1])
  })

  it('nests markets into the bytes of their event', () => {
    const { event, markets } = askJson<{ event: Row; markets: Row[] }>(world, '/events/KXA-26?with_nested_markets=true')
    expect((event.markets as Row[]).length).toBe(2)
    expect(markets).toEqual([])
    expect(askJson<{ event: Row }>(world, '/events/OLD-25?with_nested_markets=true').event).not.toHaveProperty(
      'markets',
    )
  })

  it('says what a recorded world is when there is none', () => {
    expect(() => recordedWorld({ kind: 'recorded', from: join(folder, 'nope') })).toThrow(
      /series\.ndjson, events\.ndjson/,
    )
  })

  it('has nothing to tell where nothing was recorded', () => {
    const span = 'start_ts=1&end_ts=9000&period_interval=60'
    const bodies = {
      [`/series/KXA/markets/KXA-26-X/candlesticks?${span}`]: { candlesticks: [], ticker: 'KXA-26-X' },
      [`/historical/markets/OLD-25-Y/candlesticks?${span}`]: { candlesticks: [], ticker: 'OLD-25-Y' },
      [`/markets/candlesticks?market_tickers=KXA-26-X,NOPE&${span}`]: {
        markets: [{ candlesticks: [], market_ticker: 'KXA-26-X' }],
      },
      '/markets/KXA-26-X/orderbook': { orderbook_fp: { no_dollars: [], yes_dollars: [] } },
      '/milestones?limit=5': { cursor: '', milestones: [] },
      '/structured_targets': { cursor: '', structured_targets: [] },
      '/multivariate_event_collections': { cursor: '', multivariate_contracts: [] },
      '/incentive_programs': { incentive_programs: [], next_cursor: '' },
      '/series/fee_changes': { series_fee_change_arr: [] },
      '/events/fee_changes': { cursor: '', event_fee_changes: [] },
    }
    for (const [address, body] of Object.entries(bodies))
      expect([address, askJson(world, address)]).toEqual([address, body])
    expect(ask(world, '/milestones/1').status).toBe(404)
  })
})
