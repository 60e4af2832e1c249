import { byText } from '../../truth/csv.ts'
import type { Millis } from '../library.ts'
import type { Parts } from './parts.ts'
import type { MarketPlan } from './plan.ts'

export const VENUE = 'manifold'

/** Of markets that lists show, or of the others. */
export interface Wanted {
  readonly isPublic: boolean
}

/** Markets that exist by now and are not broken, by id. */
export function listed({ plans, broken }: Parts, { isPublic, now }: Wanted & { now: Millis }): MarketPlan[] {
  const isWanted = (plan: MarketPlan) =>
    plan.isPublic === isPublic && plan.createdAt <= now && !broken.markets.has(plan.index)
  return plans.filter(isWanted).sort(byText(({ id }) => id))
}
