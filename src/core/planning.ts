import { type Micros, shortInstant } from './instant.ts'
import { difference } from './interval.ts'
import type { PlanContext, Slice } from './source.ts'
import { coverage, resumable } from './timeline.ts'

export type Line = {
  /** What to ask for; slices with the same ones share a time line. */
  readonly params: Readonly<Record<string, string>>
  /** Where the line begins. */
  readonly from: Micros
  /** What is newer than this is asked and not claimed, and is asked again by the next run. */
  readonly settle: Micros
  /** How far behind its start a slice also asks, for what the venue dates back. */
  readonly overlap?: Micros
}

/**
 * Slices of a time line that is walked newest first: walks that were left half-way, then what is wanted and not covered.
 * The newest one asks up to the present and proves only what has settled.
 */
export function newestFirst(context: PlanContext, { params, from, settle, overlap = 0 }: Line): Slice[] {
  const progress = context.full ? [] : context.progress.filter((p) => sameParams(p.params, params))
  const to = Math.min(context.until ?? context.now, context.now)
  const proved = Math.min(to, context.now - settle)
  const left = resumable(progress).filter((s) => s.span !== undefined && s.span.to > from)
  const holes = difference([{ from, to: proved }], [...coverage(progress), ...left.map((s) => s.span!)])
  const slice = (span: { from: Micros; to: Micros }): Slice => ({
    name: [...Object.values(params), `${shortInstant(span.from)}/${shortInstant(span.to)}`].join(' '),
    params,
    span,
    asked: { from: Math.max(0, span.from - overlap), to: span.to === proved ? to : span.to },
  })
  const fresh = holes.map(slice)
  if (to <= proved || from >= to || fresh.some((s) => s.span!.to === proved)) return [...left, ...fresh]
  return [...left, ...fresh, slice({ from: proved, to: proved })]
}

/** The part of a slice before an instant, to be walked by somebody else. */
export function lowerPart(slice: Slice, at: Micros): Slice {
  const span = { from: slice.span!.from, to: at }
  return {
    name: [...Object.values(slice.params), `${shortInstant(span.from)}/${shortInstant(at)}`].join(' '),
    params: slice.params,
    span,
    asked: { from: slice.asked!.from, to: at },
  }
}

export function sameParams(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
