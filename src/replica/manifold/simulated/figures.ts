import { first } from '../../search.ts'
import type { Millis } from '../library.ts'
import { type BetColumns, IS_LEG, IS_REDEMPTION } from './columns.ts'
import type { Pool } from './cpmm.ts'
import type { MarketPlan } from './plan.ts'
import type { Shelves } from './shelves.ts'
import { openingPool } from './trading.ts'

/** What a market's bets add up to at a time. */
export interface Figures {
  readonly volume: number
  readonly volume24h: number
  readonly bettors: number
  readonly lastBetAt: Millis | null
  /** By ordinal. */
  readonly pools: readonly Pool[]
  readonly volumes: readonly number[]
}

interface Counted {
  readonly seen: number
  readonly late: number
  readonly figures: Omit<Figures, 'volume24h'>
}

const DAY = 86_400_000

/** Bets once made never leave, so what was added up for some number of them holds until there are more. */
export function figuresOf({
  plans,
  bets,
  shelves,
}: {
  plans: readonly MarketPlan[]
  bets: BetColumns
  shelves: Shelves
}): (market: number, at: Millis) => Figures {
  const kept = new Map<number, Counted>()
  return (market, at) => {
    const entries = shelves.ofMarket(market)
    const seen = first(entries.length, (i) => bets.time[entries[i]!]! > at)
    let counted = kept.get(market)
    if (counted === undefined || counted.seen !== seen || counted.late !== entries.length) {
      counted = { seen, late: entries.length, figures: addUp(plans[market]!, bets, { entries, seen }) }
      kept.set(market, counted)
    }
    return { ...counted.figures, volume24h: lastDay(bets, { entries, seen }, at) }
  }
}

interface Seen {
  readonly entries: ArrayLike<number>
  readonly seen: number
}

function addUp(plan: MarketPlan, bets: BetColumns, { entries, seen }: Seen): Omit<Figures, 'volume24h'> {
  const pools = plan.pools.map(openingPool)
  const volumes = plan.pools.map(() => 0)
  const users = new Set<number>()
  const firstPool = plan.pools[0]?.index ?? 0
  let volume = 0
  for (let i = 0; i < seen; i++) {
    const entry = entries[i]!
    const ordinal = bets.pool[entry]! - firstPool
    pools[ordinal]!.yes = bets.yes[entry]!
    pools[ordinal]!.no = bets.no[entry]!
    if ((bets.flags[entry]! & (IS_LEG | IS_REDEMPTION)) !== 0) continue
    users.add(bets.user[entry]!)
    volumes[ordinal]! += Math.abs(bets.amount[entry]!)
    volume += Math.abs(bets.amount[entry]!)
  }
  const lastBetAt = seen === 0 ? null : bets.time[entries[seen - 1]!]!
  return { volume, bettors: users.size, lastBetAt, pools, volumes }
}

function lastDay(bets: BetColumns, { entries, seen }: Seen, at: Millis): number {
  let volume = 0
  for (let i = seen - 1; i >= 0 && bets.time[entries[i]!]! > at - DAY; i--) {
    const entry = entries[i]!
    if ((bets.flags[entry]! & (IS_LEG | IS_REDEMPTION)) === 0) volume += Math.abs(bets.amount[entry]!)
  }
  return volume
}
