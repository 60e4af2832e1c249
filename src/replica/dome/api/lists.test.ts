import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Row } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'
import { ask, pageOf, walk } from '../testing.ts'

const options = { kind: 'simulated', trades: 2000, seed: 5, until: '2026-10-08', days: 60, future: 4 } as const
const world = simulatedWorld(options)
const decoded = (key: string | null | undefined) => JSON.parse(Buffer.from(key!, 'base64').toString()) as Row
const refusal = (address: string) => {
  const { status, body } = ask(world, address)
  return [status, body.error, body.message]
}

describe('the list of markets', () => {
  const all = walk(world, '/polymarket/markets?limit=100', 'markets')

  it('is the newest first, by volume with any filter, and its cursors say so', () => {
    const starts = all.map(({ start_time }) => start_time as number)
    expect(starts).toEqual(starts.toSorted((a, b) => b - a))
    const plain = pageOf(world, '/polymarket/markets', 'markets')
    expect([plain.rows.length, plain.pagination.total]).toEqual([10, all.length])
    const last = plain.rows[9]!
    expect(decoded(plain.pagination.pagination_key)).toEqual({
      start_date: new Date((last.start_time as number) * 1000).toISOString(),
      condition_id: last.condition_id,
    })
    const open = pageOf(world, '/polymarket/markets?status=open&limit=5', 'markets')
    const volumes = open.rows.map(({ volume_total }) => volume_total as number)
    expect(volumes).toEqual(volumes.toSorted((a, b) => b - a))
    expect(decoded(open.pagination.pagination_key)).toMatchObject({ volume_total: volumes[4], close_time: null })
    expect(walk(world, '/polymarket/markets?status=open&limit=100', 'markets').length).toBe(open.pagination.total)
    const end = ask(world, '/polymarket/markets?limit=100&min_volume=1000').body.pagination as Row
    expect('pagination_key' in end).toBe(false)
  })

  it('gives every row once for any page size while the world stands still, also after pages left empty', () => {
    const query = fc.constantFrom('', '&status=open', '&tags=Sports', '&min_volume=10', '&end_time=1790000000')
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), query, (limit, filter) => {
        const rows = walk(world, `/polymarket/markets?limit=${limit}${filter}`, 'markets')
        expect(new Set(rows.map(({ condition_id }) => condition_id)).size).toBe(rows.length)
        expect(rows.length).toBe(pageOf(world, `/polymarket/markets?limit=1${filter}`, 'markets').pagination.total)
      }),
      { numRuns: 10 },
    )
    const { body } = ask(world, '/polymarket/markets?limit=7', 'empty-page')
    const { pagination_key: key } = body.pagination as { pagination_key: string }
    const next = `/polymarket/markets?limit=7&pagination_key=${encodeURIComponent(key)}`
    expect([body.markets, ask(world, next, 'empty-page').body.markets]).toEqual([[], all.slice(0, 7)])
  })

  it('skips rows by volume when trades happen during the walk, which its cursor cannot know', () => {
    const moving = simulatedWorld(options)
    const first = pageOf(moving, '/polymarket/markets?status=open&limit=5', 'markets')
    const rest = pageOf(moving, '/polymarket/markets?status=open&limit=100', 'markets').rows.slice(5)
    for (let i = 0; i < 40; i++) moving.insertTrades!(20)
    const key = encodeURIComponent(first.pagination.pagination_key!)
    const seen = pageOf(moving, `/polymarket/markets?status=open&limit=100&pagination_key=${key}`, 'markets').rows
    const ids = new Set([...first.rows, ...seen].map(({ condition_id }) => condition_id))
    expect(rest.filter(({ condition_id }) => !ids.has(condition_id)).length).toBeGreaterThan(0)
  })

  it('finds by names, tokens and words, and refuses what the service refuses', () => {
    const { market_slug, condition_id, event_slug, side_b, title } = all[3]!
    const found = (query: string) =>
      walk(world, `/polymarket/markets?${query}`, 'markets').map((row) => row.condition_id)
    expect(found(`market_slug=${market_slug}&market_slug=${all[4]!.market_slug}`).length).toBe(2)
    expect(found(`condition_id=${condition_id}`)).toEqual([condition_id])
    expect(found(`token_id=${(side_b as { id: string }).id}`)).toEqual([condition_id])
    expect(found(`event_slug=${event_slug}`)).toContain(condition_id)
    expect(found(`search=${encodeURIComponent((title as string).trim())}`)).toContain(condition_id)
    const filters = 'search parameter cannot be used with other filter parameters'
    const limits = 'limit must be a number between 1 and 100'
    for (const [query, error, message] of [
      ['search=a', 'Invalid search parameter', 'search must be at least 2 characters long'],
      ['search=abc&status=open', 'Invalid query parameters', filters],
      ['limit=0', 'Invalid limit parameter', limits],
      ['limit=101', 'Invalid limit parameter', limits],
      ['pagination_key=xyz', 'Invalid pagination key', 'pagination_key is invalid or corrupted'],
    ])
      expect(refusal(`/polymarket/markets?${query}`)).toEqual([400, error, message])
    expect(refusal('/polymarket/markets?token_id=0x1')[0]).toBe(400)
    expect(refusal('/polymarket/markets?start_time=1790000000000')[0]).toBe(400)
  })

  it('serves the rows of 2025 without what came later', () => {
    const old = walk(simulatedWorld({ ...options, dome: { rows: 2025 } }), '/polymarket/markets?limit=100', 'markets')
    for (const [i, row] of old.entries()) {
      for (const name of ['event_slug', 'description', 'negative_risk_id', 'extra_fields']) {
        expect([name in row, name in all[i]!]).toEqual([false, true])
      }
      if (row.game_start_time !== undefined) expect(row.game_start_time).toMatch(/^\d{4}-\d\d-\d\dT.{8}\.0{9}Z$/)
    }
    expect(new Set(old.map((row) => 'game_start_time' in row)).size).toBe(2)
    expect(new Set(all.map(({ game_start_time }) => game_start_time === null)).size).toBe(2)
    expect(old.some(({ end_time }) => end_time === null)).toBe(true)
  })
})

