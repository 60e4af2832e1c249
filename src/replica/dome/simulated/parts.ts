import type { Clock } from '../../clock.ts'
import type { Chain } from '../../economy/chain.ts'
import type { Share } from '../../economy/share.ts'
import type { Question } from '../../economy/types.ts'
import type { Condition, Trading } from '../../polymarket/library.ts'
import type { Kalshi, MarketRow, Match } from '../library.ts'
import type { Volumes } from './volumes.ts'

/** A market as it is traded, and how it is listed here. */
export interface Market {
  readonly row: MarketRow
  readonly question: Question
  readonly condition: Condition
}

/** A simulated world's parts, shared by what serves it and what writes its truth. */
export interface Parts {
  readonly seed: number
  readonly clock: Clock
  readonly share: Share
  readonly chain: Chain
  readonly trading: Trading
  /** All that there ever are, those of the future too; a market's `ref` is its place. */
  readonly markets: readonly Market[]
  /** The market of a question of the economy. */
  ofQuestion(question: number): Market | undefined
  readonly volumes: Volumes
  /** Tokens whose price can never be asked for. */
  readonly deadPrices: ReadonlySet<string>
  /** Places of markets that are broken for good. */
  readonly broken: ReadonlySet<number>
  /** Made when it is asked for first: it is a whole world of its own. */
  kalshi(): KalshiSide
}

export interface KalshiSide {
  readonly library: Kalshi
  matches(): readonly Match[]
}

/** Whether it stands in the lists by now. */
export function isListed({ condition }: Market, { clock }: Pick<Parts, 'clock'>): boolean {
  return condition.life.createdAt <= clock.now()
}

export function isOpen({ condition }: Market, { clock }: Pick<Parts, 'clock'>): boolean {
  return clock.now() < condition.life.resolvedAt
}
