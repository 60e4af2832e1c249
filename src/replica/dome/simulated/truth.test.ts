import { describe, expect, it } from 'vitest'
import { simulatedWorld as polymarketWorld } from '../../polymarket/simulated/world.ts'
import { readTruth } from '../../testing/truth.ts'
import { askJson, ask as askPolymarket, type Row } from '../../testing/walk.ts'
import { doubleText } from '../../truth/doubles.ts'
import { ask, walk } from '../testing.ts'
import { EXCHANGE } from './fills.ts'
import { simulatedWorld } from './world.ts'

const options = { kind: 'simulated', trades: 2000, seed: 3, until: '2026-10-08', days: 60, future: 4 } as const
const world = simulatedWorld({ ...options, brokenRecords: 3, dome: { deadPrices: 4 } })

type Side = { id: string; label: string }
const seconds = (text: string | undefined) => (text === '' ? null : Date.parse(text!) / 1000)

describe('the truth of a simulated Dome', () => {
  it('holds the markets, sides and events that are served, now and after the clock moved', () => {
    for (const at of ['now', 'later']) {
      if (at === 'later') world.clock.moveOn(2 * 86_400_000_000)
      const truth = new Map(readTruth(world, 'markets').map((row) => [row.market_id!, row]))
      const outcomes = new Map(readTruth(world, 'outcomes').map((row) => [row.outcome_id!, row]))
      const rejects = readTruth(world, 'rejects').map(({ key }) => key)
      const served = walk(world, '/polymarket/markets?limit=100', 'markets')
      expect([...truth.keys(), ...rejects].sort()).toEqual(served.map(({ condition_id }) => condition_id).sort())
      for (const market of served) {
        const row = truth.get(market.condition_id as string)
        if (row === undefined) continue
        const winner = market.winning_side as Side | null
        const isOpen = market.status === 'open'
        expect(row.status).toBe(isOpen ? 'open' : winner === null ? 'closed' : 'resolved')
        expect([seconds(row.opened_at), seconds(row.closes_at)]).toEqual([market.start_time, market.end_time])
        expect([seconds(row.resolved_at), row.resolution]).toEqual([market.close_time, winner?.label ?? ''])
        expect(row.volume).toBe(doubleText(market.volume_total as number, 6))
        for (const side of [market.side_a, market.side_b] as Side[]) {
          const outcome = outcomes.get(side.id)!
          expect([outcome.market_id, outcome.label]).toEqual([market.condition_id, side.label])
          expect(outcome.is_winner).toBe(winner === null ? '' : String(winner.id === side.id))
        }
      }
      const events = walk(world, '/polymarket/events?limit=100', 'events').map(({ event_slug }) => event_slug)
      expect(events.sort()).toEqual(readTruth(world, 'events').map(({ event_id }) => event_id))
    }
  })

  it('tells the price of every open token, and which ones can never be asked for', () => {
    const dead = readTruth(world, 'dead_prices').map(({ outcome_id }) => outcome_id!)
    expect(dead.length).toBe(4)
    for (const token of dead) expect(ask(world, `/polymarket/market-price/${token}`).status).toBe(500)
    const prices = readTruth(world, 'prices')
    expect(prices.length).toBeGreaterThan(40)
    for (const { outcome_id, price, at } of prices) {
      const { body } = ask(world, `/polymarket/market-price/${outcome_id}`)
      expect([doubleText(body.price as number, 12), body.at_time]).toEqual([price, seconds(at)])
    }
  })

  it('holds each fill once, and as trades only those whose other side is the exchange', () => {
    const served = walk(world, '/polymarket/orders?limit=1000', 'orders').map((row) =>
      [
        `${row.tx_hash}:${row.log_index}`,
        row.condition_id,
        row.token_id,
        row.user,
        String(row.side).toLowerCase(),
        doubleText(row.price as number, 12),
        doubleText(row.shares_normalized as number, 6),
        `${new Date((row.timestamp as number) * 1000).toISOString().slice(0, 19)}.000000Z`,
        row.taker === EXCHANGE ? 'taker' : 'maker',
      ].join(' '),
    )
    const fills = readTruth(world, 'fills')
    const bare = fills.map(({ venue, notional, transaction_hash, ...rest }) => Object.values(rest).join(' '))
    expect(served.sort()).toEqual(bare.sort())
    const takers = fills.filter(({ role }) => role === 'taker').map(({ fill_id }) => fill_id)
    expect(readTruth(world, 'trades').map(({ trade_id }) => trade_id)).toEqual(takers)
    const sizes = (role: string) =>
      fills.reduce((sum, fill) => sum + (fill.role === role ? BigInt(fill.size!.replace('.', '')) : 0n), 0n)
    expect(sizes('maker')).toBe(sizes('taker'))
  })

  it('shows the conditions and trades of the replica of Polymarket, to the bit', () => {
    const [polymarket, own] = [polymarketWorld(options), simulatedWorld(options)]
    const conditions = readTruth(own, 'markets').map(({ market_id }) => market_id)
    expect(conditions).toEqual(
      readTruth(polymarket, 'twins')
        .map(({ condition_id }) => condition_id)
        .sort(),
    )
    const plain = (rows: Record<string, string>[]) =>
      rows.map(({ venue, trade_id, ...row }) => Object.values(row).join(' ')).sort()
    expect(plain(readTruth(own, 'trades'))).toEqual(plain(readTruth(polymarket, 'trades')))
    // Past the hour, so that the book shown there has followed the quotes.
    for (const { clock } of [own, polymarket]) clock.moveOn(120_000_000)
    for (const { outcome_id, price } of readTruth(own, 'prices').slice(0, 30)) {
      const address = `/clob/midpoint?token_id=${outcome_id}`
      const { status } = askPolymarket(polymarket, address)
      if (status !== 200) continue
      const { mid } = askJson<{ mid: string }>(polymarket, address)
      expect(doubleText(Number(mid), 12)).toBe(price)
    }
  })
})

