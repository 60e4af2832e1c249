import { defineResource, type Plan, type PlanContext, type Slice } from '../../core/source.ts'
import { coverage, resumable } from '../../core/timeline.ts'
import { walk } from '../../net/walk.ts'
import { changedSince, changes } from './changes.ts'
import { marketFields } from './market-record.ts'
import { WORDS } from './status.ts'
import { cutoff } from './time.ts'

const PAGE = 1000

/** Markets of both tiers without combinations: the live list, then the archive by series, then by event what the series missed. */
export const markets = defineResource({
  name: 'markets',
  doc: 'Markets of both tiers, without combinations.',
  asks: {
    endpoint: '/markets, /historical/markets',
    paging: 'cursor',
    delta: 'changed since (min_updated_ts); the archive by series, then by event',
    proof: 'the venue gives no further cursor',
  },
  byDefault: true,
  key: "payload->>'ticker'",
  pageCap: PAGE,
  accepts: ['market', 'status', 'chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  plan: (context) => (context.phase === 0 ? firstPlan(context) : orphans(context)),
  pages(slice, io) {
    const { tier, series, event, tickers, status } = slice.params
    const limit = String(slice.chunk ?? PAGE)
    return tier === 'live'
      ? walk(io, slice, {
          path: '/markets',
          query: { limit, mve_filter: 'exclude', tickers, status, min_updated_ts: changedSince(slice) },
          list: 'markets',
        })
      : walk(io, slice, {
          path: '/historical/markets',
          query: { limit, mve_filter: 'exclude', series_ticker: series, event_ticker: event, tickers },
          list: 'markets',
        })
  },
  ...marketFields,
})

/** Combinations (parlays): hundreds of thousands are made every day, so they are asked only when named. */
export const mveMarkets = defineResource({
  name: 'mve_markets',
  doc: 'Combination markets (KXMVE…), created on demand by the hundred thousand; ask for them by name.',
  asks: {
    endpoint: '/markets (mve_filter=only)',
    paging: 'cursor',
    delta: 'all each time: no "changed since" for combinations',
    proof: 'the venue gives no further cursor',
  },
  byDefault: false,
  key: "payload->>'ticker'",
  pageCap: PAGE,
  accepts: ['chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  async plan(context) {
    const slices = changes({ ...context, full: true }, { tier: 'mve' })
    return {
      slices,
      requests: slices.length,
      note: 'the venue has no "changed since" for combinations: everything is asked each time',
    }
  },
  pages(slice, io) {
    const limit = String(slice.chunk ?? PAGE)
    return walk(io, slice, { path: '/markets', query: { limit, mve_filter: 'only' }, list: 'markets' })
  },
  ...marketFields,
})

/**
 * The live list takes "changed since"; the archive takes neither dates nor changes, and needs a series. It is asked
 * once, and again only when the cutoff has passed the last look at the live list, so that a result could have been missed.
 */
async function firstPlan(context: PlanContext): Promise<Plan> {
  if (context.markets.length > 0 || (context.status ?? 'all') !== 'all') return chosen(context)
  const live = changes(context, { tier: 'live' })
  const provedLive = coverage(context.progress.filter((p) => p.params.tier === 'live')).at(-1)?.to ?? 0
  const { markets: archived } = await cutoff(context.io)
  const historical = await archive(context, { again: context.full || provedLive < archived })
  const note = historical.length === 0 ? '' : 'then one request per event that the archive lists under no series'
  return { slices: [...live, ...historical], requests: live.length + historical.length, note, more: true }
}

/** The archive by series. */
async function archive(context: PlanContext, { again }: { again: boolean }): Promise<Slice[]> {
  const done = new Set(again ? [] : context.progress.filter(isDone).map((p) => p.slice))
  const left = new Map(resumable(context.progress).map((s) => [s.name, s]))
  const series = await context.known(
    ({ bronze }) => `select distinct key from ${bronze('series')} where key is not null order by 1`,
  )
  return series
    .map((ticker) => slice({ tier: 'historical', series: ticker }))
    .filter(({ name }) => !done.has(name))
    .map((s) => left.get(s.name) ?? s)
}

/**
 * Events that the archive's series filter can miss: those named unlike their series (it matches by name), whose markets
 * may be archived in part; and those that no market refers to. Records that are no JSON are passed over: bronze holds them.
 */
async function orphans(context: PlanContext): Promise<Plan> {
  const done = new Set(context.progress.filter(isDone).map((p) => p.slice))
  const events = await context.known(
    ({ bronze }) => `select distinct key from ${bronze('events')} where key is not null
      and (not starts_with(key, try(payload->>'series_ticker') || '-')
        or key not in (select event from (select try(payload->>'event_ticker') as event from ${bronze('markets')}) where event is not null))
      order by 1`,
  )
  const slices = events
    .map((ticker) => slice({ tier: 'historical', event: ticker }))
    .filter(({ name }) => !done.has(name))
  return { slices, requests: slices.length, note: '' }
}

/** Markets by their names or their status: asked anew each time, and no proof of anything beyond. */
async function chosen(context: PlanContext): Promise<Plan> {
  const { markets, status = 'all', full } = context
  const named = markets.length === 0 ? undefined : { tickers: markets.join(',') }
  const live = WORDS[status].map((word) =>
    slice({ tier: 'live', ...named, ...(word !== undefined && { status: word }) }),
  )
  const isArchived = status === 'all' || status === 'resolved'
  const byName =
    named === undefined ? await archive(context, { again: full }) : [slice({ tier: 'historical', ...named })]
  const slices = [...live, ...(isArchived ? byName : [])]
  return { slices, requests: slices.length, note: '' }
}

/** Named by what it asks for: `historical series=KXBTC`. */
function slice({ tier, ...filters }: Readonly<Record<string, string>>): Slice {
  const name = [tier, ...Object.entries(filters).map(([key, value]) => `${key}=${value}`)].join(' ')
  return { name, params: { tier: tier!, ...filters } }
}

function isDone({ state }: { state: string }): boolean {
  return state === 'complete' || state === 'empty-confirmed'
}
