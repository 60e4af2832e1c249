import { MINUTE, SECOND } from '../../core/instant.ts'
import { difference, type Span, spanText } from '../../core/interval.ts'
import type { Params, Plan, PlanContext, Slice, SliceProgress } from '../../core/source.ts'
import { coveredBy } from '../../core/timeline.ts'
import { type HeldMarket, heldMarkets, NO_MARKETS } from './held-markets.ts'
import { INTERVALS, type Interval, lastEnd, nextEnd } from './periods.ts'
import { cutoff, SETTLE } from './time.ts'

/** Markets in one slice: enough to keep the ledger small where tens of thousands are asked for. */
const GROUP = 20
/** Periods in one request, by the range that it names. */
const MOST_PERIODS = 5000

export type Tier = 'live' | 'historical'

/** One request: a market, known to the live tier by its series too, and its query. */
export type CandleRequest = { readonly series: string; readonly ticker: string; readonly query: Params }

/** The requests of a slice, market after market. */
export function candleRequests(slice: Slice): CandleRequest[] {
  const { minutes } = slice.params
  const queries = windowsOf(slice.asked!, Number(minutes) as Interval).map(({ from, to }) => ({
    // The venue takes whole seconds and includes both bounds; a period that ends at `from` belongs to the one before.
    start_ts: String(from / SECOND + 1),
    end_ts: String(to / SECOND),
    period_interval: minutes,
  }))
  return marketsOf(slice).flatMap((market) => queries.map((query) => ({ ...market, query })))
}

/**
 * For each market and interval what is wanted and not covered, many markets to a slice. A span holds the ends of periods:
 * without its first instant, with its last. Slices that were left unfinished are asked again as they were.
 */
export async function planCandles(context: PlanContext): Promise<Plan> {
  const markets = (await heldMarkets(context)).slice(0, context.limit)
  if (markets.length === 0) return { slices: [], requests: 0, note: NO_MARKETS }
  const archived = (await cutoff(context.io)).markets
  const intervals = context.markets.length > 0 ? INTERVALS : INTERVALS.slice(1)
  const chosen = new Set(intervals.flatMap((minutes) => markets.map(({ ticker }) => `${minutes} ${ticker}`)))
  const left = context.progress
    .filter((p) => !isDone(p) && linesOf(p).some((line) => chosen.has(line)))
    .map(({ slice: name, params, span, asked, cursor }) => ({ name, params, span: span!, asked, cursor }))
  const taken = takenBy(context, left)
  const fresh = intervals.flatMap((minutes) => {
    const parts = markets.flatMap((market) => missing(context, { market, minutes, taken }) ?? [])
    const byTier = Map.groupBy(parts, ({ market: { settled } }) =>
      settled !== null && settled < archived ? 'historical' : 'live',
    )
    const proved = lastEnd(minutes, context.now - SETTLE)
    return [...byTier].flatMap(([tier, alike]) =>
      grouped(alike, minutes).map((g) => sliceOf(g, { tier, minutes, proved })),
    )
  })
  const slices = [...left, ...fresh]
  const requests = slices.reduce((sum, slice) => sum + candleRequests(slice).length - Number(slice.cursor ?? 0), 0)
  const note = slices.length === 0 ? '' : `one request per market, interval and ${MOST_PERIODS} periods`
  return { slices, requests, note }
}

function isDone({ state }: SliceProgress): boolean {
  return state === 'complete' || state === 'empty-confirmed'
}

function marketsOf({ params }: Pick<Slice, 'params'>): { series: string; ticker: string }[] {
  return params.markets!.split(',').map((market) => {
    const [series, ticker] = market.split('/') as [string, string]
    return { series, ticker }
  })
}

/** `60 KXBTC-1` for each time line that a slice is about. */
function linesOf(slice: Pick<Slice, 'params'>): string[] {
  return marketsOf(slice).map(({ ticker }) => `${slice.params.minutes} ${ticker}`)
}

/** What is covered of each time line, and what is going to be by slices that were left. */
function takenBy({ full, progress }: PlanContext, left: readonly Slice[]): Map<string, Span[]> {
  const covered = full ? [] : progress.filter(isDone).map((p) => ({ params: p.params, spans: coveredBy(p) }))
  const waiting = left.map(({ params, span }) => ({ params, spans: [span!] }))
  const taken = new Map<string, Span[]>()
  for (const { params, spans } of [...covered, ...waiting]) {
    for (const line of linesOf({ params })) {
      const known = taken.get(line)
      if (known === undefined) taken.set(line, [...spans])
      else known.push(...spans)
    }
  }
  return taken
}

type Part = Span & { readonly market: HeldMarket }
type Line = { readonly market: HeldMarket; readonly minutes: Interval; readonly taken: ReadonlyMap<string, Span[]> }

/** From the first to the last period of a market that is over and neither covered nor taken. */
function missing({ now, since = 0, until = now }: PlanContext, { market, minutes, taken }: Line): Part | undefined {
  const { ticker, opens, closes } = market
  const from = lastEnd(minutes, Math.max(opens ?? 0, since, 0))
  const to = lastEnd(minutes, Math.min(until, now, closes === null ? now : nextEnd(minutes, closes)))
  const holes = difference([{ from, to }], taken.get(`${minutes} ${ticker}`) ?? [])
  return holes[0] && { market, from: holes[0].from, to: holes.at(-1)!.to }
}

type Group = { asked: Span; readonly parts: Part[] }

/** Markets are put together where that takes none of them more requests than it takes alone. */
function grouped(parts: readonly Part[], minutes: Interval): Group[] {
  const requests = ({ from, to }: Span) => Math.ceil((to - from) / (MOST_PERIODS * minutes * MINUTE))
  const bySize = Map.groupBy(parts, requests)
  return [...bySize].flatMap(([size, alike]) => {
    const groups: Group[] = []
    for (const part of alike.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
      const group = groups.at(-1)
      const asked = { from: group?.asked.from ?? part.from, to: Math.max(group?.asked.to ?? part.to, part.to) }
      if (group === undefined || group.parts.length === GROUP || requests(asked) > size)
        groups.push({ asked: { from: part.from, to: part.to }, parts: [part] })
      else {
        group.asked = asked
        group.parts.push(part)
      }
    }
    return groups
  })
}

function windowsOf({ from, to }: Span, minutes: Interval): Span[] {
  const step = MOST_PERIODS * minutes * MINUTE
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => ({
    from: from + i * step,
    to: Math.min(to, from + (i + 1) * step),
  }))
}

type Kind = { readonly tier: Tier; readonly minutes: Interval; readonly proved: number }

/** What has not settled yet is asked and not claimed. */
function sliceOf({ asked, parts }: Group, { tier, minutes, proved }: Kind): Slice {
  const others = parts.length === 1 ? '' : ` and ${parts.length - 1} more`
  return {
    name: `${tier} ${minutes} ${spanText(asked)} ${parts[0]!.market.ticker}${others}`,
    params: {
      tier,
      minutes: String(minutes),
      markets: parts.map(({ market: { series, ticker } }) => `${series}/${ticker}`).join(','),
    },
    span: { from: asked.from, to: Math.max(asked.from, Math.min(asked.to, proved)) },
    asked,
  }
}
