import { shortInstant } from '../../core/instant.ts'
import { difference } from '../../core/interval.ts'
import { sliceName } from '../../core/planning.ts'
import type { PlanContext, Resource, Slice } from '../../core/source.ts'
import { coverage, resumable, sameParams } from '../../core/timeline.ts'
import { walk } from '../../net/walk.ts'
import { floorSeconds, SETTLE } from './time.ts'

/**
 * Slices of a list that can be asked for "changed since": everything the first time, then what changed since the last
 * complete walk. The time line is the time of change; a full walk begun at T proves all changes before T.
 */
export function changes(context: PlanContext, params: Readonly<Record<string, string>>): Slice[] {
  const progress = context.progress.filter((p) => sameParams(p.params, params))
  const proved = context.now - SETTLE
  if (context.full) return [everything(params, proved)]
  const left = resumable(progress).filter((s) => s.span?.from === 0)
  // The first hole, not the last: it may be one that a lost file left.
  const from = difference([{ from: 0, to: proved }], coverage(progress))[0]?.from ?? proved
  if (from > 0) return [since(params, { from, to: proved })]
  return left.length > 0 ? left : [everything(params, proved)]
}

/** Whether a slice asks for everything, and the bound to send when it does not. */
export function changedSince(slice: Slice): string | undefined {
  const from = slice.asked?.from ?? 0
  return from === 0 ? undefined : floorSeconds(from)
}

/** How such a list is asked as one time line: in pages of that size, or in one answer. */
export function changingList(list: string, page?: number): Pick<Resource, 'plan' | 'pages'> {
  return {
    async plan(context) {
      const slices = changes(context, {})
      const isLong = page !== undefined && slices.some((slice) => changedSince(slice) === undefined)
      return { slices, requests: slices.length, note: isLong ? `one request per ${page} ${list}` : '' }
    },
    pages(slice, io) {
      const limit = page === undefined ? undefined : String(slice.chunk ?? page)
      return walk(io, slice, { path: `/${list}`, query: { limit, min_updated_ts: changedSince(slice) }, list })
    },
  }
}

function everything(params: Readonly<Record<string, string>>, to: number): Slice {
  const span = { from: 0, to }
  return { name: sliceName(params, `all at ${shortInstant(to)}`), params, span, asked: span }
}

function since(params: Readonly<Record<string, string>>, span: { from: number; to: number }): Slice {
  return { name: sliceName(params, `changed since ${shortInstant(span.from)}`), params, span, asked: span }
}
