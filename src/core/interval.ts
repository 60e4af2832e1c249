import { type Micros, shortInstant } from './instant.ts'

/** Half-open intervals [from, to) on a number line, and the algebra that planning needs: what is wanted minus what is covered. */
export type Span = { readonly from: number; readonly to: number }

/** Sorted, disjoint, non-touching spans that cover the same points. Empty spans vanish. */
export function union(spans: readonly Span[]): Span[] {
  const sorted = spans.filter((s) => s.from < s.to).sort((a, b) => a.from - b.from)
  const merged: { from: number; to: number }[] = []
  for (const span of sorted) {
    const last = merged.at(-1)
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else merged.push({ ...span })
  }
  return merged
}

/** The points of both. */
export function intersection(a: readonly Span[], b: readonly Span[]): Span[] {
  const right = union(b)
  return union(a).flatMap((span) =>
    right
      .map((other) => ({ from: Math.max(span.from, other.from), to: Math.min(span.to, other.to) }))
      .filter((s) => s.from < s.to),
  )
}

/** The points of `a` that are not in `b`. */
export function difference(a: readonly Span[], b: readonly Span[]): Span[] {
  let rest = union(a)
  for (const hole of union(b)) {
    rest = rest.flatMap((span) =>
      [
        { from: span.from, to: Math.min(span.to, hole.from) },
        { from: Math.max(span.from, hole.to), to: span.to },
      ].filter((s) => s.from < s.to),
    )
  }
  return rest
}

/** Cuts a span at every multiple of `step`, so that the same moment always falls into the same window. */
export function windows(span: Span, step: number): Span[] {
  const cuts: Span[] = []
  for (let from = span.from; from < span.to; ) {
    const to = Math.min(span.to, (Math.floor(from / step) + 1) * step)
    cuts.push({ from, to })
    from = to
  }
  return cuts
}

/** How much of the line the spans cover. */
export function measure(spans: readonly Span[]): number {
  return union(spans).reduce((sum, span) => sum + span.to - span.from, 0)
}

/** `2026-11-01T00:00:00Z/2026-11-02T00:00:00Z`: a span of the time line, for names and messages. */
export function spanText({ from, to }: { readonly from: Micros; readonly to: Micros }): string {
  return `${shortInstant(from)}/${shortInstant(to)}`
}
