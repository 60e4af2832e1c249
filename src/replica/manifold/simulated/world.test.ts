import { describe, expect, it } from 'vitest'
import { ask, askJson, bodyOf, type Row } from '../../testing/walk.ts'
import type { World } from '../../world.ts'
import { ALL_BETS, walkBets } from '../testing.ts'
import { simulatedWorld } from './world.ts'

const options = { kind: 'simulated', trades: 6000, seed: 5, until: '2026-10-08', days: 40, future: 10 } as const
const make = (more: object = {}) => simulatedWorld({ ...options, ...more })
const world = make()
const bets = walkBets(world, ALL_BETS)
const markets = askJson<Row[]>(world, '/v0/markets?limit=0')
const DAY = 86_400

const num = (row: Row, key: string) => row[key] as number
const keyOf = (row: Row) => `${row.id} ${row.createdTime}`

function countAll(of: World): number {
  const ids = askJson<Row[]>(of, '/v0/markets?limit=0').map(({ id }) => id as string)
  const listed = askJson<[{ count: number }]>(of, `${ALL_BETS}&count=true`)[0].count
  expect(ids.length).toBeGreaterThan(50)
  return listed
}

describe('a simulated Manifold', () => {
  it('is the same to the byte for the same options, and another for another seed', () => {
    const pages = ['/v0/bets?limit=1000', '/v0/users', '/v0/markets?sort=updated-time', '/v0/groups', '/v0/txns']
    const other = make({ seed: 6 })
    const again = make()
    for (const page of pages) {
      expect(bodyOf(ask(again, page))).toBe(bodyOf(ask(world, page)))
      expect(bodyOf(ask(other, page))).not.toBe(bodyOf(ask(world, page)))
    }
  })

  it('holds exactly as many bets as asked for, those of hidden markets included', () => {
    const truth = world.truth.find(({ name }) => name === 'raw_bets')!
    expect([...truth.pieces()].join('').trimEnd().split('\n').length).toBe(6000)
    expect(countAll(world)).toBe(bets.length)
    expect(bets.length).toBeGreaterThan(5400)
  })

  it('has every kind of market', () => {
    const kinds = new Set(markets.map(({ outcomeType, mechanism }) => `${outcomeType} ${mechanism}`))
    expect([...kinds].sort()).toEqual([
      'BINARY cpmm-1',
      'BOUNTIED_QUESTION none',
      'FREE_RESPONSE dpm-2',
      'MULTIPLE_CHOICE cpmm-multi-1',
      'POLL none',
      'PSEUDO_NUMERIC cpmm-1',
      'STONK cpmm-1',
      'TOURNAMENT_BRACKET bracket-2',
    ])
    expect(markets.some((row) => row.closeTime === 253_399_726_740_000)).toBe(true)
    expect(markets.some((row) => row.token === undefined)).toBe(true)
    expect(markets.some((row) => row.token === 'CASH')).toBe(true)
    const resolved = markets.filter((row) => row.isResolved === true)
    expect(resolved.some((row) => num(row, 'lastUpdatedTime') < num(row, 'resolutionTime'))).toBe(true)
    expect(new Set(resolved.map((row) => row.resolution))).toContain('CANCEL')
  })

  it('chains prices: each bet begins where the one before it in its pool ended', () => {
    const last = new Map<unknown, number>()
    for (const bet of bets) {
      if (bet.outcome !== 'YES' && bet.outcome !== 'NO') continue
      const pool = bet.answerId ?? bet.contractId
      const before = last.get(pool)
      if (before !== undefined) expect(num(bet, 'probBefore')).toBeCloseTo(before, 9)
      last.set(pool, num(bet, 'probAfter'))
    }
    for (const market of markets) {
      if (market.probability !== undefined && last.has(market.id)) expect(market.probability).toBe(last.get(market.id))
    }
  })

  it('keeps the answers of a market adding up to one', () => {
    const sums = markets
      .map(({ id }) => askJson<{ shouldAnswersSumToOne?: boolean; answers?: Row[] }>(world, `/v0/market/${id}`))
      .filter((market) => market.shouldAnswersSumToOne === true)
    expect(sums.length).toBeGreaterThan(2)
    for (const { answers } of sums) {
      const total = answers!.reduce((sum, answer) => sum + num(answer, 'probability'), 0)
      expect(total).toBeCloseTo(1, 6)
    }
    const legs = bets.filter((bet) => bet.isRedemption === true && bet.shares === 0)
    expect(legs.length).toBeGreaterThan(100)
    for (const leg of legs) expect([leg.amount, leg.orderAmount, (leg.fills as Row[]).length]).toEqual([0, 0, 1])
  })

  it('gives pairs back at the price, in one moment', () => {
    const pairs = Map.groupBy(
      bets.filter((bet) => bet.isRedemption === true && bet.shares !== 0),
      (bet) => `${bet.userId} ${bet.contractId} ${bet.answerId} ${bet.createdTime} ${bet.shares}`,
    )
    expect(pairs.size).toBeGreaterThan(10)
    for (const pair of pairs.values()) {
      expect(pair.map(({ outcome }) => outcome)).toEqual(['YES', 'NO'])
      expect(num(pair[0]!, 'amount') + num(pair[1]!, 'amount')).toBeCloseTo(num(pair[0]!, 'shares'), 9)
    }
  })

  it('fills orders from both sides: what the taker got of the maker is in both rows', () => {
    const byId = new Map(bets.map((bet) => [bet.id, bet]))
    let matched = 0
    for (const bet of bets) {
      const fills = (bet.fills ?? []) as Row[]
      if (bet.isRedemption !== true && bet.isFilled !== null && fills.length > 0) {
        expect(fills.reduce((sum, fill) => sum + num(fill, 'amount'), 0)).toBeCloseTo(num(bet, 'amount'), 6)
      }
      for (const { matchedBetId, shares } of fills) {
        if (matchedBetId === null) continue
        matched++
        const other = (byId.get(matchedBetId)!.fills as Row[]).filter((fill) => fill.matchedBetId === bet.id)
        expect(other.some((fill) => Math.abs(num(fill, 'shares') - (shares as number)) < 1e-9)).toBe(true)
      }
    }
    expect(matched).toBeGreaterThan(100)
  })

  it('trades between 0 and 1, by people who are there', () => {
    const users = new Map(askJson<Row[]>(world, '/v0/users?limit=0').map((user) => [user.id, user]))
    for (const bet of bets) {
      if (bet.shares !== 0) {
        const price = num(bet, 'amount') / num(bet, 'shares')
        expect(price > 0 && price <= 1).toBe(true)
      }
      expect(num(users.get(bet.userId)!, 'createdTime')).toBeLessThanOrEqual(num(bet, 'createdTime'))
    }
    expect([...users.values()].some((user) => num(user, 'balance') < 0)).toBe(true)
    expect([...users.values()].some((user) => user.userDeleted === true)).toBe(true)
  })

  it('lets bets share milliseconds, as many as asked for, and one id stand for two bets', () => {
    const shareOf = (rows: Row[]) => {
      const plain = rows.filter((bet) => bet.isRedemption !== true)
      const groups = Map.groupBy(plain, (bet) => `${bet.contractId} ${bet.createdTime}`)
      return [...groups.values()].filter((group) => group.length > 1).flat().length / plain.length
    }
    const crowded = walkBets(make({ sharedTimes: 0.6 }), ALL_BETS)
    expect(shareOf(crowded)).toBeGreaterThan(shareOf(bets) + 0.15)
    expect(shareOf(crowded)).toBeGreaterThan(0.5)
    const twice = [...Map.groupBy(bets, ({ id }) => id).values()].filter((group) => group.length > 1)
    expect(twice.map((group) => group.map((bet) => num(bet, 'amount') < 0))).toEqual([[false, true]])
  })
})

