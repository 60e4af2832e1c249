import { describe, expect, it } from 'vitest'
import { readTruth } from '../../../testing/truth.ts'
import { askJson, type Row } from '../../../testing/walk.ts'
import { simulatedWorld } from '../../simulated/world.ts'
import { refusal, walkCursors } from './testing.ts'

const world = simulatedWorld({ kind: 'simulated', trades: 1500, seed: 11, until: '2026-10-08', days: 30 })
const open = readTruth(world, 'positions')
const closed = readTruth(world, 'closed_positions')
const activity = readTruth(world, 'trader_activity')
const byTrader = Map.groupBy(activity, (row) => row.trader_id!)
const busy = [...byTrader].sort((a, b) => b[1].length - a[1].length).map(([wallet]) => wallet)
const rows = (address: string) => askJson<Row[]>(world, address)

describe('wallets', () => {
  it('hold what their activity adds up to, outcome by outcome', () => {
    const kinds = new Set(activity.map((row) => row.kind))
    expect([...kinds].sort()).toEqual(['merge', 'redeem', 'reward', 'split', 'trade'])
    const tokens = Map.groupBy(readTruth(world, 'outcomes'), (row) => row.market_id!)
    const held = new Map<string, number>()
    const add = (wallet: string, token: string, e6: number) =>
      held.set(`${wallet} ${token}`, (held.get(`${wallet} ${token}`) ?? 0) + e6)
    for (const { kind, trader_id: wallet, outcome_id: token, side, size, market_id: market } of activity) {
      const e6 = Math.round(Number(size) * 1e6)
      if (kind === 'trade') add(wallet!, token!, side === 'buy' ? e6 : -e6)
      const both = tokens.get(market!) ?? []
      if (kind === 'split' || kind === 'merge')
        for (const each of both) add(wallet!, each.outcome_id!, kind === 'split' ? e6 : -e6)
      if (kind === 'redeem') for (const each of both) held.delete(`${wallet} ${each.outcome_id}`)
    }
    const expected = [...held].filter(([, e6]) => e6 !== 0).map(([key, e6]) => `${key} ${(e6 / 1e6).toFixed(6)}`)
    const told = open.map((row) => `${row.trader_id} ${row.outcome_id} ${row.size}`)
    expect([...held.values()].every((e6) => e6 >= 0)).toBe(true)
    expect(told.sort()).toEqual(expected.sort())
  })

  it('show their truth page by page in both versions', () => {
    for (const wallet of busy.slice(0, 8)) {
      const own = byTrader.get(wallet)!
      const pages = [0, 100, 200, 300, 400].flatMap((offset) => rows(`/data/activity?user=${wallet}&offset=${offset}`))
      expect(pages.length).toBe(Math.min(own.length, 500))
      const text = (row: Row) => [row.timestamp, row.type, row.size, row.usdcSize ?? row.usdc_size].join(' ')
      const truth = own.map((row) =>
        [Date.parse(row.at!) / 1000, row.kind!.toUpperCase(), Number(row.size), Number(row.amount)].join(' '),
      )
      const all = walkCursors(world, `/data/v2/activity?user=${wallet}&limit=70`)
      expect(all.map(text).sort()).toEqual(truth.sort())
      expect(pages.map(text).sort()).toEqual(all.slice(0, 500).map(text).sort())
      const served = rows(`/data/positions?user=${wallet}&limit=500&sizeThreshold=0`)
      const holding = (row: Row) =>
        `${row.asset} ${(row.size as number).toFixed(6)} ${(row.avgPrice as number).toFixed(12)}`
      const mine = open.filter((row) => row.trader_id === wallet)
      expect(served.map(holding).sort()).toEqual(
        mine.map((row) => `${row.outcome_id} ${row.size} ${row.average_price}`).sort(),
      )
      const given = closed.filter((row) => row.trader_id === wallet)
      expect(rows(`/data/closed-positions?user=${wallet}&limit=999`).length).toBe(Math.min(50, given.length))
      expect(walkCursors(world, `/data/v2/positions?user=${wallet}&status=CLOSED`).length).toBe(given.length)
      const [value] = rows(`/data/value?user=${wallet}`)
      expect(value!.value).toBeCloseTo(
        mine.reduce((sum, row) => sum + Number(row.value), 0),
        4,
      )
    }
  })

  it('pay a fee on what they take, written into the amount', () => {
    const bought = rows(`/data/activity?user=${busy[0]}&limit=500&type=TRADE&side=BUY`)
    const withFee = bought.filter(
      (row) => (row.usdcSize as number) - (row.size as number) * (row.price as number) > 1e-5,
    )
    expect(withFee.length).toBeGreaterThan(0)
    const { size, price, usdcSize } = withFee[0] as Record<string, number>
    const rates = [0.04, 0.05, 0.07].map((rate) => Number((size! * rate * price! * (1 - price!)).toFixed(5)))
    expect(rates.some((fee) => Math.abs(size! * price! + fee - usdcSize!) < 1e-6)).toBe(true)
    for (const row of rows(`/data/activity?user=${busy[0]}&type=SPLIT,MERGE`))
      expect([row.side, row.asset, row.outcome, row.isCombo]).toEqual(['', '', '', false])
  })

  it('refuse what is out of range in the words of the service', () => {
    const [wallet] = busy
    expect(refusal(world, '/data/activity')).toEqual([400, { error: "required query param 'user' not provided" }])
    expect(refusal(world, `/data/activity?user=${wallet}&offset=5001`)).toEqual([
      400,
      { error: 'max historical activity offset of 5000 exceeded' },
    ])
    expect(refusal(world, `/data/positions?user=${wallet}&offset=10001`)[0]).toBe(400)
    expect(refusal(world, `/data/positions?user=${wallet}&title=${'x'.repeat(101)}`)[0]).toBe(400)
    expect(rows(`/data/positions?user=${wallet}&limit=100000`).length).toBeLessThanOrEqual(500)
  })
})

