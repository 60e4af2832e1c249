import type { MarketMoment, WorldState } from '../../world.ts'
import { answerProb } from './answer-text.ts'
import { probOf } from './cpmm.ts'
import type { Parts } from './parts.ts'
import { hasAnswers } from './plan.ts'
import { marketAt } from './state.ts'

/** Markets and prices of YES as they were at an instant, hidden markets too. */
export function stateAt(parts: Parts, instant: string | Date): WorldState {
  const at = new Date(instant).getTime()
  const markets: MarketMoment[] = []
  const prices: { outcomeId: string; price: number }[] = []
  for (const plan of parts.plans) {
    if (plan.createdAt > at) break
    const state = marketAt(parts, plan, at)
    const isClosed = state.closeAt !== null && state.closeAt <= at
    markets.push({
      marketId: plan.id,
      status: state.isResolved ? 'resolved' : isClosed ? 'closed' : 'open',
      resolution: state.isResolved ? (state.ruling!.resolution ?? null) : null,
      resolvedAt: state.isResolved ? state.ruling!.at : null,
      closesAt: state.closeAt,
      volume: state.figures.volume,
    })
    for (const pool of plan.pools) {
      if (plan.kind === 'legacy' || pool.createdAt > at) continue
      const price = hasAnswers(plan)
        ? answerProb({ parts, plan, state, at }, pool)
        : probOf(state.figures.pools[pool.ordinal]!)
      prices.push({ outcomeId: `${pool.answerId ?? plan.id}:YES`, price })
    }
  }
  return { markets, prices }
}