describe('other lists', () => {
  it('ends with null for events, carries the total for orders, and knows offsets up to 10,000', () => {
    const events = walk(world, '/polymarket/events?limit=3', 'events')
    const last = pageOf(world, '/polymarket/events?limit=100', 'events').pagination
    expect(last.has_more ? null : last.pagination_key).toBe(null)
    expect(pageOf(world, `/polymarket/events?event_slug=${events[0]!.event_slug}`, 'events').rows[0]).toMatchObject({
      market_count: (events[0]!.market_count as number) ?? 0,
    })
    const moving = simulatedWorld(options)
    const first = pageOf(moving, '/polymarket/orders?limit=5', 'orders')
    moving.insertTrades!(3)
    const key = encodeURIComponent(first.pagination.pagination_key!)
    const second = pageOf(moving, `/polymarket/orders?limit=5&pagination_key=${key}`, 'orders')
    expect(second.pagination.total).toBe(first.pagination.total)
    expect(pageOf(moving, '/polymarket/orders?limit=5', 'orders').pagination.total).toBeGreaterThan(
      first.pagination.total!,
    )
    expect(second.rows).toEqual(pageOf(world, '/polymarket/orders?limit=5&offset=5', 'orders').rows)
    expect(refusal('/polymarket/orders?offset=10001').slice(0, 2)).toEqual([401, 'Offset deprecated'])
    expect(refusal('/polymarket/orders?offset=10000')[0]).toBe(200)
  })

  it('filters orders by market, token, wallet and second, one name of a market at a time', () => {
    const all = walk(world, '/polymarket/orders?limit=1000', 'orders')
    const one = all[40]!
    const same = (name: string) => all.filter((row) => row[name] === one[name])
    const found = (query: string) => walk(world, `/polymarket/orders?limit=100&${query}`, 'orders')
    expect(found(`condition_id=${one.condition_id}`)).toEqual(same('condition_id'))
    expect(found(`token_id=${one.token_id}`)).toEqual(same('token_id'))
    expect(found(`user=${one.user}`)).toEqual(same('user'))
    const window = all.filter(({ timestamp }) => timestamp === one.timestamp)
    const second = one.timestamp as number
    expect(found(`start_time=${second}&end_time=${second + 1}`)).toEqual(window)
    const both = `condition_id=${one.condition_id}&token_id=${one.token_id}`
    expect(refusal(`/polymarket/orders?${both}`)[1]).toBe('Invalid filter combination')
    expect(refusal('/polymarket/orders?start_time=9&end_time=8')[1]).toBe('Invalid time range')
  })

  it('adds up what a wallet did to what it holds', () => {
    const [{ user }] = pageOf(world, '/polymarket/orders?limit=1&offset=50', 'orders').rows as [Row]
    const held = walk(
      world,
      `/polymarket/positions/wallet/${String(user).toUpperCase().replace('0X', '0x')}?limit=3`,
      'positions',
    )
    const fills = walk(world, `/polymarket/orders?user=${user}&limit=1000`, 'orders')
    const deeds = walk(world, `/polymarket/activity?user=${user}&limit=40`, 'activities')
    const isRedeemed = new Set(deeds.filter(({ side }) => side === 'REDEEM').map(({ condition_id }) => condition_id))
    const pairs = (condition: unknown) =>
      deeds
        .filter(({ condition_id, side }) => condition_id === condition && side !== 'REDEEM')
        .reduce((sum, { side, shares }) => sum + (side === 'SPLIT' ? 1 : -1) * (shares as number), 0)
    expect(held.length).toBeGreaterThan(0)
    for (const { token_id, condition_id, shares } of held) {
      const traded = fills
        .filter((fill) => fill.token_id === token_id)
        .reduce((sum, fill) => sum + (fill.side === 'BUY' ? 1 : -1) * (fill.shares as number), 0)
      if (!isRedeemed.has(condition_id)) expect(shares).toBe(traded + pairs(condition_id))
    }
    const { body } = ask(world, `/polymarket/wallet?proxy=${user}&with_metrics=true`)
    expect(body.wallet_metrics).toMatchObject({ total_trades: fills.length })
    expect(ask(world, `/polymarket/wallet?eoa=${body.eoa}`).body.proxy).toBe(user)
    expect(refusal('/polymarket/wallet')[1]).toBe('BAD_REQUEST')
  })

  it('speaks of Kalshi in cents and seconds, with the older cursor for books, and matches games', () => {
    const trades = walk(world, '/kalshi/trades?limit=1000', 'trades')
    expect(new Set(trades.map(({ trade_id }) => trade_id)).size).toBe(2000)
    const markets = walk(world, '/kalshi/markets?limit=100&min_volume=1', 'markets')
    for (const { market_ticker, volume, last_price } of markets.slice(0, 20)) {
      const own = walk(world, `/kalshi/trades?ticker=${market_ticker}`, 'trades')
      expect(own.reduce((sum, { count }) => sum + (count as number), 0)).toBeCloseTo(volume as number, 4)
      const { yes } = ask(world, `/kalshi/market-price/${market_ticker}`).body as { yes: { price: number } }
      expect(Math.round(yes.price * 100)).toBe(last_price)
    }
    const window = `start_time=${Date.UTC(2026, 6, 1)}&end_time=${Date.UTC(2026, 9, 8)}`
    const books = markets.slice(0, 20).flatMap(({ market_ticker }) => {
      const own = walk(world, `/kalshi/orderbooks?ticker=${market_ticker}&limit=50&${window}`, 'snapshots')
      expect(new Set(own.map(({ timestamp }) => timestamp)).size).toBe(own.length)
      return own
    })
    expect(books.length).toBeGreaterThan(200)
    expect(refusal('/kalshi/market-price/NOPE')[2]).toBe('No price data found for market_ticker NOPE')
    const game = walk(world, '/polymarket/markets?tags=Sports&limit=100', 'markets').find(({ market_slug }) => {
      return ask(world, `/matching-markets/sports?polymarket_market_slug=${market_slug}`).status === 200
    })!
    const address = `/matching-markets/sports?polymarket_market_slug=${game.market_slug}`
    const pair = (ask(world, address).body.markets as Record<string, Row[]>)[game.market_slug as string]!
    expect(pair.map(({ platform }) => platform)).toEqual(['KALSHI', 'POLYMARKET'])
    const tickers = pair[0]!.market_tickers as string[]
    expect(walk(world, `/kalshi/markets?market_ticker=${tickers[0]}`, 'markets').length).toBe(1)
  })
})
