import type { Millis } from '../library.ts'
import { probOf } from './cpmm.ts'
import type { Parts } from './parts.ts'
import type { MarketPlan, PoolPlan } from './plan.ts'
import { answerRulingAt, type MarketState } from './state.ts'

export interface AnswerView {
  readonly parts: Parts
  readonly plan: MarketPlan
  readonly state: MarketState
  readonly at: Millis
}

/** Answers that are there by now, by index. */
export function answersOf({ plan, at }: AnswerView): readonly PoolPlan[] {
  return plan.pools.filter((pool) => pool.answerId !== null && pool.createdAt <= at)
}

/** What the price of an answer reads once it has ended. */
export function answerProb({ plan, state, at }: AnswerView, pool: PoolPlan): number {
  const own = answerRulingAt(plan, pool, at)
  if (own?.resolution === 'YES') return 1
  if (own?.resolution === 'NO') return 0
  return own?.resolution === 'MKT' ? own.probability : probOf(state.figures.pools[pool.ordinal]!)
}

/** `raw` is flat, as stored; the other form stands inside a market. */
export function answerBody(view: AnswerView, pool: PoolPlan, form: 'raw' | 'api'): Record<string, unknown> {
  const { parts, plan, state, at } = view
  const { yes, no } = state.figures.pools[pool.ordinal]!
  const own = answerRulingAt(plan, pool, at)
  const ended =
    own === null ? endOfMarket(parts, plan, state) : { ...endOf(own), resolverId: parts.people.id(plan.creator) }
  const prob = answerProb(view, pool)
  return {
    id: pool.answerId,
    text: pool.text,
    color: pool.ordinal % 3 === 0 ? '#4e46dc' : undefined,
    index: pool.ordinal,
    userId: parts.people.id(plan.creator),
    isOther: plan.kind === 'sum' && pool.text === 'Someone else',
    contractId: plan.id,
    createdTime: pool.createdAt,
    probChanges: { day: 0, week: 0, month: prob - pool.startProb },
    subsidyPool: 0,
    ...ended,
    totalLiquidity: pool.ante,
    volume: state.figures.volumes[pool.ordinal],
    ...(form === 'raw' ? { poolYes: yes, poolNo: no, prob } : { pool: { YES: yes, NO: no }, probability: prob }),
  }
}

function endOf({ at, resolution, probability }: { at: Millis; resolution: string; probability: number }) {
  return { resolution, resolutionTime: at, resolutionProbability: probability }
}

/** Answers that add up to one end together and have no resolution of their own. */
function endOfMarket(
  { people }: Parts,
  plan: MarketPlan,
  { ruling, isResolved }: MarketState,
): Record<string, unknown> {
  if (plan.kind !== 'sum' || !isResolved) return {}
  return { resolutionTime: ruling!.at, resolverId: people.id(plan.creator) }
}
