import type { Micros } from './instant.ts'
import { difference, spanText } from './interval.ts'
import { sliceName } from './planning.ts'
import type { PlanContext, Slice, SliceProgress } from './source.ts'
import { coverage, resumable } from './timeline.ts'

export type Item = {
  /** What tells its slices from those of others, such as `{ market: '0x…' }`. */
  readonly params: Slice['params']
  /** Where its time line begins and ends; without an end it goes on to the present. */
  readonly from: Micros
  readonly to?: Micros | undefined
}

/**
 * Slices for things that have a time line each, such as the price history of a token: walks that were left half-way, then
 * what is wanted of each line and not covered. An item whose line is covered has no slice.
 */
export function perItem(context: PlanContext, items: readonly Item[], settle: Micros): Slice[] {
  const byName = new Map<string, SliceProgress[]>()
  if (!context.full)
    for (const p of context.progress) {
      const name = JSON.stringify(p.params)
      const known = byName.get(name)
      if (known === undefined) byName.set(name, [p])
      else known.push(p)
    }
  const end = Math.min(context.until ?? context.now, context.now)
  const proved = Math.min(end, context.now - settle)
  return items.flatMap(({ params, from, to }) => {
    const own = byName.get(JSON.stringify(params)) ?? []
    const left = resumable(own).filter((s) => s.span !== undefined)
    const wanted = { from: Math.max(from, context.since ?? from), to: Math.min(to ?? proved, proved) }
    if (wanted.from >= wanted.to) return left
    const holes = difference([wanted], [...coverage(own), ...left.map((s) => s.span!)])
    const fresh = holes.map((span): Slice => {
      const asked = span.to === proved && to === undefined ? { ...span, to: end } : span
      return { name: sliceName(params, spanText(span)), params, span, asked }
    })
    return [...left, ...fresh]
  })
}
