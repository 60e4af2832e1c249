import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ask, askJson, bodyOf, type Row, walk } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'

const until = Date.UTC(2026, 9, 8) / 1000
const world = simulatedWorld({ kind: 'simulated', trades: 5000, seed: 22, until: '2026-10-08', days: 70 })
const all = walk(world, '/markets/trades?limit=1000', 'trades')
const second = (row: Row) => Date.parse(row.created_time as string) / 1000

describe('/markets/trades', () => {
  it('is the whole exchange, newest first, the same for every limit', () => {
    expect(all.length).toBe(5000)
    for (const limit of [999, 64]) expect(walk(world, `/markets/trades?limit=${limit}`, 'trades')).toEqual(all)
    const keys = all.map((row) => [second(row), row.trade_id] as [number, string])
    for (let i = 1; i < keys.length; i++) {
      const [later, earlier] = [keys[i - 1]!, keys[i]!]
      // Compared to the millisecond: the microseconds are in the order of the page itself.
      expect(later[0] >= earlier[0]).toBe(true)
    }
    expect(askJson<{ cursor: string }>(world, '/markets/trades?limit=1000&max_ts=1').cursor).toBe('')
  })

  it('breaks ties of an instant by trade id, so that a page can end inside one', () => {
    const groups = Map.groupBy(all, (row) => row.created_time)
    const ties = [...groups.values()].filter((rows) => rows.length > 2)
    expect(ties.length).toBeGreaterThan(50)
    for (const rows of ties)
      expect(rows.map((row) => row.trade_id)).toEqual(
        rows
          .map((row) => row.trade_id as string)
          .toSorted()
          .reverse(),
      )
    expect(walk(world, '/markets/trades?limit=1&min_ts=1791400000', 'trades')).toEqual(
      all.filter((row) => second(row) >= 1791400000),
    )
  })

  it('takes exactly the trades between min_ts and max_ts, to the instant at both ends', () => {
    const moments = fc.integer({ min: until - 70 * 86400, max: until + 100 })
    fc.assert(
      fc.property(moments, moments, (min, max) => {
        const found = walk(world, `/markets/trades?limit=1000&min_ts=${min}&max_ts=${max}`, 'trades')
        expect(found.length).toBe(all.filter((row) => second(row) >= min && second(row) <= max).length)
      }),
      { numRuns: 30 },
    )
  })

  it('filters by market and by block', () => {
    const counts = [...Map.groupBy(all, (row) => row.ticker)].sort((a, b) => b[1].length - a[1].length)
    const [ticker, rows] = counts[0]!
    for (const limit of [1000, 10])
      expect(walk(world, `/markets/trades?ticker=${ticker}&limit=${limit}`, 'trades')).toEqual(rows)
    const blocks = all.filter((row) => row.is_block_trade === true)
    expect(blocks.length).toBeGreaterThan(0)
    expect(walk(world, '/markets/trades?is_block_trade=true&limit=1', 'trades')).toEqual(blocks)
    expect(walk(world, '/markets/trades?is_block_trade=false&limit=700', 'trades').length).toBe(5000 - blocks.length)
    expect(walk(world, `/markets/trades?ticker=${blocks[0]!.ticker}&is_block_trade=true`, 'trades')).toContainEqual(
      blocks[0],
    )
    expect(askJson(world, '/markets/trades?ticker=NOPE')).toEqual({ cursor: '', trades: [] })
  })

  it('does not show a walk what happened after it began, and shows a new one', () => {
    const moving = simulatedWorld({ kind: 'simulated', trades: 1000, seed: 1, until: '2026-10-08', days: 30 })
    const first = askJson<{ cursor: string; trades: Row[] }>(moving, '/markets/trades?limit=400')
    moving.insertTrades!(5)
    const rest = walk(moving, `/markets/trades?limit=1000&cursor=${first.cursor}`, 'trades')
    expect(new Set([...first.trades, ...rest].map((row) => row.trade_id)).size).toBe(1000)
    const again = walk(moving, '/markets/trades?limit=13', 'trades')
    expect(again.length).toBe(1005)
    const added = again.slice(0, 5)
    for (const trade of added) {
      expect(walk(moving, `/markets/trades?ticker=${trade.ticker}`, 'trades')).toContainEqual(trade)
      const market = askJson<{ market: Row }>(moving, `/markets/${trade.ticker}`).market
      expect(Number(market.volume_fp)).toBeGreaterThanOrEqual(Number(trade.count_fp))
    }
  })

  it('refuses a bad limit by its own name', () => {
    expect(bodyOf(ask(world, '/markets/trades?limit=1001'))).toContain("Key: 'GetTradesParams.Limit'")
    expect(ask(world, '/markets/trades?min_ts=today').status).toBe(400)
    expect(bodyOf(ask(world, '/markets/trades?limit=2&cursor=%21%21'))).toBe(
      bodyOf(ask(world, '/markets/trades?limit=2')),
    )
  })
})
