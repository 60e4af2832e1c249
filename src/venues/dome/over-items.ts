import { MINUTE, type Micros } from '../../core/instant.ts'
import type { PlanContext, Slice } from '../../core/source.ts'

/** A run that was cut off so long ago is not gone on with: what it brought speaks of another time. */
const STALE: Micros = 15 * MINUTE

/**
 * One slice over many items that are asked anew by each run, in the order of their text; what a run has left of it a short
 * while ago is gone on with. None where there is nothing to ask.
 */
export function overItems(
  { progress, full, now }: PlanContext,
  { name, items }: { readonly name: string; readonly items: readonly string[] },
): Slice[] {
  const before = progress.find((p) => p.slice === name && p.state === 'partial')
  const left = full || now - (before?.asked?.to ?? 0) > STALE ? undefined : before?.cursor
  const sorted = items.toSorted()
  const rest = left === undefined ? [] : sorted.filter((item) => item > left)
  if (rest.length > 0) return [{ name, params: { of: name }, asked: before!.asked, items: rest, cursor: left }]
  return sorted.length === 0 ? [] : [{ name, params: { of: name }, asked: { from: now, to: now }, items: sorted }]
}
