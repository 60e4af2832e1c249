import { MINUTE, SECOND } from '../../core/instant.ts'
import { difference, type Span, spanText, windows } from '../../core/interval.ts'
import type { Plan, PlanContext, Slice, SliceProgress } from '../../core/source.ts'
import { coveredBy } from '../../core/timeline.ts'
import { type HeldMarket, heldMarkets, NO_MARKETS } from './held-markets.ts'
import { INTERVALS, type Interval, lastEnd, nextEnd } from './periods.ts'
import { cutoff, SETTLE } from './time.ts'

/** Markets in one slice. */
const GROUP = 10
/**
 * Periods in one request: a batch may have 10,000 in all, a request for one market of the archive 5,000. A live batch is
 * billed like so many requests, so larger ones would save nothing.
 */
const PERIODS = { live: 1000, historical: 5000 } as const

export type Tier = keyof typeof PERIODS

/** What a slice asks for; its span holds the ends of the periods, without the first instant and with the last. */
export type CandleParams = { readonly tier: Tier; readonly minutes: Interval; readonly tickers: readonly string[] }

/** What a slice of candles asks for, as its params say it. */
export function candleParams({ params }: Pick<Slice, 'params'>): CandleParams {
  const { tier, minutes, tickers } = params
  return { tier: tier as Tier, minutes: Number(minutes) as Interval, tickers: tickers!.split(',') }
}

/** The part of a market's time line that is to be asked. */
type Part = Span & { readonly ticker: string }

/**
 * For each market and interval what is wanted and not covered, in windows that one request holds, many markets to a slice.
 * Slices that were left unfinished are asked again as they were.
 */
export async function planCandles(context: PlanContext): Promise<Plan> {
  const markets = (await heldMarkets(context)).slice(0, context.limit)
  if (markets.length === 0) return { slices: [], requests: 0, note: NO_MARKETS }
  const archived = (await cutoff(context.io)).markets
  const intervals = context.markets.length > 0 ? INTERVALS : INTERVALS.slice(1)
  const chosen = new Set(intervals.flatMap((minutes) => markets.map(({ ticker }) => `${minutes} ${ticker}`)))
  const left = context.progress
    .filter((p) => !isDone(p) && namesOf(p).some((name) => chosen.has(name)))
    .map(
      ({ slice: name, params, span, asked, cursor }): Slice => ({ name, params, asked, cursor, ...(span && { span }) }),
    )
  const taken = takenBy(context, left)
  const fresh = intervals.flatMap((minutes) => {
    const holes = markets.flatMap((market) => holeOf(context, { market, minutes, taken }) ?? [])
    const isOld = new Set(markets.filter(({ settled }) => settled !== null && settled < archived).map((m) => m.ticker))
    return (['live', 'historical'] as const).flatMap((tier) =>
      slicesOf(context, {
        tier,
        minutes,
        parts: holes.filter(({ ticker }) => isOld.has(ticker) === (tier === 'historical')),
      }),
    )
  })
  return costOf([...left, ...fresh])
}

function costOf(slices: readonly Slice[]): Plan {
  const asked = slices.map((slice) => candleParams(slice))
  const requests = asked.reduce((sum, { tier, tickers }) => sum + (tier === 'live' ? 1 : tickers.length), 0)
  const expected = asked.reduce((sum, { tickers }) => sum + tickers.length, 0)
  const note = expected > requests ? `up to ${GROUP} markets to a request, which the venue counts as so many` : ''
  return { slices, requests, expected, note }
}

function isDone({ state }: SliceProgress): boolean {
  return state === 'complete' || state === 'empty-confirmed'
}

/** `60 KXBTC-1` for each time line that a slice is about. */
function namesOf(slice: Pick<Slice, 'params'>): string[] {
  const { minutes, tickers } = candleParams(slice)
  return tickers.map((ticker) => `${minutes} ${ticker}`)
}

/** What is covered of each time line, and what is going to be by slices that were left. */
function takenBy({ full, progress }: PlanContext, left: readonly Slice[]): Map<string, Span[]> {
  const covered = full ? [] : progress.map((p) => ({ params: p.params, spans: coveredBy(p) }))
  const taken = new Map<string, Span[]>()
  for (const { params, spans } of [
    ...covered,
    ...left.map(({ params, span }) => ({ params, spans: span ? [span] : [] })),
  ]) {
    for (const name of namesOf({ params })) {
      const known = taken.get(name)
      if (known === undefined) taken.set(name, [...spans])
      else known.push(...spans)
    }
  }
  return taken
}

type TimeLine = { readonly market: HeldMarket; readonly minutes: Interval; readonly taken: ReadonlyMap<string, Span[]> }

/** From the first to the last period of a market that is over and neither covered nor taken. */
function holeOf({ now, since, until = now }: PlanContext, { market, minutes, taken }: TimeLine): Part | undefined {
  const { ticker, opens, closes } = market
  const from = lastEnd(minutes, Math.max(opens ?? 0, since ?? 0, 0))
  const to = lastEnd(minutes, Math.min(until, now, closes === null ? now : nextEnd(minutes, closes)))
  const holes = difference([{ from, to }], taken.get(`${minutes} ${ticker}`) ?? [])
  return holes[0] && { ticker, from: holes[0].from, to: holes.at(-1)!.to }
}

type Asked = { readonly tier: Tier; readonly minutes: Interval; readonly parts: readonly Part[] }

/** Windows of as many periods as a request may have; markets that lack much the same are put together. */
function slicesOf({ now }: PlanContext, { tier, minutes, parts }: Asked): Slice[] {
  const step = PERIODS[tier] * minutes * MINUTE
  const cells = parts.flatMap(({ ticker, ...span }) => windows(span, step).map((cell) => ({ ticker, ...cell })))
  const byWindow = Map.groupBy(cells, ({ from }) => Math.floor(from / step))
  const proved = lastEnd(minutes, now - SETTLE)
  return [...byWindow.values()].flatMap((window) => {
    const alike = window.toSorted((a, b) => a.from - b.from || a.to - b.to)
    return Array.from({ length: Math.ceil(alike.length / GROUP) }, (_, i) =>
      sliceOf(alike.slice(i * GROUP, (i + 1) * GROUP), { tier, minutes, proved }),
    )
  })
}

function sliceOf(
  parts: readonly Part[],
  { tier, minutes, proved }: { tier: Tier; minutes: Interval; proved: number },
): Slice {
  const asked = { from: Math.min(...parts.map(({ from }) => from)), to: Math.max(...parts.map(({ to }) => to)) }
  const span = { from: asked.from, to: Math.max(asked.from, Math.min(asked.to, proved)) }
  const others = parts.length === 1 ? '' : ` and ${parts.length - 1} more`
  return {
    name: `${tier} ${minutes} ${spanText(asked)} ${parts[0]!.ticker}${others}`,
    params: { tier, minutes: String(minutes), tickers: parts.map(({ ticker }) => ticker).join(',') },
    span,
    asked,
  }
}

/** The bounds of a request: the venue takes whole seconds, and includes both. */
export function bounds({ from, to }: Span): { start_ts: string; end_ts: string } {
  return { start_ts: String(from / SECOND + 1), end_ts: String(to / SECOND) }
}
