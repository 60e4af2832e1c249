import type { Slice } from '../core/source.ts'

/** A slice that a worker walks now, and how fast it gets on. */
export type Walking = { readonly slice: Slice; pages: number }

/** Fewer pages than this left, and a helper would cost more than it saves. */
const WORTHWHILE_PAGES = 2

/** The walking slice with the most pages left by its pace so far, and the instant that halves what is left of it. */
export function toSplit(walking: Iterable<Walking>): { slice: Slice; at: number } | undefined {
  let best: { slice: Slice; at: number; left: number } | undefined
  for (const { slice, pages } of walking) {
    const { span, asked, at: reached } = slice
    if (span === undefined || asked === undefined || reached === undefined || pages === 0) continue
    const walked = asked.to - reached
    const rest = reached - span.from
    if (walked <= 0 || rest <= 1) continue
    const left = (pages * rest) / walked
    if (left >= WORTHWHILE_PAGES && left > (best?.left ?? 0))
      best = { slice, at: Math.floor(span.from + rest / 2), left }
  }
  return best
}
