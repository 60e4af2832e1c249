import { DAY, type Micros } from '../../core/instant.ts'
import { difference } from '../../core/interval.ts'
import { newestFirst } from '../../core/planning.ts'
import {
  defineResource,
  type Io,
  type Known,
  type Page,
  type Plan,
  type PlanContext,
  type Slice,
} from '../../core/source.ts'
import { coverage } from '../../core/timeline.ts'
import { descend } from '../../net/descend.ts'
import { listMeaning, listRecord } from './market-record.ts'
import { resolvedSince } from './resolved.ts'
import { SETTLE } from './time.ts'

/** Resolutions are asked again for this long back: the venue dates some of them into the past. */
const RESOLUTION_OVERLAP: Micros = 7 * DAY
/** A sweep by date of resolution reaches 2,000 markets; after a longer pause everything is read again instead. */
const LONG_PAUSE: Micros = 2 * DAY
/** What no list tells (a resolution undone, an answer resolved alone) is found by reading everything again this often. */
const REREAD: Micros = 7 * DAY

const SORTS = { created: 'createdTime', updated: 'lastUpdatedTime' } as const

/**
 * The list of markets. It has no reliable "changed since": new ones come by their creation, bets, comments and edits by the
 * time of update, and resolutions (which set that time into the past) by the time of resolution.
 */
export const markets = defineResource({
  name: 'markets',
  doc: 'Markets of every kind as the list shows them. A delta reads new, updated and resolved ones; --full all of them.',
  asks: {
    endpoint: '/markets, /search-markets, /market/{id}?lite',
    paging: 'before (id), each page again from the last instant',
    delta: 'created, updated and resolved since; all after 7 days or a pause of 2',
    proof: 'behind the last record the venue has nothing, or the walk passed what is covered',
  },
  byDefault: true,
  key: "payload->>'id'",
  pageCap: 1000,
  accepts: ['market', 'chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  whole: (params) => params.by === 'created',
  plan,
  pages,
  ...listRecord,
  silver: listMeaning,
})

async function plan(context: PlanContext): Promise<Plan> {
  if (context.markets.length > 0) return named(context.markets)
  const base = readWhole(context)
  const behind = base === undefined ? 0 : context.now - firstHole(context, base)
  const whole = base !== undefined && (context.full || behind > LONG_PAUSE || context.now - base > REREAD)
  // The first reading goes on where it was; a later one of everything begins anew.
  const created = newestFirst({ ...context, full: whole }, { params: { by: 'created' }, from: 0, settle: SETTLE })
  if (base === undefined || whole) {
    return { slices: created, requests: created.length, note: 'one request per 1,000 markets' }
  }
  const slices = [
    ...created,
    ...newestFirst(context, { params: { by: 'updated' }, from: base, settle: SETTLE }),
    ...newestFirst(context, { params: { by: 'resolved' }, from: base, settle: SETTLE, overlap: RESOLUTION_OVERLAP }),
  ]
  return { slices, requests: slices.length, note: '' }
}

/** Until when all changes are known because the whole list was read then. */
function readWhole({ progress }: PlanContext): Micros | undefined {
  const ends = progress
    .filter((p) => p.params.by === 'created' && p.state === 'complete' && p.span?.from === 0)
    .map((p) => p.span!.to)
  return ends.length === 0 ? undefined : ends.reduce((a, b) => Math.max(a, b))
}

/** From when on resolutions are not known. */
function firstHole({ progress, now }: PlanContext, from: Micros): Micros {
  const covered = coverage(progress.filter((p) => p.params.by === 'resolved'))
  return difference([{ from, to: now }], covered)[0]?.from ?? now
}

async function* pages(slice: Slice, io: Io, known: Known): AsyncGenerator<Page> {
  const { by, market } = slice.params
  if (market !== undefined) {
    const answer = await io.record(`/market/${encodeURIComponent(market)}`, { lite: 'true' }, { field: 'id' })
    yield { answer, proof: 'one market was asked for' }
  } else if (by === 'resolved') yield* resolvedSince(slice, io, known)
  else {
    const sort = by === 'updated' ? 'updated-time' : undefined
    const at = SORTS[by as keyof typeof SORTS]
    yield* descend(io, slice, {
      path: '/markets',
      query: { sort },
      list: null,
      limit: slice.chunk ?? 1000,
      most: 1000,
      at,
      before: { id: 'before' },
    })
  }
}

function named(markets: readonly string[]): Plan {
  const slices = markets.map((market): Slice => ({ name: `market=${market}`, params: { market } }))
  return { slices, requests: slices.length, note: '' }
}
