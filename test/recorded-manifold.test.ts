import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../src/cli/main.ts'
import type { Row } from '../src/engine/connection.ts'
import { type Replica, startReplica } from '../src/replica/index.ts'
import { recordingEffects } from './support/effects.ts'
import { absolute, type Exact, exact, parseExact, quotient, rounded } from './support/exact.ts'
import { openHome } from './support/opened.ts'
import { linesOf, recordings } from './support/recordings.ts'

const folder = recordings('worlds/manifold')
const RESOURCES = ['users', 'markets', 'bets'] as const

type Fields = Record<string, unknown>

/** The recorded lines, read without any of our own code; numbers as they are written. */
const lines = (resource: string) => linesOf(folder!, resource)
const records = (resource: string) => lines(resource).map(parseExact)

/** A sale may reuse the id of a buy, so the time belongs to the key. */
const keyOf = (bet: Fields) => `${bet.id} ${millis(bet.createdTime)}`
const millis = (value: unknown) => (exact(value) === undefined ? null : Number(rounded(exact(value)!, 1)))
const isZero = (value: unknown) => exact(value)?.digits === 0n
const isRedemption = (bet: Fields) => bet.isRedemption === true
const isTrade = (bet: Fields) => !isZero(bet.shares)
const isOrder = (bet: Fields) => exact(bet.limitProb) !== undefined || (isZero(bet.shares) && !isRedemption(bet))
const at = (value: unknown, places: number) => (exact(value) === undefined ? null : rounded(exact(value)!, places))
const numberOf = (value: unknown): Exact => exact(value)!

