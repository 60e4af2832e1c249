import { mix } from '../../economy/random.ts'
import { DAY, HOUR, MINUTE, type Micros, type Question, SECOND, UNIT_E6 } from '../../economy/types.ts'
import type { Life } from '../library.ts'

/** Exactly one of the siblings wins, and all of them end together. */
export function isNegRisk({ event }: Question): boolean {
  return event.exclusive && event.questions.length > 1
}

/** The life of a question here. Its trading hours are the economy's; the oracle takes the place of the exchange. */
export function lifeOf(question: Question): Life {
  const { timeline, event } = question
  const { createdAt, opensAt, closesAt, pausedAt, resumedAt } = timeline
  const lead = Math.min(opensAt - createdAt, 12 * MINUTE)
  return {
    createdAt,
    acceptsAt: Math.floor(createdAt + 0.1 * lead),
    hydratedAt: Math.floor(createdAt + 0.8 * lead),
    opensAt,
    closesAt,
    endsAt: endOf(question),
    pausedAt,
    resumedAt,
    proposedAt: timeline.determinedAt,
    disputedAt: timeline.disputedAt,
    reproposedAt: timeline.amendedAt,
    resolvedAt: resolvedAt(isNegRisk(question) ? event.timeline.settledAt : timeline.settledAt),
  }
}

/** Orders are taken until the resolution, but for a pause. */
export function acceptsOrders({ acceptsAt, resolvedAt, pausedAt, resumedAt }: Life, at: Micros): boolean {
  const isPaused = pausedAt !== null && resumedAt !== null && pausedAt <= at && at < resumedAt
  return acceptsAt <= at && at < resolvedAt && !isPaused
}

function resolvedAt(settledAt: Micros): Micros {
  return Math.floor(settledAt / SECOND) * SECOND
}

/** Short markets name their end to the second, weather noon of its day, others a midnight that may lie before the end. */
function endOf({ timeline, event, index }: Question): Micros {
  const { scheduledCloseAt, opensAt, closesAt } = timeline
  const midnight = Math.floor(scheduledCloseAt / DAY) * DAY
  if (event.series.category === 'Climate and Weather') return midnight + 12 * HOUR
  if (closesAt - opensAt < 3 * DAY) return Math.floor(scheduledCloseAt / SECOND) * SECOND
  return midnight + (mix(index, 5) % 4 === 0 ? 12 * HOUR : 0)
}

/** The oracle knows yes, no and half: what another venue settles at a fraction is split here. */
export function payoutsOf({ payout }: Question): readonly [number, number] {
  const yes = payout === 0 || payout === UNIT_E6 ? payout : UNIT_E6 / 2
  return [yes, UNIT_E6 - yes]
}
