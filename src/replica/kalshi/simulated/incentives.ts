import type { Economy } from '../../economy/economy.ts'
import { mix } from '../../economy/random.ts'
import { DAY, type Micros, type Question } from '../../economy/types.ts'
import { uuidOf } from './uuid.ts'

/** Money for those who keep one market lively for a time. */
export interface Incentive {
  readonly id: string
  readonly question: Question
  readonly type: 'liquidity' | 'volume'
  readonly description: string
  readonly startAt: Micros
  readonly endAt: Micros
  /** Hundredths of a cent. */
  readonly reward: number
  /** Contracts that rest near the best price, in hundredths, and the discount on those that do not; liquidity only. */
  readonly target: { readonly size: number; readonly discountBps: number } | null
}

/** For one market in seven; combinations have none. */
export function incentivesOf({ seed, questions }: Economy): Incentive[] {
  const chosen = questions.filter(({ index, legs }) => legs === undefined && index % 7 === 2)
  return chosen.map((question) => {
    const word = mix(question.index, 21)
    const { opensAt, scheduledCloseAt } = question.timeline
    const isLiquidity = word % 3 > 0
    const startAt = opensAt + (word % 1_000_000)
    return {
      id: uuidOf(seed, 'incentive', question.index),
      question,
      type: isLiquidity ? 'liquidity' : 'volume',
      description: isLiquidity ? 'Resting orders near the best price' : 'Contracts traded',
      startAt,
      endAt: Math.max(startAt + 1, Math.min(scheduledCloseAt, startAt + (1 + (word % 6)) * DAY)),
      reward: 50_000 * (1 + (word % 40)),
      target: isLiquidity ? { size: 10_000 * (1 + (word % 9)), discountBps: 1_000 * (1 + (word % 8)) } : null,
    }
  })
}

/** Rewards are paid when their market is settled. */
export function incentiveStatus(
  { question, startAt, endAt }: Incentive,
  now: Micros,
): 'upcoming' | 'active' | 'closed' | 'paid_out' {
  if (now < startAt) return 'upcoming'
  if (now < endAt) return 'active'
  return now >= question.timeline.settledAt ? 'paid_out' : 'closed'
}