describe.skipIf(folder === undefined)('recordings of the real Manifold', () => {
  let home: string
  let replica: Replica
  let opened: Awaited<ReturnType<typeof openHome>>
  let exitCode: number
  const rows = <R extends Row>(query: string) => opened.connection.rows<R>(query)
  const env = () => ({
    ODDSLAKE_HOME: home,
    ODDSLAKE_MANIFOLD_URL: replica.url,
    ODDSLAKE_MANIFOLD_API_REQUESTS: '10000',
    ODDSLAKE_MANIFOLD_API_BURST: '1000',
  })

  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'oddslake-recorded-'))
    replica = await startReplica({ venue: 'manifold', world: { kind: 'recorded', from: folder! } })
    exitCode = await run(['sync', 'manifold', '--chunk-size', '100'], recordingEffects(env()).effects)
    opened = await openHome(home)
  })

  afterAll(async () => {
    opened.close()
    await replica.close()
    await rm(home, { recursive: true })
  })

  it('ends well, and refuses nothing', async () => {
    expect(exitCode).toBe(0)
    expect(await rows('select reason, key from silver.rejects')).toEqual([])
  })

  it.each(RESOURCES)('%s: every recorded line is in bronze, byte for byte, and nothing else', async (resource) => {
    const held = await rows<{ payload: string }>(`select payload from bronze where resource = '${resource}'`)
    expect(new Set(held.map(({ payload }) => payload))).toEqual(new Set(lines(resource)))
    process.stdout.write(`recorded ${resource}: ${lines(resource).length} lines, ${held.length} rows of bronze\n`)
  })

  it('markets and users: one row for each id, with the times and texts of the record', async () => {
    const markets = new Map(records('markets').map((m) => [m.id, m]))
    const held = await rows<Record<string, string | null>>(
      `select market_id, question, market_type, resolution, volume, last_price, epoch_ms(created_at)::varchar as created, epoch_ms(closes_at)::varchar as closes from silver.markets`,
    )
    expect(held.length).toBe(markets.size)
    for (const row of held) {
      const market = markets.get(row.market_id)!
      expect(row.question).toBe(market.question)
      expect(row.market_type).toBe(market.outcomeType)
      expect(row.resolution).toBe(market.resolution ?? null)
      expect(row.volume, String(row.market_id)).toBe(at(market.volume, 6))
      expect(row.last_price, String(row.market_id)).toBe(at(market.probability, 12))
      expect(Number(row.created)).toBe(millis(market.createdTime))
      expect(row.closes === null ? null : Number(row.closes)).toBe(millis(market.closeTime))
    }
    const users = new Map(records('users').map((u) => [u.id, u]))
    const traders = await rows<Record<string, string | null>>(
      'select trader_id, username, balance, deposits, profit from silver.traders',
    )
    expect(traders.length).toBe(users.size)
    for (const row of traders) {
      const user = users.get(row.trader_id)!
      expect(row.username).toBe(user.username)
      expect(row.balance).toBe(at(user.balance, 12))
      expect(row.deposits).toBe(at(user.totalDeposits, 12))
      expect(row.profit, String(row.trader_id)).toBe(at((user.profitCached as Fields | undefined)?.allTime, 12))
    }
  })

  it('trades: bets whose shares are not 0, each number rounded half-even once from the text of the record', async () => {
    const expected = new Map(records('bets').flatMap((bet) => (isTrade(bet) ? [[keyOf(bet), bet] as const] : [])))
    const held = await rows<Record<string, string>>(
      `select trade_id || ' ' || part::varchar as key, market_id, outcome_id, trader_id, side, price, size, notional, kind, epoch_ms(traded_at)::varchar as at from silver.trades`,
    )
    expect(new Set(held.map(({ key }) => key))).toEqual(new Set(expected.keys()))
    expect(held.length).toBe(expected.size)
    for (const row of held) {
      const bet = expected.get(row.key!)!
      const [amount, shares] = [numberOf(bet.amount), numberOf(bet.shares)]
      expect(row).toEqual({
        key: row.key,
        market_id: bet.contractId,
        outcome_id: `${bet.answerId ?? bet.contractId}:${bet.outcome}`,
        trader_id: bet.userId,
        side: shares.digits < 0n ? 'sell' : 'buy',
        price: quotient(amount, shares, 12),
        size: rounded(absolute(shares), 6),
        notional: rounded(absolute(amount), 12),
        kind: isRedemption(bet) ? 'redemption' : 'trade',
        at: String(millis(bet.createdTime)),
      })
    }
    process.stdout.write(`recorded trades: ${held.length} equal\n`)
  })

  it('orders: bets with a limit, and those without shares that are no redemptions', async () => {
    const newest = new Map(records('bets').flatMap((bet) => (isOrder(bet) ? [[String(bet.id), bet] as const] : [])))
    const held = await rows<Record<string, string | null>>(
      'select order_id, limit_price, amount, filled_amount, filled_size, status from silver.orders',
    )
    expect(held.length).toBe(newest.size)
    for (const row of held) {
      const bet = newest.get(row.order_id!)!
      expect(row).toEqual({
        order_id: bet.id,
        limit_price: at(bet.limitProb, 12),
        amount: at(bet.orderAmount, 12),
        filled_amount: at(bet.amount, 12),
        filled_size: at(bet.shares, 6),
        status: bet.isCancelled === true ? 'cancelled' : bet.isFilled === false ? 'open' : 'filled',
      })
    }
    process.stdout.write(`recorded orders: ${held.length} equal\n`)
  })

  it('prices: of YES behind each bet that moved it or took shares at it', async () => {
    const moved = (bet: Fields) => at(bet.probAfter, 18) !== at(bet.probBefore, 18)
    const expected = records('bets').filter(
      (bet) => exact(bet.probAfter) !== undefined && (moved(bet) || (isTrade(bet) && !isRedemption(bet))),
    )
    const held = await rows<{ key: string; price: string }>(
      `select trade_id || ' ' || epoch_ms("at")::varchar as key, price from silver.prices`,
    )
    const prices = new Map(expected.map((bet) => [keyOf(bet), at(bet.probAfter, 12)]))
    expect(held.length).toBe(prices.size)
    for (const { key, price } of held) expect(price, key).toBe(prices.get(key))
  })

  it('a second run stores nothing', async () => {
    const { effects, err } = recordingEffects(env())
    expect(await run(['sync', 'manifold', '--chunk-size', '100'], effects)).toBe(0)
    expect(err()).toMatch(/ 0 rows into silver/)
  })
})
