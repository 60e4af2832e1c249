import type { Plan, PlanContext } from '../../core/source.ts'
import { resumable } from '../../core/timeline.ts'

/** A list that is read as a whole each time, because the venue does not tell what has changed; goes on where a run was cut off. */
export async function wholeList({ progress, full }: PlanContext, note: string): Promise<Plan> {
  const [left] = full ? [] : resumable(progress)
  return { slices: [left ?? { name: 'all', params: {} }], requests: 1, note }
}
