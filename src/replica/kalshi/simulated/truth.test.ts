import { describe, expect, it } from 'vitest'
import { readTruth } from '../../testing/truth.ts'
import { askJson, type Row, walk } from '../../testing/walk.ts'
import type { World } from '../../world.ts'
import { simulatedWorld } from './world.ts'

const options = { kind: 'simulated', trades: 3000, seed: 3, until: '2026-10-08', days: 90 } as const
const world = simulatedWorld(options)

function allTrades(of: World): Map<string, Row> {
  const rows = [
    ...walk(of, '/markets/trades?limit=1000', 'trades'),
    ...walk(of, '/historical/trades?limit=1000', 'trades'),
  ]
  return new Map(rows.map((row) => [row.trade_id as string, row]))
}

describe('the truth of a simulated world', () => {
  it('holds the trades that the API serves, sorted by id', () => {
    const truth = readTruth(world, 'trades')
    const served = allTrades(world)
    expect(truth.map((row) => row.trade_id)).toEqual([...served.keys()].sort())
    for (const row of truth) {
      const trade = served.get(row.trade_id!)!
      expect(row.price).toBe(`${trade.yes_price_dollars}00000000`)
      expect(row.size).toBe(`${trade.count_fp}0000`)
      expect(row.side).toBe(trade.taker_outcome_side === 'yes' ? 'buy' : 'sell')
      expect(row.kind).toBe(trade.is_block_trade === true ? 'block' : 'trade')
      expect(row.is_combo).toBe(String((trade.ticker as string).startsWith('KXMVE')))
    }
  })

  it('holds the markets of every event, and says when and how they ended', () => {
    const truth = new Map(readTruth(world, 'markets').map((row) => [row.market_id, row]))
    const events = walk(world, '/events?with_nested_markets=true', 'events')
    const archived = events.flatMap(({ event_ticker }) =>
      walk(world, `/historical/markets?event_ticker=${event_ticker}`, 'markets'),
    )
    const served = [...events.flatMap(({ markets }) => (markets ?? []) as Row[]), ...archived]
    expect(served.map((row) => row.ticker).sort()).toEqual([...truth.keys()])
    for (const market of served) {
      const row = truth.get(market.ticker as string)!
      expect(row.question).toBe(market.title)
      expect(row.resolution).toBe(market.result)
      expect(row.volume).toBe(`${market.volume_fp}0000`)
      expect(row.resolved_at !== '').toBe(market.status === 'finalized')
    }
    expect(readTruth(world, 'events').map((row) => row.event_id)).toEqual(events.map((row) => row.event_ticker).sort())
    expect(readTruth(world, 'series').length).toBe(askJson<{ series: Row[] }>(world, '/series').series.length)
    expect(readTruth(world, 'outcomes').length).toBe(2 * truth.size)
  })

  it('adds up: hours to days, markets to the venue, candles to trades on the book', () => {
    const count = (name: string) => readTruth(world, name).reduce((sum, row) => sum + Number(row.trades), 0)
    const blocks = readTruth(world, 'trades').filter((row) => row.kind === 'block').length
    expect(blocks).toBeGreaterThan(0)
    for (const name of [
      'activity_hourly',
      'activity_daily',
      'venue_activity_hourly',
      'venue_activity_daily',
      'market_summary',
    ]) {
      expect(count(name)).toBe(3000)
    }
    for (const name of ['candles_1m', 'candles_1h', 'candles_1d']) expect(count(name)).toBe(3000 - blocks)
    const money = (name: string) =>
      readTruth(world, name).reduce((sum, row) => sum + BigInt(row.notional!.replace('.', '')), 0n)
    expect(money('activity_hourly')).toBe(money('trades'))
    expect(money('venue_activity_daily')).toBe(money('trades'))
  })

  it('leaves out what is broken for good, and lists it as expected rejects', () => {
    const wounded = simulatedWorld({ ...options, brokenRecords: 10 })
    const rejects = readTruth(wounded, 'rejects')
    expect(rejects.map((row) => row.resource)).toEqual(['markets', 'markets', ...Array(8).fill('trades')])
    const kept = new Set(readTruth(wounded, 'trades').map((row) => row.trade_id))
    expect(kept.size).toBe(2992)
    const served = allTrades(wounded)
    for (const { key, resource } of rejects) {
      if (resource !== 'trades') continue
      expect(kept.has(key!)).toBe(false)
      const { count_fp, yes_price_dollars, created_time } = served.get(key!)!
      const isBroken = typeof count_fp !== 'string' || yes_price_dollars === 'abc' || created_time === 'not a time'
      expect(isBroken).toBe(true)
    }
  })

  it('includes what happened since', () => {
    const moving = simulatedWorld(options)
    moving.insertTrades!(7)
    expect(readTruth(moving, 'trades').length).toBe(3007)
    expect(readTruth(moving, 'trades').map((row) => row.trade_id)).toEqual([...allTrades(moving).keys()].sort())
  })
})
