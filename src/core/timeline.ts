import { difference, type Span, union } from './interval.ts'
import type { Slice, SliceProgress } from './source.ts'

/**
 * What one slice proves: all of its span when complete; when partial, what is newer than the last record of its walk. Other
 * records of that very instant may stand on the page that was not asked for.
 */
export function coveredBy(progress: SliceProgress): Span[] {
  const { state, span, reached } = progress
  if (span === undefined) return []
  if (state === 'complete' || state === 'empty-confirmed') return [span]
  if (state === 'partial' && reached !== undefined)
    return union([{ from: Math.max(reached + 1, span.from), to: span.to }])
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
    const top = p.reached === undefined ? p.span.to : Math.min(p.reached + 1, p.span.to)
    const rest = difference([{ from: p.span.from, to: top }], covered).at(-1)
    return rest === undefined || rest.to !== top ? [] : [{ ...slice, span: { from: rest.from, to: p.span.to } }]
  })
}

/** Whether two slices ask for the same, so that they lie on one time line. */
export function sameParams(a: Slice['params'], b: Slice['params']): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
