import { type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import type { MarketState, Status } from '../library.ts'

/** What a question looks like at one instant. */
export interface QuestionState extends MarketState {
  readonly status: Status
  /** What YES pays, from determination on. */
  readonly payout: number | null
  readonly result: '' | 'yes' | 'no' | 'scalar'
}

export function stateAt(question: Question, now: Micros): QuestionState {
  const { timeline } = question
  const status = statusAt(question, now)
  const isDetermined = now >= timeline.determinedAt
  const isAmended = timeline.amendedAt !== null && now < timeline.amendedAt
  const payout = isDetermined ? (isAmended ? question.firstPayout : question.payout) : null
  return {
    status,
    openAt: timeline.opensAt,
    // An early close shows itself only when it comes.
    closeAt: now >= timeline.closesAt ? timeline.closesAt : timeline.scheduledCloseAt,
    settledAt: status === 'finalized' ? timeline.settledAt : null,
    updatedAt: updatedAt(question, now),
    payout,
    result: resultOf(payout),
  }
}

function statusAt({ timeline }: Question, now: Micros): Status {
  if (now < timeline.opensAt) return 'initialized'
  if (now < timeline.closesAt) return isPaused(timeline, now) ? 'inactive' : 'active'
  if (now < timeline.determinedAt) return 'closed'
  if (now >= timeline.settledAt) return 'finalized'
  if (timeline.amendedAt !== null && now >= timeline.amendedAt) return 'amended'
  return timeline.disputedAt !== null && now >= timeline.disputedAt ? 'disputed' : 'determined'
}

function isPaused({ pausedAt, resumedAt }: Question['timeline'], now: Micros): boolean {
  return pausedAt !== null && resumedAt !== null && now >= pausedAt && now < resumedAt
}

function resultOf(payout: number | null): QuestionState['result'] {
  if (payout === null) return ''
  return payout === UNIT_E6 ? 'yes' : payout === 0 ? 'no' : 'scalar'
}

/** The last change that was no trade, a moment after what caused it. */
function updatedAt({ timeline, index }: Question, now: Micros): Micros {
  const { createdAt, opensAt, closesAt, determinedAt, disputedAt, amendedAt, settledAt, pausedAt, resumedAt } = timeline
  let latest = createdAt
  for (const at of [opensAt, pausedAt, resumedAt, closesAt, determinedAt, disputedAt, amendedAt, settledAt]) {
    if (at !== null && at <= now && at > latest) latest = at
  }
  return Math.min(now, latest + 1000 + (index % 997) * 911)
}
