import { allocate, type Window } from '../../economy/allocate.ts'
import { orderByTime } from '../../economy/order.ts'
import { type Random, random } from '../../economy/random.ts'
import type { Span } from '../../economy/timeline.ts'
import { drawTime } from '../../economy/trades.ts'
import type { Millis } from '../library.ts'
import { type BetColumns, createBets, OUTCOME_NO, sortBets } from './columns.ts'
import { Orders } from './orders.ts'
import type { People } from './people.ts'
import { isTraded, type MarketPlan } from './plan.ts'
import { Floor } from './trading.ts'

export interface BetOptions {
  readonly seed: number
  /** How many lie before the present, exactly. */
  readonly trades: number
  /** How many come between the present and the horizon. */
  readonly later: number
  readonly span: Span
  readonly people: People
  readonly plans: readonly MarketPlan[]
  /** The share of actions that share their millisecond with the one before or behind. */
  readonly sharedTimes: number
}

export interface Market {
  readonly floor: Floor
  /** The time of its last bet that was made. */
  readonly lastAt: Millis
}

export interface MadeBets {
  readonly bets: BetColumns
  readonly orders: Orders
  /** Trading goes on here when bets are inserted. */
  readonly floors: ReadonlyMap<number, Market>
}

const PER_LEGACY_MARKET = 12

/** Trades every market by itself, then brings all bets into the order of their times. */
export function makeBets(options: BetOptions): MadeBets {
  const { trades, later, plans, people } = options
  const bets = createBets(trades + later + 1024)
  const trading = { bets, orders: new Orders(), people }
  const legacy = plans.filter(({ kind }) => kind === 'legacy')
  let ofLegacy = 0
  for (const plan of legacy) ofLegacy += fillLegacy(options, bets, plan, Math.min(PER_LEGACY_MARKET, trades - ofLegacy))
  const open = plans.filter((plan) => isTraded(plan) && plan.kind !== 'legacy')
  const past = shareOut(options, open, 'past', trades - ofLegacy)
  const future = shareOut(options, open, 'future', later)
  const floors = new Map<number, Market>()
  for (const [i, plan] of open.entries()) {
    const floor = new Floor(plan, trading)
    let lastAt = plan.createdAt
    for (const { counts, windows, part } of [past, future]) {
      const window = windows[i]
      if (window == null || counts[i] === 0) continue
      const stream = random(options.seed, 'bets', part, plan.index)
      lastAt = fill({ stream, floor, plan, window, count: counts[i]!, sharedTimes: options.sharedTimes })
    }
    floors.set(plan.index, { floor, lastAt })
  }
  sort(bets, trading.orders)
  return { bets, orders: trading.orders, floors }
}

interface Part {
  readonly part: string
  readonly counts: Uint32Array
  readonly windows: readonly (Window | null)[]
}

/** Windows in milliseconds, both ends included. */
function shareOut({ span }: BetOptions, plans: readonly MarketPlan[], part: 'past' | 'future', total: number): Part {
  const [start, until, horizon] = [span.start, span.until, span.horizon].map((at) => Math.floor(at / 1000)) as [
    number,
    number,
    number,
  ]
  const windows = plans.map((plan): Window | null => {
    const from = Math.max(plan.createdAt + 1, part === 'past' ? start : until + 1)
    const to = Math.min(plan.tradedUntil, part === 'past' ? until : horizon)
    return to > from ? { from, to } : null
  })
  return { part, windows, counts: allocate(total, plans, windows) }
}

interface Filling {
  readonly stream: Random
  readonly floor: Floor
  readonly plan: MarketPlan
  readonly window: Window
  readonly count: number
  readonly sharedTimes: number
}

/** Writes exactly `count` bets of one market, oldest first; gives the time of the last. */
function fill({ stream, floor, plan, window, count, sharedTimes }: Filling): Millis {
  const rowsPerAction = plan.kind === 'sum' ? 0.75 * plan.pools.length + 0.35 : 1.12
  const times = drawTimes(stream, { plan, window, count: Math.ceil(count / rowsPerAction), sharedTimes })
  let left = count
  let last = window.from
  for (let i = 0; left > 0; i++) {
    last = times[i] ?? Math.min(window.to, last + stream.below(Math.ceil((window.to - last) / 20) + 1))
    const waiting = Math.max(0, times.length - i - 1)
    left -= floor.act(stream, last, Math.max(1, left - waiting))
  }
  return last
}

function drawTimes(
  stream: Random,
  { plan, window, count, sharedTimes }: { plan: MarketPlan; window: Window; count: number; sharedTimes: number },
): Float64Array {
  const { opensAt, closesAt } = plan.event.timeline
  const limits = { timeline: { opensAt, closesAt } }
  const micros = { from: window.from * 1000, to: window.to * 1000 }
  const times = Float64Array.from({ length: count }, () => Math.floor(drawTime(stream, micros, limits) / 1000)).sort()
  // A bet shares its time when it copies the one before or is copied: two chances, so each is smaller than the share.
  const copies = 1 - Math.sqrt(1 - Math.min(1, sharedTimes))
  for (let i = 1; i < count; i++) if (stream.chance(copies)) times[i] = times[i - 1]!
  return times
}

/** Old markets had no pools: whoever paid into an answer got shares by a square root. */
function fillLegacy({ seed, people }: BetOptions, bets: BetColumns, plan: MarketPlan, count: number): number {
  const stream = random(seed, 'legacy', plan.index)
  const paid = plan.pools.map(({ ante }) => ante)
  for (let i = 0; i < count; i++) {
    const ordinal = i < paid.length ? i : stream.below(paid.length)
    const amount = i < paid.length ? plan.pools[0]!.ante / 3 : 1 + stream.below(100)
    const squares = () => paid.reduce((sum, each) => sum + each * each, 0)
    const before = (paid[ordinal]! * paid[ordinal]!) / squares()
    const shares = Math.sqrt(squares() + 2 * paid[ordinal]! * amount + amount * amount) - paid[ordinal]! * 0.4
    paid[ordinal]! += amount
    const at = i < paid.length ? plan.createdAt : plan.createdAt + 60_000 * i * (1 + stream.below(3000))
    const entry = bets.length++
    bets.time[entry] = at
    bets.pool[entry] = plan.pools[ordinal]!.index
    bets.user[entry] = people.draw(at, stream.next())
    bets.flags[entry] = 0
    bets.amount[entry] = amount
    bets.shares[entry] = Math.max(amount, shares)
    bets.before[entry] = before
    // The price behind the bet, spelled as the sides of a pool.
    bets.no[entry] = (paid[ordinal]! * paid[ordinal]!) / squares()
    bets.yes[entry] = 1 - bets.no[entry]!
    bets.order[entry] = -1
  }
  return Math.max(0, count)
}

function sort(bets: BetColumns, orders: Orders): void {
  const order = orderByTime(bets.time.subarray(0, bets.length))
  const places = new Uint32Array(order.length)
  for (let i = 0; i < order.length; i++) places[order[i]!] = i
  sortBets(bets, order)
  orders.renumber(places)
}

export const outcomeOf = (flags: number): 'YES' | 'NO' => ((flags & OUTCOME_NO) !== 0 ? 'NO' : 'YES')
