import type { Micros } from '../economy/types.ts'
import type { Condition } from './library.ts'

export type ResolutionStatus =
  | 'initialized'
  | 'posed'
  | 'proposed'
  | 'challenged'
  | 'reproposed'
  | 'disputed'
  | 'resolved'

/** Where the oracle stands with a condition at an instant. */
export function resolutionStatus({ life }: Condition, at: Micros): ResolutionStatus {
  const { acceptsAt, proposedAt, disputedAt, reproposedAt, resolvedAt } = life
  if (at >= resolvedAt) return 'resolved'
  if (reproposedAt !== null && at >= reproposedAt) return 'reproposed'
  if (disputedAt !== null && at >= disputedAt) return reproposedAt === null ? 'disputed' : 'challenged'
  if (at >= proposedAt) return 'proposed'
  return at >= acceptsAt ? 'posed' : 'initialized'
}

/** Whether it was disputed by then. */
export function wasDisputed({ life }: Condition, at: Micros): boolean {
  return life.disputedAt !== null && at >= life.disputedAt
}
