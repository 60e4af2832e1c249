import { describe, expect, it } from 'vitest'
import { askJson, type Row } from '../../testing/walk.ts'
import { doubleText, millisText, ratioText } from '../../truth/doubles.ts'
import type { World } from '../../world.ts'
import { ALL_BETS, walkBets } from '../testing.ts'
import { simulatedWorld } from './world.ts'

const options = { kind: 'simulated', trades: 4000, seed: 4, until: '2026-10-08', days: 30, future: 5 } as const
const world = simulatedWorld(options)

type CsvRow = Record<string, string>

function readTruth(of: World, name: string): CsvRow[] {
  const text = [...of.truth.find((table) => table.name === name)!.pieces()].join('')
  const fields = [...text.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n)/g)]
  const rows: string[][] = [[]]
  for (const [, field, end] of fields) {
    rows.at(-1)!.push(field!.startsWith('"') ? field!.slice(1, -1).replaceAll('""', '"') : field!)
    if (end === '\n') rows.push([])
  }
  const [columns, ...lines] = rows.slice(0, -1)
  return lines.map((line) => Object.fromEntries(columns!.map((column, i) => [column, line[i]!])))
}

const num = (row: Row, key: string) => row[key] as number
const outcomeOf = (bet: Row) => `${bet.answerId ?? bet.contractId}:${bet.outcome}`

/** The rules of meaning, read from what the API serves. */
function tradeOf(bet: Row): CsvRow {
  return {
    venue: 'manifold',
    trade_id: String(bet.id),
    part: String(bet.createdTime),
    market_id: String(bet.contractId),
    outcome_id: outcomeOf(bet),
    trader_id: String(bet.userId),
    side: num(bet, 'shares') < 0 ? 'sell' : 'buy',
    price: ratioText(num(bet, 'amount'), num(bet, 'shares'), 12),
    size: doubleText(Math.abs(num(bet, 'shares')), 6),
    notional: doubleText(Math.abs(num(bet, 'amount')), 12),
    traded_at: millisText(num(bet, 'createdTime')),
    kind: bet.isRedemption === true ? 'redemption' : 'trade',
  }
}

const byKey = (rows: CsvRow[]) => new Map(rows.map((row) => [`${row.trade_id} ${row.traded_at}`, row]))

