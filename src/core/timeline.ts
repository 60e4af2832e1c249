import { difference, type Span, union } from './interval.ts'
import type { Slice, SliceProgress } from './source.ts'

/** What one slice proves: all of its span when complete; from where its walk has got to when partial. */
export function coveredBy(progress: SliceProgress): Span[] {
  const { state, span, reached } = progress
  if (span === undefined) return []
  if (state === 'complete' || state === 'empty-confirmed') return [span]
  if (state === 'partial' && reached !== undefined) return union([{ from: Math.max(reached, span.from), to: span.to }])
  return []
}

/** The part of the time line that the slices prove together. */
export function coverage(progress: readonly SliceProgress[]): Span[] {
  return union(progress.flatMap(coveredBy))
}

/** Slices that a former run left half-way and that can go on from their cursor, narrowed to what is still missing. */
export function resumable(progress: readonly SliceProgress[]): Slice[] {
  const covered = coverage(progress)
  return progress.flatMap((p) => {
    if (p.state !== 'partial' || p.cursor === undefined) return []
    const slice: Slice = {
      name: p.slice,
      params: p.params,
      asked: p.asked,
      cursor: p.cursor,
      begun: p.rows > 0,
      at: p.reached,
    }
    if (p.span === undefined) return [slice]
    const top = p.reached ?? p.span.to
    const rest = difference([{ from: p.span.from, to: top }], covered).at(-1)
    return rest === undefined || rest.to !== top ? [] : [{ ...slice, span: { from: rest.from, to: p.span.to } }]
  })
}