describe('markets', () => {
  it('have as many shares of either outcome until they are resolved, and that is their open interest', () => {
    const resolved = new Set(
      readTruth(world, 'resolutions').flatMap((row) => (row.status === 'resolved' ? [row.market_id!] : [])),
    )
    const byMarket = Map.groupBy(open, (row) => row.market_id!)
    const interest = new Map(readTruth(world, 'open_interest').map((row) => [row.market_id!, Number(row.value)]))
    let seen = 0
    for (const [market, held] of byMarket) {
      if (resolved.has(market)) continue
      const sums = [...Map.groupBy(held, (row) => row.outcome_id).values()].map((own) =>
        own.reduce((sum, row) => sum + Number(row.size), 0),
      )
      expect(sums.length).toBe(2)
      expect(sums[0]).toBeCloseTo(sums[1]!, 4)
      expect(interest.get(market)).toBeCloseTo(sums[0]!, 4)
      if (seen++ > 10) continue
      expect(rows(`/data/oi?market=${market}`)).toEqual([{ market, value: interest.get(market) }])
    }
    expect(seen).toBeGreaterThan(5)
    expect(refusal(world, '/data/oi')).toEqual([400, { error: "required query param 'market' not provided" }])
  })

  it('name at most twenty holders of each token, most first', () => {
    const truth = Map.groupBy(readTruth(world, 'holders'), (row) => row.market_id!)
    const [market, own] = [...truth].sort((a, b) => b[1].length - a[1].length)[0]!
    const served = rows(`/data/holders?market=${market}&limit=100`) as { token: string; holders: Row[] }[]
    const told = served.flatMap(({ token, holders }) =>
      holders.map((row, i) => `${token} ${i + 1} ${row.proxyWallet} ${(row.amount as number).toFixed(6)}`),
    )
    expect(told).toEqual(own.map((row) => `${row.outcome_id} ${row.place} ${row.trader_id} ${row.size}`))
    expect(Math.max(...served.map(({ holders }) => holders.length))).toBe(20)
  })

  it('are led by those who won or traded most: ranks are texts in v1 and numbers in v2', () => {
    const truth = readTruth(world, 'leaderboard').filter((row) => row.period === 'all' && row.ordered_by === 'profit')
    const first = rows('/data/v1/leaderboard?timePeriod=ALL&limit=999')
    expect(first.length).toBe(50)
    const text = (row: Row) => `${row.rank} ${row.proxyWallet} ${(row.pnl as number).toFixed(12)}`
    expect(first.map(text)).toEqual(truth.slice(0, 50).map((row) => `${row.rank} ${row.trader_id} ${row.profit}`))
    expect(typeof first[0]!.rank).toBe('string')
    const second = askJson<{ data: Row[] }>(world, '/data/v2/leaderboard?time_period=ALL&order_by=PNL&limit=2').data
    expect([second[0]!.rank, second[0]!.volume]).toEqual([1, Number(truth[0]!.shares)])
    const sum = truth.reduce((total, row) => total + Number(row.profit), 0)
    // Nobody wins what nobody loses, but for amounts rounded to millionths.
    expect(Math.abs(sum)).toBeLessThan(0.01)
  })
})