describe('time in a simulated Manifold', () => {
  const later = make()
  later.clock.moveOn(5 * DAY * 1_000_000)
  const laterBets = new Map(walkBets(later, ALL_BETS).map((bet) => [keyOf(bet), bet]))

  it('adds bets and changes orders, whose creation stays', () => {
    expect(laterBets.size).toBeGreaterThan(bets.length)
    const changed = bets.filter((bet) => JSON.stringify(laterBets.get(keyOf(bet))) !== JSON.stringify(bet))
    expect(changed.length).toBeGreaterThan(10)
    for (const before of changed) {
      const after = laterBets.get(keyOf(before))!
      expect([before.isFilled, before.isCancelled]).toEqual([false, false])
      expect(num(after, 'updatedTime')).toBeGreaterThan(num(before, 'updatedTime'))
      expect(Math.abs(num(after, 'amount'))).toBeGreaterThanOrEqual(Math.abs(num(before, 'amount')))
      expect(after.createdTime).toBe(before.createdTime)
    }
    const ends = changed.map((bet) => laterBets.get(keyOf(bet))!)
    expect(ends.some((bet) => bet.isFilled === true)).toBe(true)
    expect(ends.some((bet) => bet.isCancelled === true)).toBe(true)
  })

  it('is a function of the instant: going there in steps or at once is the same', () => {
    const stepped = make()
    for (let i = 0; i < 5; i++) {
      stepped.clock.moveOn(DAY * 1_000_000)
      ask(stepped, '/v0/markets?sort=updated-time')
      ask(stepped, '/v0/users')
    }
    for (const page of ['/v0/bets?limit=1000', '/v0/users', '/v0/markets?sort=updated-time']) {
      expect(bodyOf(ask(stepped, page))).toBe(bodyOf(ask(later, page)))
    }
    expect(stepped.stateAt!('2026-10-08')).toEqual(world.stateAt!('2026-10-08'))
  })

  it('tells what was at an instant', () => {
    const { markets: states, prices } = world.stateAt!('2026-10-08')
    const byId = new Map(states.map((state) => [state.marketId, state]))
    for (const market of markets) {
      const state = byId.get(market.id as string)!
      expect(state.status === 'resolved').toBe(market.isResolved)
      expect(state.volume).toBe(market.volume)
      expect(state.closesAt).toBe(market.closeTime ?? null)
    }
    const price = new Map(prices.map(({ outcomeId, price }) => [outcomeId, price]))
    for (const { id, probability } of markets) {
      if (probability !== undefined) expect(price.get(`${id}:YES`)).toBe(probability)
    }
  })

  it('resolves markets, opens some again, and resolves them for good', () => {
    const now = (of: World) => new Map(askJson<Row[]>(of, '/v0/markets?limit=0').map((row) => [row.id, row]))
    const [first, then] = [now(world), now(later)]
    const resolvedSince = [...then.values()].filter((row) => row.isResolved && first.get(row.id)?.isResolved === false)
    expect(resolvedSince.length).toBeGreaterThan(0)
    const seen = new Map<string, string[]>()
    for (let hours = -40 * 24; hours <= 0; hours += 4) {
      for (const { marketId, status, resolution } of world.stateAt!(new Date(Date.UTC(2026, 9, 8) + hours * 3.6e6))
        .markets) {
        const states = seen.get(marketId) ?? []
        const state = status === 'resolved' ? `${status} ${resolution}` : 'open'
        if (states.at(-1) !== state) states.push(state)
        seen.set(marketId, states)
      }
    }
    const reopened = [...seen.values()].filter(
      (states) => states.lastIndexOf('open') > states.findIndex((s) => s !== 'open'),
    )
    expect(reopened.filter((states) => states.length > 2).length).toBeGreaterThan(0)
  })

  it('lets bets happen now, and keeps the chain of prices', () => {
    const moving = make({ future: 0 })
    moving.insertTrades!(40)
    const all = walkBets(moving, ALL_BETS)
    const before = walkBets(make({ future: 0 }), ALL_BETS)
    expect(all.length).toBeGreaterThanOrEqual(before.length + 40)
    expect(new Set(all.map(keyOf)).size).toBe(all.length)
    const last = new Map<unknown, number>()
    for (const bet of all) {
      const pool = bet.answerId ?? bet.contractId
      if (last.has(pool) && /YES|NO/.test(String(bet.outcome))) {
        expect(num(bet, 'probBefore')).toBeCloseTo(last.get(pool)!, 9)
      }
      last.set(pool, num(bet, 'probAfter'))
    }
    const newest = askJson<Row[]>(moving, '/v0/bets?limit=1')[0]!
    expect(askJson<Row[]>(moving, `/v0/bets?id=${newest.id}`)).toEqual([newest])
    expect(num(newest, 'createdTime')).toBeGreaterThan(Date.UTC(2026, 9, 8))
  })
})
