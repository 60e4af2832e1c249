import { describe, expect, it } from 'vitest'
import { ask, askJson, bodyOf, type Row, walk } from '../../testing/walk.ts'
import type { World } from '../../world.ts'
import { simulatedWorld } from './world.ts'

const make = (more = {}) =>
  simulatedWorld({ kind: 'simulated', trades: 4000, seed: 5, until: '2026-10-08', days: 90, ...more })
const world = make()

function everyTrade(of: World): Map<string, Row> {
  const rows = [
    ...walk(of, '/markets/trades?limit=1000', 'trades'),
    ...walk(of, '/historical/trades?limit=1000', 'trades'),
  ]
  return new Map(rows.map((row) => [row.trade_id as string, row]))
}

function everyMarket(of: World): Row[] {
  const events = [...walk(of, '/events', 'events'), ...walk(of, '/events/multivariate', 'events')]
  const archived = events.flatMap(({ event_ticker }) =>
    walk(of, `/historical/markets?event_ticker=${event_ticker}`, 'markets'),
  )
  return [...walk(of, '/markets?limit=1000', 'markets'), ...archived]
}

const scaled = (text: unknown) => BigInt(String(text).replace('.', ''))

describe('a simulated Kalshi', () => {
  it('serves the same bytes for the same options', () => {
    const again = make()
    for (const address of [
      '/series',
      '/events?with_nested_markets=true',
      '/markets?limit=1000',
      '/markets/trades?limit=1000',
    ]) {
      expect(bodyOf(ask(again, address))).toBe(bodyOf(ask(world, address)))
    }
  })

  it('splits all trades over two tiers that overlap by 18 days', () => {
    const live = walk(world, '/markets/trades?limit=1000', 'trades')
    const old = walk(world, '/historical/trades?limit=700', 'trades')
    expect(everyTrade(world).size).toBe(4000)
    expect(live.length + old.length).toBeGreaterThan(4000)
    const cutoff = askJson<Row>(world, '/historical/cutoff').trades_created_ts as string
    expect(cutoff).toBe('2026-08-09T00:00:00Z')
    expect(old.every((row) => (row.created_time as string) < cutoff)).toBe(true)
    expect(live.some((row) => (row.created_time as string) < cutoff)).toBe(true)
  })

  it('has market volumes that are the sum of their trades, and the last price of the last trade on the book', () => {
    const trades = [...everyTrade(world).values()].sort((a, b) => compare(a, b))
    const byTicker = Map.groupBy(trades, (row) => row.ticker)
    const markets = everyMarket(world)
    expect(new Set(markets.map((row) => row.ticker)).size).toBe(markets.length)
    for (const market of markets) {
      const own = byTicker.get(market.ticker) ?? []
      expect(own.reduce((sum, row) => sum + scaled(row.count_fp), 0n)).toBe(scaled(market.volume_fp))
      const last = own.filter((row) => row.is_block_trade === false).at(-1)
      expect(market.last_price_dollars).toBe(last?.yes_price_dollars ?? '0.0000')
    }
    expect(byTicker.size).toBeGreaterThan(100)
  })

  it('keeps keys in alphabetical order, prices at 4 decimals, counts at 2, and the identities of quotes', () => {
    for (const market of everyMarket(world)) {
      expect(Object.keys(market)).toEqual(Object.keys(market).sort())
      for (const [key, value] of Object.entries(market)) {
        if (key.endsWith('_dollars')) expect(value).toMatch(/^\d\.\d{4}$/)
        if (key.endsWith('_fp')) expect(value).toMatch(/^\d+\.\d{2}$/)
      }
      expect(scaled(market.yes_bid_dollars) + scaled(market.no_ask_dollars)).toBe(10_000n)
      expect(scaled(market.yes_ask_dollars) + scaled(market.no_bid_dollars)).toBe(10_000n)
    }
    for (const trade of everyTrade(world).values()) {
      expect(Object.keys(trade)).toEqual(Object.keys(trade).sort())
      expect(scaled(trade.yes_price_dollars) + scaled(trade.no_price_dollars)).toBe(10_000n)
    }
  })

  it('shows every status, scalar results, both forms of "no ask", and titles that need escaping', () => {
    const markets = everyMarket(make({ trades: 20_000 }))
    const statuses = new Set(markets.map((row) => row.status))
    expect([...statuses].sort()).toEqual([
      'active',
      'amended',
      'closed',
      'determined',
      'disputed',
      'finalized',
      'inactive',
      'initialized',
    ])
    expect(new Set(markets.map((row) => row.result))).toEqual(new Set(['', 'yes', 'no', 'scalar']))
    const noAsk = markets.filter((row) => row.yes_ask_size_fp === '0.00').map((row) => row.yes_ask_dollars)
    expect(new Set(noAsk)).toEqual(new Set(['1.0000', '0.0000']))
    const titles = markets.map((row) => row.title as string).join('\n')
    for (const trap of ['"', '\\', 'é', '🐅', '東']) expect(titles).toContain(trap)
  })

  it('reveals the future when its clock moves on', () => {
    const moving = make({ future: 10 })
    const before = everyTrade(moving)
    expect(before.size).toBe(4000)
    const open = walk(moving, '/markets?limit=1000&status=open&mve_filter=exclude', 'markets')
    moving.clock.moveOn(10 * 86_400_000_000)
    const after = everyTrade(moving)
    expect(after.size).toBeGreaterThan(4300)
    for (const id of before.keys()) expect(after.has(id)).toBe(true)
    const changed = open.filter(
      ({ ticker, status }) => askJson<{ market?: Row }>(moving, `/markets/${ticker}`).market?.status !== status,
    )
    expect(changed.length).toBeGreaterThan(10)
    expect(askJson<Row>(moving, '/historical/cutoff').market_settled_ts).toBe('2026-08-19T00:00:00Z')
  })
})

function compare(a: Row, b: Row): number {
  const [x, y] = [a, b].map(
    (row) => `${(row.created_time as string).slice(0, 19)}.${fraction(row.created_time as string)} ${row.trade_id}`,
  )
  return x! < y! ? -1 : 1
}

function fraction(time: string): string {
  return time.slice(20, -1).padEnd(6, '0')
}
