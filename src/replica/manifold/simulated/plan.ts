import type { EconomyEvent, Question } from '../../economy/types.ts'
import type { Millis } from '../library.ts'

/** What a market is, in the replica's words; `kind` decides which fields its body has. */
export type Kind = 'binary' | 'numeric' | 'sum' | 'independent' | 'stonk' | 'poll' | 'bounty' | 'future' | 'legacy'

/** One answer, or the market itself where it has none. */
export interface PoolPlan {
  readonly index: number
  readonly market: number
  readonly ordinal: number
  readonly answerId: string | null
  /** What stands in a bet's `outcome` in the legacy kind; else YES and NO. */
  readonly legacyOutcome: string | null
  readonly text: string
  readonly question: Question
  readonly createdAt: Millis
  /** Liquidity, and the price it began with. */
  readonly ante: number
  readonly p: number
  readonly startProb: number
}

/** What the market said from `at` on; `null` is a market that was opened again. */
export interface Ruling {
  readonly at: Millis
  readonly resolution: string | null
  readonly probability: number | null
  readonly isResolved: boolean
}

/** When and how one answer ended, in markets whose answers end one by one. */
export interface AnswerRuling {
  readonly at: Millis
  readonly resolution: 'YES' | 'NO' | 'MKT' | 'CANCEL'
  readonly probability: number
}

export interface MarketPlan {
  readonly index: number
  readonly kind: Kind
  readonly id: string
  readonly slug: string
  readonly question: string
  readonly event: EconomyEvent
  readonly creator: number
  readonly createdAt: Millis
  readonly closeAt: Millis | null
  /** Bets happen before this. */
  readonly tradedUntil: Millis
  readonly rulings: readonly Ruling[]
  /** By pool ordinal; only where answers end one by one. */
  readonly answerRulings: readonly (AnswerRuling | null)[]
  readonly pools: readonly PoolPlan[]
  readonly isPublic: boolean
  readonly isCash: boolean
  readonly deletedAt: Millis | null
  readonly weight: number
  readonly min: number
  readonly max: number
  readonly isLogScale: boolean
}

const TYPES: Readonly<Record<Kind, readonly [string, string]>> = {
  binary: ['BINARY', 'cpmm-1'],
  numeric: ['PSEUDO_NUMERIC', 'cpmm-1'],
  sum: ['MULTIPLE_CHOICE', 'cpmm-multi-1'],
  independent: ['MULTIPLE_CHOICE', 'cpmm-multi-1'],
  stonk: ['STONK', 'cpmm-1'],
  poll: ['POLL', 'none'],
  bounty: ['BOUNTIED_QUESTION', 'none'],
  future: ['TOURNAMENT_BRACKET', 'bracket-2'],
  legacy: ['FREE_RESPONSE', 'dpm-2'],
}

export const outcomeTypeOf = ({ kind }: MarketPlan): string => TYPES[kind][0]
export const mechanismOf = ({ kind }: MarketPlan): string => TYPES[kind][1]
export const hasAnswers = ({ kind }: MarketPlan): boolean => kind === 'sum' || kind === 'independent'
/** Whether people can bet on it. */
export const isTraded = ({ kind }: { kind: Kind }): boolean => kind !== 'poll' && kind !== 'bounty' && kind !== 'future'

/** The latest ruling at a time; none where nothing was said yet. */
export function rulingAt({ rulings }: MarketPlan, at: Millis): Ruling | null {
  return rulings.findLast((ruling) => ruling.at <= at) ?? null
}
