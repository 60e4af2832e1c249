import { chanceAt } from '../../economy/path.ts'
import type { Random } from '../../economy/random.ts'
import type { Millis } from '../library.ts'
import { Book } from './book.ts'
import { appendBet, type BetColumns, type BetRow, IS_LEG, IS_REDEMPTION, IS_SALE, OUTCOME_NO } from './columns.ts'
import { buy, type Move, moveTo, type Pool, probOf, sell } from './cpmm.ts'
import type { Fill, Orders } from './orders.ts'
import type { People } from './people.ts'
import type { MarketPlan, PoolPlan } from './plan.ts'

export type Outcome = 'YES' | 'NO'

interface Holding {
  readonly user: number
  readonly outcome: Outcome
  shares: number
}

/** One pool while it is traded. */
interface Desk {
  readonly plan: PoolPlan
  readonly pool: Pool
  readonly book: Book
  readonly holdings: Holding[]
}

export interface Trading {
  readonly bets: BetColumns
  readonly orders: Orders
  readonly people: People
}

const BAND = { low: 0.01, high: 0.99 }
const MOST_HOLDINGS = 24
const MOST_FILLS = 12
const DUST = 1e-6

/** Lets people trade one market, action by action; it remembers pools, waiting orders and holders in between. */
export class Floor {
  readonly #market: MarketPlan
  readonly #trading: Trading
  readonly #desks: readonly Desk[]

