import { DAY, MILLISECOND } from '../../core/instant.ts'
import { spanText } from '../../core/interval.ts'
import { lowerPart, newestFirst, sliceName } from '../../core/planning.ts'
import { defineResource, type Io, type Plan, type PlanContext, type Slice } from '../../core/source.ts'
import { descend } from '../../net/descend.ts'
import { instantsOf } from '../../net/instants.ts'
import { countBets, counts } from './bet-counts.ts'
import { betMeaning, betRecord } from './bet-record.ts'
import { openIds, openOrders } from './open-orders.ts'
import { ofStatus } from './per-market.ts'
import { SETTLE } from './time.ts'

const PAGE = 1000
/** Asked only where one instant fills a page. */
const MOST = 10_000

/**
 * Every bet of every public market by time; of a named market, its own. Bets share milliseconds, and a bet's row changes
 * later only where it is a limit order: those are read again until they are filled or cancelled.
 */
export const bets = defineResource({
  name: 'bets',
  doc: 'Every bet: trades, sales, redemptions, limit orders and the legs that move the prices of other answers.',
  asks: {
    endpoint: '/bets',
    paging: 'beforeTime, each page again from the last instant; an instant that is too full is divided',
    delta: 'what is not covered; open orders, and those that ceased to be open',
    proof: 'pages repeat the last record of the page before; behind the last one the venue has nothing; its own counts',
  },
  byDefault: true,
  // A sale may reuse the id of a buy.
  key: "(payload->>'id') || '@' || (payload->>'createdTime')",
  pageCap: PAGE,
  accepts: ['since', 'until', 'market', 'trader', 'status', 'chunk-size'],
  limitBy: 'markets',
  axis: 'created',
  plan,
  split: lowerPart,
  line: (params) => params.of === 'all',
  checks: [counts],
  pages(slice, io, known) {
    if (slice.params.orders !== undefined) return openOrders(slice, io, known)
    const { contract, user } = slice.params
    return descend(io, slice, {
      path: '/bets',
      query: { contractId: contract, userId: user, includeZeroShareRedemptions: 'true' },
      list: null,
      limit: slice.chunk ?? PAGE,
      most: MOST,
      at: 'createdTime',
      before: { time: (ms) => ({ beforeTime: String(ms) }) },
      after: (ms) => ({ afterTime: String(ms) }),
    })
  },
  ...betRecord,
  silver: betMeaning,
})

async function plan(context: PlanContext): Promise<Plan> {
  const { markets, traders, limit } = context
  const isPart = markets.length > 0 || traders.length > 0 || limit !== undefined || isStatusWanted(context)
  if (isPart) return ofSome(context)
  const from = context.since ?? context.earliest ?? 0
  const earliest = Math.min(from, context.earliest ?? from)
  const slices = newestFirst(context, { params: { of: 'all' }, from, settle: SETTLE })
  const orders = await openOrdersPlan(context)
  const plan = { slices: [...slices, ...orders], requests: slices.length + orders.length, note: '', earliest }
  const long = slices.filter((s) => s.asked!.to - s.asked!.from > DAY)
  if (long.length === 0) return plan
  const counts = await Promise.all(long.map((s) => countBets(context.io, s.asked!)))
  const all = counts.reduce((a, b) => a + b, 0)
  const begun = await fromTheOldest(context.io, slices)
  const expected = begun.length + orders.length + Math.floor(all / PAGE)
  return {
    ...plan,
    slices: [...begun, ...orders],
    requests: begun.length + orders.length,
    expected,
    note: `${all} bets`,
  }
}

/**
 * Cuts a slice that begins before the venue at its oldest bet: workers halve a slice by time, and half of the time since
 * 1970 holds nothing.
 */
async function fromTheOldest(io: Io, slices: readonly Slice[]): Promise<Slice[]> {
  const first = slices.findIndex((s) => s.span!.from === 0 && s.cursor === undefined)
  if (first < 0) return [...slices]
  const answer = await io.list(
    '/bets',
    { order: 'asc', limit: '1', includeZeroShareRedemptions: 'true' },
    { list: null },
  )
  const oldest = (instantsOf(answer, 'createdTime')[0] ?? 0) * MILLISECOND
  const whole = slices[first]!
  if (!(oldest > 0 && oldest < whole.span!.to)) return [...slices]
  const span = { from: oldest, to: whole.span!.to }
  const later = { ...whole, name: sliceName(whole.params, spanText(span)), span }
  return slices.toSpliced(first, 1, lowerPart(whole, oldest), later)
}

/** Only the bets of some markets, of some people, or of some people on some markets. */
async function ofSome(context: PlanContext): Promise<Plan> {
  const people = context.traders.map((user) => ({ user }))
  const byMarket = context.markets.length > 0 || isStatusWanted(context) || people.length === 0
  const contracts = byMarket ? (await marketsOf(context)).map((contract) => ({ contract })) : []
  const each: Readonly<Record<string, string>>[] = byMarket
    ? contracts
        .slice(0, context.limit)
        .flatMap((market) => (people.length === 0 ? [market] : people.map((user) => ({ ...market, ...user }))))
    : people.slice(0, context.limit)
  const slices = each.flatMap((params) => newestFirst(context, { params, from: context.since ?? 0, settle: SETTLE }))
  const note =
    each.length === 0 ? 'no such market is known here; mirror the markets first: oddslake sync manifold/markets' : ''
  return { slices, requests: slices.length, note }
}

/** The markets that were named, or all known ones; of the status that is wanted. */
async function marketsOf(context: PlanContext): Promise<readonly string[]> {
  const { markets, known } = context
  const ids =
    markets.length > 0
      ? markets
      : await known(({ bronze }) => `select distinct key from ${bronze('markets')} where key is not null order by 1`)
  const chosen = await ofStatus(context)
  return chosen === undefined ? ids : ids.filter((id) => chosen.has(id))
}

function isStatusWanted({ status = 'all' }: PlanContext): boolean {
  return status !== 'all'
}

/** One slice where some order is open by what this lake knows. */
async function openOrdersPlan({ known, progress }: PlanContext): Promise<Slice[]> {
  const isLeft = progress.some((p) => p.params.orders !== undefined && p.state !== 'complete')
  const open = await known((held) => `select 'x' from (${openIds(held)}) limit 1`)
  return open.length === 0 && !isLeft ? [] : [{ name: 'open orders', params: { orders: 'open' } }]
}
