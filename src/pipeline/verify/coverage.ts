import { type Micros, monthOf, nextMonth } from '../../core/instant.ts'
import { difference, intersection, measure, type Span, spanText, union } from '../../core/interval.ts'
import type { Resource, SliceProgress } from '../../core/source.ts'
import { coverage } from '../../core/timeline.ts'
import type { Finding } from './verify.ts'

/** How much of a month is proved, and the holes in it. */
export type Coverage = {
  readonly venue: string
  readonly resource: string
  /** `2026-11`; the first and last one may be asked for in part only. */
  readonly month: string
  /** Share of the wanted part of the month, 0 to 1. */
  readonly share: number
  readonly holes: readonly Span[]
}

type Place = { readonly venue: string; readonly resource: string }

/** Months further back than this are told as one line, "before". */
const MONTHS = 240

/** Slices that are not proved, and holes of the time line that no slice speaks of. */
export function unproved(
  place: Place,
  resource: Resource,
  { progress, earliest }: { progress: readonly SliceProgress[]; earliest: Micros | undefined },
): Finding[] {
  const left = progress.filter((p) => p.state === 'partial' || p.state === 'planned')
  const suspect = progress.filter((p) => p.state === 'suspect' && !isSettled(resource, progress, p))
  const holes = left.length > 0 ? [] : holesOf(resource, progress, earliest)
  return [
    ...left.map((p) => ({ ...place, place: p.slice, what: `was left ${p.state}`, repair: { by: 'sync' as const } })),
    ...suspect.map((p) => ({
      ...place,
      place: p.slice,
      what: `is suspect: ${p.proof}`,
      repair: { by: resource.whole === undefined ? ('sync' as const) : ('full' as const) },
    })),
    ...holes.map((hole) => ({
      ...place,
      place: spanText(hole),
      what: 'was never asked for',
      repair: { by: 'sync' as const },
    })),
  ]
}

/** Whether everything was read again after a doubtful slice's end. */
function isSettled({ whole }: Resource, progress: readonly SliceProgress[], doubt: SliceProgress): boolean {
  return progress.some(
    (p) =>
      whole?.(p.params) === true &&
      p.state === 'complete' &&
      p.span?.from === 0 &&
      p.span.to >= (doubt.span?.to ?? Number.POSITIVE_INFINITY),
  )
}

/** The time line of a resource month by month; empty for resources that are no walk through time. */
export function coverageByMonth(place: Place, resource: Resource, progress: readonly SliceProgress[]): Coverage[] {
  const line = ofLine(resource, progress)
  const covered = coverage(line)
  const wanted = wantedSpan(line, undefined)
  if (wanted === undefined) return []
  const begin = firstRecord(line) ?? wanted.from
  const months: Coverage[] = []
  for (let from = begin; from < wanted.to && months.length < MONTHS; from = nextMonth(from)) {
    const month = { from: Math.max(from, wanted.from), to: Math.min(nextMonth(from), wanted.to) }
    const share = measure(intersection([month], covered)) / Math.max(1, month.to - month.from)
    months.push({ ...place, month: monthOf(from), share, holes: difference([month], covered) })
  }
  return months
}

function holesOf(resource: Resource, progress: readonly SliceProgress[], earliest: Micros | undefined): Span[] {
  const line = ofLine(resource, progress)
  const wanted = wantedSpan(line, earliest)
  return wanted === undefined ? [] : difference([wanted], coverage(line))
}

/** Slices of the resource's one time line: those of named markets or traders lie beside it. */
function ofLine({ axis, line }: Resource, progress: readonly SliceProgress[]): SliceProgress[] {
  if (axis !== 'created') return []
  return progress.filter((p) => p.span !== undefined && (line === undefined || line(p.params)))
}

/** From where the line was ever wanted to the end of what was ever claimed. */
function wantedSpan(line: readonly SliceProgress[], earliest: Micros | undefined): Span | undefined {
  const spans = union(line.flatMap((p) => p.span ?? []))
  const first = spans[0]
  return first === undefined ? undefined : { from: Math.min(first.from, earliest ?? first.from), to: spans.at(-1)!.to }
}

/** Where the oldest slice with records begins: a line may be proved empty for decades before it. */
function firstRecord(line: readonly SliceProgress[]): Micros | undefined {
  const begun = line.filter((p) => p.rows > 0).map((p) => Math.max(p.span!.from, oldestOf(p)))
  return begun.length === 0 ? undefined : begun.reduce((a, b) => Math.min(a, b))
}

function oldestOf({ reached }: SliceProgress): Micros {
  return reached ?? 0
}
