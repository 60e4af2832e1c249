import type { Clock } from '../../clock.ts'
import type { Random } from '../../economy/random.ts'
import type { Span } from '../../economy/timeline.ts'
import type { Millis, TxnRow } from '../library.ts'
import type { Broken } from './broken.ts'
import type { BetColumns } from './columns.ts'
import type { DrawnComments } from './comments.ts'
import type { Figures } from './figures.ts'
import type { DrawnGroup } from './groups.ts'
import type { Ids } from './ids.ts'
import type { Ledger } from './ledger.ts'
import type { Market } from './make-bets.ts'
import type { Orders } from './orders.ts'
import type { People } from './people.ts'
import type { MarketPlan, PoolPlan } from './plan.ts'
import type { Shelves } from './shelves.ts'

/** A simulated world's parts, shared by what serves it and what writes its truth. */
export interface Parts {
  readonly seed: number
  readonly clock: Clock
  readonly span: Span
  readonly people: People
  readonly plans: readonly MarketPlan[]
  readonly pools: readonly PoolPlan[]
  readonly bets: BetColumns
  readonly orders: Orders
  /** How many bets there were before any was inserted. */
  readonly madeBets: number
  readonly floors: ReadonlyMap<number, Market>
  readonly shelves: Shelves
  readonly betIds: Ids
  /** A bet that bears another one's id: by its entry, the entry whose id it is. */
  readonly namesakes: ReadonlyMap<number, number>
  readonly comments: DrawnComments
  /** Ids of comments that are not their own. */
  readonly borrowed: ReadonlyMap<number, string>
  readonly groups: readonly DrawnGroup[]
  txns(at: Millis): readonly TxnRow[]
  readonly broken: Broken
  readonly stream: Random
  figures(market: number, at: Millis): Figures
  ledger(at: Millis): Ledger
}

/** The clock in Manifold's unit. */
export function presentOf({ clock }: Pick<Parts, 'clock'>): Millis {
  return Math.floor(clock.now() / 1000)
}

/** How many of those made for the world's past and future there are per bet. */
export const PER_BET = { comments: 1 / 20, txns: 1 / 25 }
