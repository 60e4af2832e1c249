import { first } from '../../search.ts'
import type { Field } from '../../truth/csv.ts'
import { doubleText, millisText, ratioText } from '../../truth/doubles.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import type { Millis } from '../library.ts'
import { betAt, betId, probAfter } from './bet-text.ts'
import { IS_REDEMPTION, OUTCOME_NO } from './columns.ts'
import { listed, VENUE, type Wanted } from './listing.ts'
import { outcomeRows } from './outcome-rows.ts'
import { type Parts, presentOf } from './parts.ts'
import { type MarketPlan, outcomeTypeOf, type PoolPlan } from './plan.ts'
import { rawTables } from './raw.ts'
import { commentRows, groupRows, traderRows, transactionRows } from './social-rows.ts'
import { marketAt } from './state.ts'

const TRADE = 'venue trade_id part market_id outcome_id trader_id side price size notional traded_at kind'.split(' ')
const ORDER =
  'venue order_id market_id outcome_id trader_id side limit_price amount filled_amount filled_size status created_at updated_at expires_at'.split(
    ' ',
  )
const MARKET =
  'venue market_id question status market_type created_at closes_at resolved_at resolution last_price volume volume_24h liquidity traders creator_id currency url updated_at'.split(
    ' ',
  )

/** What a mirror must hold, from the world itself. Tables named `hidden_…` are of markets that no list shows. */
export function truthTables(parts: Parts): TruthTable[] {
  const now = () => presentOf(parts)
  return [
    table('trades', TRADE, () => trades(parts, { isPublic: true })),
    table('hidden_trades', TRADE, () => trades(parts, { isPublic: false })),
    table('orders', ORDER, () => orders(parts)),
    table('prices', ['venue', 'market_id', 'outcome_id', 'at', 'trade_id', 'price'], () => prices(parts)),
    table('markets', MARKET, () => markets(parts, true)),
    table('hidden_markets', MARKET, () => markets(parts, false)),
    ...outcomeRows(parts),
    traderRows(parts),
    commentRows(parts),
    groupRows(parts),
    transactionRows(parts),
    table('rejects', ['venue', 'resource', 'key'], () => rejects(parts, now())),
    ...rawTables(parts),
  ]
}

export function outcomeIdOf(plan: MarketPlan, pool: PoolPlan, flags: number): string {
  return `${pool.answerId ?? plan.id}:${pool.legacyOutcome ?? ((flags & OUTCOME_NO) !== 0 ? 'NO' : 'YES')}`
}

/** Entries up to now that are not broken, in the order of their ids and then their times. */
function entriesById(parts: Parts, { isPublic }: Wanted): number[] {
  const { bets, shelves, broken, plans, pools } = parts
  const all = shelves.all()
  const now = presentOf(parts)
  const entries: number[] = []
  for (let i = 0, seen = first(all.length, (j) => bets.time[all[j]!]! > now); i < seen; i++) {
    const entry = all[i]!
    if (!broken.bets.has(entry) && plans[pools[bets.pool[entry]!]!.market]!.isPublic === isPublic) entries.push(entry)
  }
  const keyed = entries.map((entry) => ({ entry, id: betId(parts, entry) }))
  keyed.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : bets.time[a.entry]! - bets.time[b.entry]!))
  return keyed.map(({ entry }) => entry)
}

function* trades(parts: Parts, wanted: Wanted): Generator<Field[]> {
  const { bets, pools, plans, people } = parts
  const now = presentOf(parts)
  for (const entry of entriesById(parts, wanted)) {
    const { amount, shares } = betAt(parts, entry, now)
    if (shares === 0) continue
    const flags = bets.flags[entry]!
    const pool = pools[bets.pool[entry]!]!
    const plan = plans[pool.market]!
    yield [
      VENUE,
      betId(parts, entry),
      bets.time[entry]!,
      plan.id,
      outcomeIdOf(plan, pool, flags),
      people.id(bets.user[entry]!),
      shares < 0 ? 'sell' : 'buy',
      ratioText(amount, shares, 12),
      doubleText(Math.abs(shares), 6),
      doubleText(Math.abs(amount), 12),
      millisText(bets.time[entry]!),
      (flags & IS_REDEMPTION) !== 0 ? 'redemption' : 'trade',
    ]
  }
}

