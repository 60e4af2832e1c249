import { defineResource, type Plan, type PlanContext, type Slice } from '../../core/source.ts'
import { coverage, resumable } from '../../core/timeline.ts'
import { walk } from '../../net/walk.ts'
import { changedSince, changes } from './changes.ts'
import { marketFields } from './market-record.ts'
import { cutoff, floorSeconds } from './time.ts'

const PAGE = '1000'

/** Markets of both tiers without combinations: the live list, then the archive by series, then by event what the series missed. */
export const markets = defineResource({
  name: 'markets',
  doc: 'Markets of both tiers, without combinations.',
  byDefault: true,
  key: "payload->>'ticker'",
  pageCap: 1000,
  axis: 'updated',
  plan: (context) => (context.phase === 0 ? firstPlan(context) : orphans(context)),
  pages(slice, io) {
    const { tier, series, event, tickers } = slice.params
    const from = changedSince(slice)
    return tier === 'live'
      ? walk(io, slice, {
          path: '/markets',
          query: {
            limit: PAGE,
            mve_filter: 'exclude',
            tickers,
            min_updated_ts: from === undefined ? undefined : floorSeconds(from),
          },
          list: 'markets',
        })
      : walk(io, slice, {
          path: '/historical/markets',
          query: { limit: PAGE, mve_filter: 'exclude', series_ticker: series, event_ticker: event, tickers },
          list: 'markets',
        })
  },
  ...marketFields,
})

/** Combinations (parlays): hundreds of thousands are made every day, so they are asked only when named. */
export const mveMarkets = defineResource({
  name: 'mve_markets',
  doc: 'Combination markets (KXMVE…), created on demand by the hundred thousand; ask for them by name.',
  byDefault: false,
  key: "payload->>'ticker'",
  pageCap: 1000,
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
    return walk(io, slice, { path: '/markets', query: { limit: PAGE, mve_filter: 'only' }, list: 'markets' })
  },
  ...marketFields,
})

/**
 * The live list takes "changed since"; the archive takes neither dates nor changes, and needs a series. It is asked
 * once, and again only when the cutoff has passed the last look at the live list, so that a result could have been missed.
 */
async function firstPlan(context: PlanContext): Promise<Plan> {
  if (context.markets.length > 0) return named(context)
  const live = changes(context, { tier: 'live' })
  const provedLive = coverage(context.progress.filter((p) => p.params.tier === 'live')).at(-1)?.to ?? 0
  const { markets: archived } = await cutoff(context.io)
  const again = context.full || provedLive < archived
  const done = new Set(again ? [] : context.progress.filter(isDone).map((p) => p.slice))
  const left = new Map(resumable(context.progress).map((s) => [s.name, s]))
  const series = await context.known(
    ({ bronze }) => `select distinct key from ${bronze('series')} where key is not null order by 1`,
  )
  const historical = series
    .map((ticker): Slice => ({ name: `historical series=${ticker}`, params: { tier: 'historical', series: ticker } }))
    .filter((slice) => !done.has(slice.name))
    .map((slice) => left.get(slice.name) ?? slice)
  const note = historical.length === 0 ? '' : 'then one request per event that the archive lists under no series'
  return { slices: [...live, ...historical], requests: live.length + historical.length, note, more: true }
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
    .map((ticker): Slice => ({ name: `historical event=${ticker}`, params: { tier: 'historical', event: ticker } }))
    .filter((slice) => !done.has(slice.name))
  return { slices, requests: slices.length, note: '' }
}

function named({ markets: tickers }: PlanContext): Plan {
  const list = tickers.join(',')
  const slices = ['live', 'historical'].map(
    (tier): Slice => ({ name: `${tier} tickers=${list}`, params: { tier, tickers: list } }),
  )
  return { slices, requests: slices.length, note: '' }
}

function isDone({ state }: { state: string }): boolean {
  return state === 'complete' || state === 'empty-confirmed'
}