  constructor(market: MarketPlan, trading: Trading) {
    this.#market = market
    this.#trading = trading
    this.#desks = market.pools.map((plan) => ({
      plan,
      pool: openingPool(plan),
      book: new Book(trading.orders),
      holdings: [],
    }))
  }

  /** One action at a time that never goes back; writes between 1 and `most` bets. Gives how many. */
  act(stream: Random, at: Millis, most: number): number {
    const before = this.#trading.bets.length
    const desk = this.#pick(stream, at)
    const perTrade = this.#market.kind === 'sum' ? this.#desks.length : 1
    const roll = stream.next()
    const action = { stream, desk, at }
    const isDone =
      (roll < 0.14 && this.#sell(action, most - perTrade)) ||
      (roll >= 0.24 && this.#buy(action, most - perTrade)) ||
      (roll >= 0.2 && roll < 0.24 && this.#limitBuy(action, most - perTrade))
    if (!isDone) this.#rest(action)
    return this.#trading.bets.length - before
  }

  #pick(stream: Random, at: Millis): Desk {
    const open = this.#desks.filter(({ plan }) => plan.createdAt <= at)
    const desks = open.length === 0 ? this.#desks : open
    return desks[Math.floor(desks.length * stream.next() ** 1.4)]!
  }

  /** A purchase towards what the trader believes; `spare` is how many rows it may write beyond its own. */
  #buy(action: Action, spare: number): boolean {
    const { stream, desk, at } = action
    if (spare < 0) return false
    const belief = believe(stream, desk, at)
    const outcome: Outcome = belief > probOf(desk.pool) ? 'YES' : 'NO'
    const against = stream.chance(0.12) ? desk.holdings.find((holding) => holding.outcome !== outcome) : undefined
    const user = against?.user ?? this.#trading.people.draw(at, stream.next())
    const most = Math.abs(moveTo(desk.pool, clamp(belief)).amount)
    const wanted = Math.min(1 + Math.round(Math.exp(2.8 + 1.3 * stream.normal())), Math.ceil(most * 1.2) + 1)
    const got = this.#take(action, { user, outcome, amount: wanted, limit: null })
    if (got === null) return false
    if (against !== undefined && spare >= 2) this.#redeem(action, against, got)
    else hold(stream, desk, { user, outcome, shares: got })
    return true
  }

  /** A limit order that takes what there is up to its limit; the rest waits. */
  #limitBuy(action: Action, spare: number): boolean {
    const { stream, desk, at } = action
    if (spare < 0) return false
    const prob = probOf(desk.pool)
    const outcome: Outcome = believe(stream, desk, at) > prob ? 'YES' : 'NO'
    const limit = Math.round(prob * 100 + (outcome === 'YES' ? 1 : -1) * (1 + stream.below(4))) / 100
    if (limit < BAND.low || limit > BAND.high || (outcome === 'YES' ? limit <= prob : limit >= prob)) return false
    const user = this.#trading.people.draw(at, stream.next())
    const got = this.#take(action, { user, outcome, amount: 20 + stream.below(400), limit })
    if (got === null) return false
    hold(stream, desk, { user, outcome, shares: got })
    return true
  }

  /** Takes from waiting orders and the pool in turn. Gives the shares, or null when nothing could be had. */
  #take(action: Action, wanted: Wanted): number | null {
    const { desk, at, stream } = action
    const { bets, orders } = this.#trading
    const { user, outcome, amount, limit } = wanted
    const entry = bets.length
    const before = probOf(desk.pool)
    const fills = this.#match(action, wanted, entry)
    const spent = fills.reduce((sum, fill) => sum + fill.amount, 0)
    const shares = fills.reduce((sum, fill) => sum + fill.shares, 0)
    if (spent < DUST) return null
    let order = -1
    if (limit !== null || fills.length > 1 || fills[0]!.by !== -1) {
      const isWhole = spent >= amount - DUST
      const isCut = fills.length >= MOST_FILLS
      const ends = limit === null || isWhole ? NEVER : isCut ? { ...NEVER, cancelledAt: at + 1 } : endsOf(stream, at)
      order = orders.add({ entry, limit: limit ?? Number.NaN, amount: limit === null ? spent : amount, ...ends })
      for (const fill of fills) orders.fill(order, fill)
      if (limit !== null && !isWhole && !isCut) desk.book.add(outcome, { order, user, limit, left: amount - spent }, at)
    }
    const flags = outcome === 'NO' ? OUTCOME_NO : 0
    this.#write(desk, { time: at, user, flags, amount: spent, shares, before, order })
    this.#balance(action, user, before)
    return shares
  }

  #match({ desk, at }: Action, { outcome, amount, limit }: Wanted, entry: number): Fill[] {
    const { orders } = this.#trading
    const { pool, book } = desk
    const fills: Fill[] = []
    const end = outcome === 'YES' ? Math.min(limit ?? 1, BAND.high) : Math.max(limit ?? 0, BAND.low)
    const isBeyond = (prob: number) => (outcome === 'YES' ? prob >= end : prob <= end)
    for (let left = amount; left > DUST && fills.length < MOST_FILLS; ) {
      const maker = book.against(outcome, at)
      const stop = maker === undefined || isBeyond(maker.limit) ? end : maker.limit
      const prob = probOf(pool)
      const isThere = outcome === 'YES' ? prob >= stop - 1e-12 : prob <= stop + 1e-12
      const most = isThere ? 0 : moveTo(pool, stop).amount
      const move = isThere ? null : left <= most ? buy(pool, outcome, left) : moveTo(pool, stop)
      if (move !== null && move.amount > 0) {
        fills.push({ by: -1, at: entry, amount: move.amount, shares: move.shares })
        settle(pool, move)
        left -= move.amount
      }
      if (left <= DUST || maker === undefined || stop !== maker.limit) break
      const [own, other] = outcome === 'YES' ? [maker.limit, 1 - maker.limit] : [1 - maker.limit, maker.limit]
      const shares = Math.min(left / own, maker.left / other)
      const isWhole = maker.left / other <= left / own
      const paid = isWhole ? maker.left : shares * other
      fills.push({ by: orders.entry[maker.order]!, at: entry, amount: shares * own, shares })
      orders.fill(maker.order, { by: entry, at: entry, amount: paid, shares })
      left -= shares * own
      maker.left -= paid
      if (isWhole) book.drop(outcome)
    }
    return fills
  }

  #sell(action: Action, spare: number): boolean {
    const { stream, desk, at } = action
    const held = desk.holdings[stream.below(desk.holdings.length)]
    if (spare < 0 || held === undefined || held.shares < 0.5) return false
    const shares = stream.chance(0.5) ? held.shares : held.shares * 0.5
    const before = probOf(desk.pool)
    const move = sell(desk.pool, held.outcome, shares)
    const after = probOf({ ...desk.pool, ...move })
    const waiting = desk.book.against(held.outcome === 'YES' ? 'NO' : 'YES', at)
    const isPassed = waiting !== undefined && (held.outcome === 'YES' ? after <= waiting.limit : after >= waiting.limit)
    if (isPassed || after < BAND.low || after > BAND.high || move.amount < DUST) return false
    held.shares -= shares
    settle(desk.pool, move)
    const flags = IS_SALE | (held.outcome === 'NO' ? OUTCOME_NO : 0)
    this.#write(desk, { time: at, user: held.user, flags, amount: -move.amount, shares: -shares, before, order: -1 })
    this.#balance(action, held.user, before)
    return true
  }

  /** A limit order that waits: below the price for YES, above it for NO. */
  #rest({ stream, desk, at }: Action): void {
    const { bets, orders, people } = this.#trading
    const prob = probOf(desk.pool)
    const away = 1 + Math.floor(12 * stream.next() ** 2)
    const below = Math.ceil(prob * 100) - away
    const above = Math.floor(prob * 100) + away
    const outcome: Outcome = below < 1 || (above <= 99 && stream.chance(0.5)) ? 'NO' : 'YES'
    const limit = (outcome === 'YES' ? below : Math.min(99, above)) / 100
    const user = people.draw(at, stream.next())
    const amount = 5 + stream.below(150)
    const entry = bets.length
    const order = orders.add({ entry, limit, amount, ...endsOf(stream, at) })
    const flags = outcome === 'NO' ? OUTCOME_NO : 0
    this.#write(desk, { time: at, user, flags, amount: 0, shares: 0, before: prob, order })
    const isClear = outcome === 'YES' ? limit < prob : limit > prob
    if (isClear) desk.book.add(outcome, { order, user, limit, left: amount }, at)
    else orders.cancelledAt[order] = at + 1
  }

  /** Who then holds both outcomes gives them back: two rows of one moment, at the price as it is. */
  #redeem({ desk, at, stream }: Action, held: Holding, got: number): void {
    const shares = Math.min(held.shares, got)
    const prob = probOf(desk.pool)
    held.shares -= shares
    const outcome: Outcome = held.outcome === 'YES' ? 'NO' : 'YES'
    if (got > shares) hold(stream, desk, { user: held.user, outcome, shares: got - shares })
    if (shares < DUST) return
    const common = { time: at, user: held.user, shares: -shares, before: prob, order: -1 }
    this.#write(desk, { ...common, flags: IS_REDEMPTION, amount: -prob * shares })
    this.#write(desk, { ...common, flags: IS_REDEMPTION | OUTCOME_NO, amount: -(1 - prob) * shares })
  }

  /** In a market whose answers sum to one, the others make room: one leg each, in the name of the same trader. */
  #balance({ desk, at }: Action, user: number, before: number): void {
    if (this.#market.kind !== 'sum') return
    const factor = (1 - probOf(desk.pool)) / (1 - before)
    if (Math.abs(factor - 1) < 1e-12) return
    for (const other of this.#desks) {
      if (other === desk) continue
      const prob = probOf(other.pool)
      const move = moveTo(other.pool, Math.min(0.999, prob * factor))
      settle(other.pool, move)
      const flags = IS_LEG | IS_REDEMPTION | (move.outcome === 'NO' ? OUTCOME_NO : 0)
      this.#write(other, { time: at, user, flags, amount: move.amount, shares: move.shares, before: prob, order: -1 })
      other.book.cancelPassed(probOf(other.pool), at)
    }
  }

  #write({ plan, pool }: Desk, row: Omit<BetRow, 'pool' | 'yes' | 'no'>): void {
    appendBet(this.#trading.bets, { ...row, pool: plan.index, yes: pool.yes, no: pool.no })
  }
}