/** Bets with a limit, and bets that got nothing yet; legs are neither. */
function* orders(parts: Parts): Generator<Field[]> {
  const { bets, orders, pools, plans, people } = parts
  const now = presentOf(parts)
  for (const entry of entriesById(parts, { isPublic: true })) {
    const order = bets.order[entry]!
    if (order === -1 || !orders.isLimit(order)) continue
    const state = betAt(parts, entry, now)
    const pool = pools[bets.pool[entry]!]!
    const plan = plans[pool.market]!
    const expiresAt = orders.expiresAt[order]!
    yield [
      VENUE,
      betId(parts, entry),
      plan.id,
      outcomeIdOf(plan, pool, bets.flags[entry]!),
      people.id(bets.user[entry]!),
      'buy',
      doubleText(orders.limit[order]!, 12),
      doubleText(orders.amount[order]!, 12),
      doubleText(state.amount, 12),
      doubleText(state.shares, 6),
      state.isFilled ? 'filled' : state.isCancelled ? 'cancelled' : 'open',
      millisText(bets.time[entry]!),
      millisText(state.changedAt + 4 + (entry % 29)),
      Number.isFinite(expiresAt) ? millisText(expiresAt) : null,
    ]
  }
}

/** The price of YES behind every bet that moved it or took shares at it; redemptions are made at the price that stands. */
function* prices(parts: Parts): Generator<Field[]> {
  const { bets, pools, plans } = parts
  const now = presentOf(parts)
  for (const entry of entriesById(parts, { isPublic: true })) {
    const flags = bets.flags[entry]!
    const after = probAfter(parts, entry)
    const trades = betAt(parts, entry, now).shares !== 0 && (flags & IS_REDEMPTION) === 0
    if (!trades && after === bets.before[entry]) continue
    const pool = pools[bets.pool[entry]!]!
    const plan = plans[pool.market]!
    const at = millisText(bets.time[entry]!)
    yield [VENUE, plan.id, outcomeIdOf(plan, pool, 0), at, betId(parts, entry), doubleText(after, 12)]
  }
}

function* markets(parts: Parts, isPublic: boolean): Generator<Field[]> {
  const now = presentOf(parts)
  const { people } = parts
  const timeOf = (at: Millis | null) => (at === null ? null : millisText(at))
  for (const plan of listed(parts, { isPublic, now })) {
    const state = marketAt(parts, plan, now)
    const { figures, isResolved, ruling, closeAt } = state
    const hasPrice = plan.kind === 'binary' || plan.kind === 'numeric'
    const pool = figures.pools[0]
    const price = pool === undefined ? 0 : (pool.p * pool.no) / ((1 - pool.p) * pool.yes + pool.p * pool.no)
    yield [
      VENUE,
      plan.id,
      plan.question,
      isResolved ? 'resolved' : closeAt !== null && closeAt <= now ? 'closed' : 'open',
      outcomeTypeOf(plan),
      millisText(plan.createdAt),
      timeOf(closeAt),
      isResolved ? millisText(ruling!.at) : null,
      isResolved ? ruling!.resolution : null,
      hasPrice ? doubleText(price, 12) : null,
      doubleText(figures.volume, 6),
      doubleText(figures.volume24h, 6),
      plan.pools.length === 0
        ? null
        : doubleText(
            plan.pools.reduce((sum, { ante }) => sum + ante, 0),
            12,
          ),
      figures.bettors,
      people.id(plan.creator),
      plan.isCash ? 'CASH' : 'MANA',
      `https://manifold.markets/${people.username(plan.creator, plan.createdAt)}/${plan.slug}`,
      millisText(state.updatedAt),
    ]
  }
}

function* rejects(parts: Parts, now: Millis): Generator<Field[]> {
  const { plans, bets, broken } = parts
  const ofMarkets = [...broken.markets].map((index) => plans[index]!).filter((plan) => plan.createdAt <= now)
  const ofBets = [...broken.bets.keys()].filter((entry) => bets.time[entry]! <= now)
  for (const key of ofMarkets.map(({ id }) => id).sort()) yield [VENUE, 'markets', key]
  for (const key of ofBets.map((entry) => betId(parts, entry)).sort()) yield [VENUE, 'bets', key]
}
