import { shortInstant } from '../../core/instant.ts'
import type { Plan, PlanContext, Slice } from '../../core/source.ts'
import { resumable } from '../../core/timeline.ts'
import { SETTLE } from './time.ts'

/** The plan of a list that is read as a whole each time: what a former run left half-way, or all of it. */
export function wholeList({ progress, full, now }: PlanContext): Plan {
  const left = full ? undefined : resumable(progress)[0]
  const span = { from: 0, to: now - SETTLE }
  const slice: Slice = left ?? { name: `all at ${shortInstant(now)}`, params: {}, span, asked: { from: 0, to: now } }
  return { slices: [slice], requests: 1, note: '' }
}