describe('candles and books', () => {
  const [market] = walk(world, '/polymarket/markets?limit=100&min_volume=1', 'markets') as [Row]
  const sides = [market.side_a, market.side_b] as Side[]
  const now = world.clock.now() / 1_000_000

  it('makes each candle of the trades in it, for both tokens', () => {
    const truth = readTruth(world, 'candles').filter((row) => row.market_id === market.condition_id)
    for (const [interval, days] of [
      [1, 7],
      [60, 30],
      [1440, 300],
    ] as const) {
      const query = `start_time=${now - days * 86_400}&end_time=${now}&interval=${interval}`
      const { body } = ask(world, `/polymarket/candlesticks/${market.condition_id}?${query}`)
      const tuples = body.candlesticks as [Row[], { token_id: string; side: string }][]
      const served = tuples.flatMap(([candles, { token_id }]) =>
        candles.map(({ end_period_ts, price, volume }) => {
          const { open_dollars, high_dollars, low_dollars, close_dollars } = price as Record<string, string>
          return [token_id, end_period_ts, open_dollars, high_dollars, low_dollars, close_dollars, volume]
        }),
      )
      const expected = truth
        .filter((row) => row.interval_minutes === String(interval) && seconds(row.ends_at)! > now - days * 86_400)
        .map((row) => [
          row.outcome_id,
          seconds(row.ends_at),
          ...[row.open, row.high, row.low, row.close].map((price) => price!.slice(0, 6)),
          Number(row.volume),
        ])
      const byToken = (rows: unknown[][]) => rows.map((row) => row.join(' ')).sort()
      expect(byToken(served)).toEqual(byToken(expected))
      if (interval === 1440) expect(served.length).toBeGreaterThan(1)
    }
  })

  it('lists snapshots at irregular moments, the latest one without times, and both tokens as mirrors', () => {
    const books = readTruth(world, 'books').filter((row) => row.market_id === market.condition_id)
    for (const { id } of sides) {
      const [latest, ...more] = ask(world, `/polymarket/orderbooks?token_id=${id}`).body.snapshots as Row[]
      const expected = books.find((row) => row.outcome_id === id)!
      expect([more.length, latest!.timestamp]).toEqual([0, Date.parse(expected.at!)])
      const bids = (latest!.bids as { price: string }[]).map(({ price }) => Number(price))
      expect(Math.max(0, ...bids)).toBe(Number(expected.best_bid))
      const [from, to] = [Date.UTC(2026, 0, 1), now * 1000]
      const all = walk(world, `/polymarket/orderbooks?token_id=${id}&start_time=${from}&end_time=${to}`, 'snapshots')
      const moments = all.map(({ timestamp }) => timestamp as number)
      expect(moments).toEqual([...new Set(moments)].sort((a, b) => b - a))
      expect(moments[0]).toBe(latest!.timestamp)
      const gaps = moments.slice(1).map((moment, i) => moments[i]! - moment)
      expect(new Set(gaps).size).toBeGreaterThan(10)
      expect(Math.max(...gaps)).toBeGreaterThan(3_600_000)
    }
  })
})
