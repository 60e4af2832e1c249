import type { Millis } from '../library.ts'
import type { Figures } from './figures.ts'
import type { Parts } from './parts.ts'
import { type AnswerRuling, type MarketPlan, type PoolPlan, type Ruling, rulingAt } from './plan.ts'

/** A market at one instant. */
export interface MarketState {
  readonly figures: Figures
  readonly ruling: Ruling | null
  readonly isResolved: boolean
  readonly closeAt: Millis | null
  readonly updatedAt: Millis
  readonly lastCommentAt: Millis | null
}

export function marketAt(parts: Parts, plan: MarketPlan, at: Millis): MarketState {
  const figures = parts.figures(plan.index, at)
  const ruling = rulingAt(plan, at)
  const isResolved = ruling?.isResolved === true
  const lastCommentAt = parts.comments.lastAt(plan.index, at)
  return {
    figures,
    ruling,
    isResolved,
    closeAt: closeAt(plan, ruling, at),
    updatedAt: updatedAt(plan, { at, lastBetAt: figures.lastBetAt, lastCommentAt }),
    lastCommentAt,
  }
}

/** A market that was opened again closes at that moment; a resolved one at its resolution, if not before. */
export function closeAt(plan: MarketPlan, ruling: Ruling | null, at: Millis): Millis | null {
  const reopened = plan.rulings.find((each) => !each.isResolved && each.at <= at)
  const stored = reopened?.at ?? plan.closeAt
  if (ruling?.isResolved !== true) return stored
  return stored === null ? ruling.at : Math.min(stored, ruling.at)
}

interface Touched {
  readonly at: Millis
  readonly lastBetAt: Millis | null
  readonly lastCommentAt: Millis | null
}

/** Bets and comments move it on; a resolution sets it to the close, often back in time; opening again is not noted. */
export function updatedAt(plan: MarketPlan, { at, lastBetAt, lastCommentAt }: Touched): Millis {
  const touched = Math.max(plan.createdAt, lastBetAt ?? 0, lastCommentAt ?? 0)
  const resolved = plan.rulings.findLast((each) => each.isResolved && each.at <= at)
  if (resolved === undefined || touched > resolved.at) return touched
  return Math.min(closeAt(plan, null, resolved.at) ?? resolved.at, resolved.at)
}

export function answerRulingAt(plan: MarketPlan, pool: PoolPlan, at: Millis): AnswerRuling | null {
  const own = plan.answerRulings[pool.ordinal]
  return own != null && own.at <= at ? own : null
}