describe('the truth of a simulated Manifold', () => {
  for (const [name, days] of [
    ['at first', 0],
    ['days later', 3],
  ] as const) {
    it(`says of trades, orders and legs what the API says, ${name}`, () => {
      const moved = simulatedWorld(options)
      moved.clock.moveOn(days * 86_400_000_000)
      const bets = walkBets(moved, ALL_BETS)
      const traded = bets.filter((bet) => bet.shares !== 0)
      expect(byKey(readTruth(moved, 'trades'))).toEqual(byKey(traded.map(tradeOf)))
      const limits = bets.filter((bet) => bet.limitProb !== undefined)
      const orders = new Map(readTruth(moved, 'orders').map((row) => [row.order_id, row]))
      expect(orders.size).toBe(limits.length)
      for (const bet of limits) {
        expect(orders.get(String(bet.id))).toEqual({
          venue: 'manifold',
          order_id: bet.id,
          market_id: bet.contractId,
          outcome_id: outcomeOf(bet),
          trader_id: bet.userId,
          side: 'buy',
          limit_price: doubleText(num(bet, 'limitProb'), 12),
          amount: doubleText(num(bet, 'orderAmount'), 12),
          filled_amount: doubleText(num(bet, 'amount'), 12),
          filled_size: doubleText(num(bet, 'shares'), 6),
          status: bet.isFilled ? 'filled' : bet.isCancelled ? 'cancelled' : 'open',
          created_at: millisText(num(bet, 'createdTime')),
          updated_at: millisText(num(bet, 'updatedTime')),
          expires_at: bet.expiresAt === undefined ? '' : millisText(num(bet, 'expiresAt')),
        })
      }
      const legs = bets.filter((bet) => bet.isRedemption === true && bet.shares === 0)
      const prices = new Set(readTruth(moved, 'prices').map((row) => `${row.trade_id} ${row.outcome_id} ${row.price}`))
      const moving = bets.filter((bet) => bet.probBefore !== bet.probAfter)
      expect(moving.length).toBeGreaterThan(legs.length)
      for (const bet of [...legs, ...moving].filter(
        ({ answerId, outcome }) => answerId ?? /YES|NO/.test(String(outcome)),
      )) {
        const outcome = `${bet.answerId ?? bet.contractId}:YES`
        expect(prices).toContain(`${bet.id} ${outcome} ${doubleText(num(bet, 'probAfter'), 12)}`)
      }
      expect(bets.length).toBe(traded.length + legs.length + limits.filter((bet) => bet.shares === 0).length)
    })
  }

  it('says of markets and outcomes what the API says', () => {
    const markets = askJson<Row[]>(world, '/v0/markets?limit=0')
    const truth = new Map(readTruth(world, 'markets').map((row) => [row.market_id, row]))
    expect([...truth.keys()]).toEqual(markets.map(({ id }) => String(id)).sort())
    const outcomes = Map.groupBy(readTruth(world, 'outcomes'), (row) => row.market_id)
    const answers = Map.groupBy(readTruth(world, 'answers'), (row) => row.market_id)
    const now = Date.UTC(2026, 9, 8)
    for (const market of markets) {
      const row = truth.get(String(market.id))!
      const isClosed = market.closeTime !== undefined && num(market, 'closeTime') <= now
      expect(row).toMatchObject({
        question: market.question,
        status: market.isResolved ? 'resolved' : isClosed ? 'closed' : 'open',
        market_type: market.outcomeType,
        resolution: String(market.resolution ?? ''),
        resolved_at: market.resolutionTime === undefined ? '' : millisText(num(market, 'resolutionTime')),
        closes_at: market.closeTime === undefined ? '' : millisText(num(market, 'closeTime')),
        last_price: market.probability === undefined ? '' : doubleText(num(market, 'probability'), 12),
        volume: doubleText(num(market, 'volume'), 6),
        url: market.url,
        updated_at: millisText(num(market, 'lastUpdatedTime')),
      })
      const full = askJson<{ answers?: Row[] }>(world, `/v0/market/${market.id}`)
      expect(answers.get(String(market.id))?.length ?? 0).toBe(2 * (full.answers?.length ?? 0))
      if (market.probability !== undefined) expect(outcomes.get(String(market.id))?.length).toBe(2)
    }
  })

  it('says of people, comments and groups what the API says', () => {
    const users = askJson<Row[]>(world, '/v0/users?limit=0')
    const traders = new Map(readTruth(world, 'traders').map((row) => [row.trader_id, row]))
    expect(traders.size).toBe(users.length)
    for (const user of users) {
      const { name, username, balance, is_deleted } = traders.get(String(user.id))!
      expect([name, username, balance]).toEqual([user.name, user.username, doubleText(num(user, 'balance'), 12)])
      expect(is_deleted).toBe(String(user.userDeleted === true))
    }
    const comments = askJson<Row[]>(world, '/v0/comments?contractSlug=nothing&limit=1000')
    const written = new Map(readTruth(world, 'comments').map((row) => [`${row.market_id} ${row.comment_id}`, row]))
    expect(written.size).toBe(comments.length)
    for (const comment of comments) {
      const row = written.get(`${comment.contractId} ${comment.id}`)!
      expect([row.likes, row.parent_id, row.trader_id]).toEqual([
        String(comment.likes),
        String(comment.replyToCommentId ?? ''),
        comment.userId,
      ])
    }
    const groups = readTruth(world, 'groups').map((row) => row.group_id)
    expect(groups).toEqual(
      askJson<Row[]>(world, '/v0/groups?limit=0')
        .map(({ id }) => String(id))
        .sort(),
    )
    expect(readTruth(world, 'transactions').length).toBe(askJson<Row[]>(world, '/v0/txns?limit=0').length)
  })

  it('leaves out what is broken for good, and lists it as expected rejects', () => {
    const wounded = simulatedWorld({ ...options, brokenRecords: 20 })
    const rejects = readTruth(wounded, 'rejects')
    expect(Map.groupBy(rejects, (row) => row.resource).get('markets')?.length).toBe(4)
    const kept = new Set(readTruth(wounded, 'trades').map((row) => `${row.trade_id} ${row.part}`))
    const broken =
      walkBets(simulatedWorld(options), ALL_BETS).length - walkBets(wounded, ALL_BETS).filter(isSound).length
    expect(broken).toBeGreaterThan(10)
    for (const bet of walkBets(wounded, ALL_BETS)) {
      if (!isSound(bet)) expect(kept.has(`${bet.id} ${bet.createdTime}`)).toBe(false)
    }
  })

  it('has the rows as they are served', () => {
    const raw = [...world.truth.find(({ name }) => name === 'raw_users')!.pieces()].join('').trimEnd().split('\n')
    expect(raw.map((line) => JSON.parse(line))).toEqual(askJson<Row[]>(world, '/v0/users?limit=0&order=asc'))
  })
})

const isSound = (bet: Row) => [bet.amount, bet.shares, bet.createdTime].every((value) => typeof value === 'number')
