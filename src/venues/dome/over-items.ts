import { MINUTE, type Micros } from '../../core/instant.ts'
import type { PlanContext, Slice } from '../../core/source.ts'

/** A run that was cut off so long ago is not gone on with: what it brought speaks of another time. */
const STALE: Micros = 15 * MINUTE

export type Items = {
  readonly name: string
  readonly items: readonly string[]
  /** Whether they are all there are to ask, and not some that the user has chosen. */
  readonly areAll: boolean
}

/**
 * One slice over many items that are asked anew by each run, in the order of their text; what a run over all of them has
 * left a short while ago is gone on with. None where there is nothing to ask.
 */
export function overItems({ progress, full, now }: PlanContext, { name, items, areAll }: Items): Slice[] {
  const params = { of: areAll ? name : 'some' }
  const before = progress.find((p) => p.slice === name && p.state === 'partial' && p.params.of === name)
  const isLeft = areAll && !full && now - (before?.asked?.to ?? 0) <= STALE
  const left = isLeft ? before?.cursor : undefined
  const sorted = items.toSorted()
  const rest = left === undefined ? [] : sorted.filter((item) => item > left)
  if (rest.length > 0) return [{ name, params, asked: before!.asked, items: rest, cursor: left }]
  return sorted.length === 0 ? [] : [{ name, params, asked: { from: now, to: now }, items: sorted }]
}
