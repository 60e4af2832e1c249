import type { Micros } from './instant.ts'
import { difference, type Span, spanText } from './interval.ts'
import type { Plan, PlanContext, Slice, SliceProgress } from './source.ts'
import { coverage, resumable, sameParams } from './timeline.ts'

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

/** What a time line lacks. */
export type Lack = {
  /** Walks that were left half-way. */
  readonly left: readonly Slice[]
  /** What is wanted and neither covered nor left. */
  readonly holes: readonly Span[]
  /** What has settled ends here: only so much may be claimed. */
  readonly proved: Micros
  /** The present, or the wanted end before it; beyond `proved` where the newest slice asks for more than it proves. */
  readonly to: Micros
  readonly asksBeyond: boolean
}

export type Walked = {
  /** Slices of the line by former runs. */
  readonly own: readonly SliceProgress[]
  /** What is covered: by them, unless others cover parts of it too. */
  readonly covered?: readonly Span[]
  readonly from: Micros
  readonly settle: Micros
}

/** What is wanted of a time line and not covered. */
export function lackOf(context: PlanContext, { own, covered = coverage(own), from, settle }: Walked): Lack {
  const to = Math.min(context.until ?? context.now, context.now)
  const proved = Math.min(to, context.now - settle)
  const left = resumable(own).filter((s) => s.span !== undefined && s.span.to > from)
  const holes = difference([{ from, to: proved }], [...covered, ...left.map((s) => s.span!)])
  return { left, holes, proved, to, asksBeyond: to > proved && from < to }
}

/**
 * Slices of a time line that is walked newest first: walks that were left half-way, then what is wanted and not covered.
 * The newest one asks up to the present and proves only what has settled.
 */
export function newestFirst(context: PlanContext, { params, from, settle, overlap = 0 }: Line): Slice[] {
  const own = context.full ? [] : context.progress.filter((p) => sameParams(p.params, params))
  const { left, holes, proved, to, asksBeyond } = lackOf(context, { own, from, settle })
  const slice = (span: Span): Slice => ({
    name: sliceName(params, spanText(span)),
    params,
    span,
    asked: { from: Math.max(0, span.from - overlap), to: span.to === proved ? to : span.to },
  })
  const fresh = holes.map(slice)
  if (!asksBeyond || fresh.some((s) => s.span!.to === proved)) return [...left, ...fresh]
  return [...left, ...fresh, slice({ from: proved, to: proved })]
}

/** A list that is read as a whole each time, because the venue does not tell what has changed; goes on where a run was cut off. */
export function wholeList({ progress, full }: PlanContext, note = ''): Plan {
  const [left] = full ? [] : resumable(progress)
  return { slices: [left ?? { name: 'all', params: {} }], requests: 1, note }
}

/** The part of a slice before an instant, to be walked by somebody else. */
export function lowerPart({ params, span: whole, asked }: Slice, at: Micros): Slice {
  const span = { from: whole!.from, to: at }
  return { name: sliceName(params, spanText(span)), params, span, asked: { from: asked!.from, to: at } }
}

/** The stable name of a slice: what it asks for, then its part. */
export function sliceName(params: Slice['params'], part: string): string {
  return [...Object.values(params), part].join(' ')
}