interface Action {
  readonly stream: Random
  readonly desk: Desk
  readonly at: Millis
}

interface Wanted {
  readonly user: number
  readonly outcome: Outcome
  readonly amount: number
  readonly limit: number | null
}

const NEVER = { expiresAt: Number.POSITIVE_INFINITY, cancelledAt: Number.POSITIVE_INFINITY }

/** Some orders expire, and are cancelled within the next minute; some are taken back; the others wait for ever. */
function endsOf(stream: Random, at: Millis): typeof NEVER {
  const roll = stream.next()
  const after = Math.floor(-6 * 3_600_000 * Math.log(1 - stream.next())) + 60_000
  if (roll < 0.25) return { expiresAt: at + after, cancelledAt: at + after + 1000 + stream.below(59_000) }
  return { ...NEVER, cancelledAt: roll < 0.5 ? at + after : Number.POSITIVE_INFINITY }
}

/** The pool before the first bet: equal sides with the first price as weight, or an even weight and sides that give it. */
export function openingPool({ ante, p, startProb }: PoolPlan): Pool {
  if (p !== 0.5) return { yes: ante, no: ante, p }
  const ratio = Math.sqrt(startProb / (1 - startProb))
  return { yes: ante / ratio, no: ante * ratio, p }
}

function settle(pool: Pool, { yes, no }: Pick<Move, 'yes' | 'no'>): void {
  pool.yes = yes
  pool.no = no
}

const clamp = (prob: number) => Math.max(BAND.low + 0.005, Math.min(BAND.high - 0.005, prob))

/** The true chance, more or less. */
function believe(stream: Random, { plan }: Desk, at: Millis): number {
  return clamp(chanceAt(plan.question, at * 1000) + 0.05 * stream.normal())
}

function hold(stream: Random, { holdings }: Desk, holding: Holding): void {
  if (holdings.length < MOST_HOLDINGS) holdings.push(holding)
  else holdings[stream.below(MOST_HOLDINGS)] = holding
}
