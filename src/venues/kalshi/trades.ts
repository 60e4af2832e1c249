import { DAY, instantOf, type Micros, SECOND } from '../../core/instant.ts'
import { type Span, spanText, windows } from '../../core/interval.ts'
import { lackOf } from '../../core/planning.ts'
import {
  type Answer,
  defineResource,
  type Io,
  type Plan,
  type PlanContext,
  type Slice,
  type SliceProgress,
} from '../../core/source.ts'
import { coverage } from '../../core/timeline.ts'
import { recordsFromEnd, walk } from '../../net/walk.ts'
import { chosenMarkets } from './status.ts'
import { ceilSeconds, cutoff, floorSeconds, SETTLE } from './time.ts'
import { volumes } from './volumes.ts'

/** A first sync without `--since` reaches this far back. */
const FIRST_SYNC: Micros = 30 * DAY
/** Both tiers are asked for this long before the cutoff, so that a sweep of the archive cannot open a hole between them. */
const TIER_OVERLAP: Micros = DAY
const PAGE = 1000

const TIERS = { live: '/markets/trades', historical: '/historical/trades' } as const

/** Every trade of the exchange by time windows; the archive behind its cutoff and the live tier joined as one history. */
export const trades = defineResource({
  name: 'trades',
  doc: 'Every trade of the exchange, combinations included, from both tiers.',
  asks: {
    endpoint: '/markets/trades, /historical/trades',
    paging: 'cursor, newest first, windows split among idle workers',
    delta: 'what is wanted and not covered of the time line; the last two minutes again',
    proof:
      'the venue gives no further cursor, or the walk passed the start; volume of a resolved market = sum of its trades',
  },
  byDefault: true,
  key: "payload->>'trade_id'",
  pageCap: PAGE,
  accepts: ['since', 'until', 'market', 'status', 'chunk-size'],
  limitBy: 'markets',
  axis: 'created',
  plan,
  pages(slice, io) {
    const asked = slice.asked!
    return walk(io, slice, {
      path: TIERS[slice.params.tier as keyof typeof TIERS],
      query: {
        limit: String(slice.chunk ?? PAGE),
        min_ts: floorSeconds(asked.from),
        max_ts: ceilSeconds(asked.to),
        ticker: slice.params.ticker,
      },
      list: 'trades',
      reached: (answer) => oldest(answer, asked),
    })
  },
  split: lowerPart,
  line: (params) => params.ticker === undefined,
  checks: [volumes],
  raw: {
    trade_id: 'VARCHAR',
    ticker: 'VARCHAR',
    count_fp: 'VARCHAR',
    yes_price_dollars: 'VARCHAR',
    no_price_dollars: 'VARCHAR',
    taker_outcome_side: 'VARCHAR',
    taker_side: 'VARCHAR',
    created_time: 'VARCHAR',
    is_block_trade: 'VARCHAR',
    count: 'VARCHAR',
    yes_price: 'VARCHAR',
    no_price: 'VARCHAR',
  },
  ignored: ['taker_book_side', 'price'],
  eras: [
    { until: '2026-05-28', gives: { taker_outcome_side: 'taker_side' } },
    {
      until: '2026-03-12',
      gives: {
        count_fp: '"count"',
        yes_price_dollars: 'try_cast(yes_price as decimal(9, 4)) * 0.01',
        no_price_dollars: 'try_cast(no_price as decimal(9, 4)) * 0.01',
      },
    },
  ],
  silver: {
    trades: {
      columns: {
        venue: "'kalshi'",
        trade_id: 'trade_id',
        part: '0',
        sequence: 'null',
        market_id: 'ticker',
        outcome_id: "ticker || ':yes'",
        trader_id: 'null',
        side: "case taker_outcome_side when 'yes' then 'buy' when 'no' then 'sell' else taker_outcome_side end",
        price: 'yes_price_dollars',
        size: 'count_fp',
        notional: 'try_cast(yes_price_dollars as decimal(18, 6)) * try_cast(count_fp as decimal(18, 6))',
        traded_at: 'created_time',
        kind: "case is_block_trade when 'true' then 'block' else 'trade' end",
        is_combo: "starts_with(ticker, 'KXMVE')",
        seen_at: 'seen_at',
      },
      reject: `case when try_cast(yes_price_dollars as decimal(18, 6)) + try_cast(no_price_dollars as decimal(18, 6)) <> 1
        then 'YES price + NO price is not 1' end`,
    },
  },
})

async function plan(context: PlanContext): Promise<Plan> {
  const split = (await cutoff(context.io)).trades
  if (isByMarket(context)) {
    const tickers = await chosenMarkets(context)
    const slices = ofMarkets(context, { tickers, split })
    const note =
      tickers.length === 0 ? 'no such market is known here; mirror the markets first: oddslake sync kalshi/markets' : ''
    return { slices, requests: slices.length, note }
  }
  const from = wantedFrom(context)
  const slices = ofExchange(context, { from, split })
  const earliest = Math.min(from, context.earliest ?? from)
  const plan: Plan = { slices, requests: slices.length, note: '', earliest }
  const asked = slices.reduce((sum, s) => sum + Math.max(0, s.asked!.to - s.asked!.from), 0)
  if (asked < DAY) return plan
  const pace = await presentPace(context.io)
  const expected = Math.max(
    slices.length,
    Math.round(((asked / DAY) * pace) / Math.min(PAGE, context.chunkSize ?? PAGE)),
  )
  return { ...plan, expected, note: `at the present pace of about ${Math.round(pace)} trades a day` }
}

/** Only some markets are wanted. */
function isByMarket({ markets, status, limit }: PlanContext): boolean {
  return markets.length > 0 || limit !== undefined || (status ?? 'all') !== 'all'
}

/** Without `--since`: from where the time line begins, so that a hole at its start is filled like any other. */
function wantedFrom(context: PlanContext): Micros {
  return context.since ?? context.earliest ?? context.now - FIRST_SYNC
}

/** Trades a day, by how much time the newest page of the exchange spans. */
async function presentPace(io: Io): Promise<number> {
  const answer = await io.list(TIERS.live, { limit: String(PAGE) }, { list: 'trades' })
  const first = oldest(answer, { from: 0, to: Number.POSITIVE_INFINITY })
  const span = first === undefined ? 0 : (await io.now()) - first
  return span <= 0 ? 0 : ((answer.ranges.length / 2) * DAY) / span
}

/** The whole exchange, by day. */
function ofExchange(context: PlanContext, { from, split }: { from: Micros; split: Micros }): Slice[] {
  const own = progressOf(context).get(undefined) ?? []
  return missing(context, { own, covered: coverage(own), from, split, cut: (span) => windows(span, DAY) })
}

/** Some markets: each one's whole history, without what the walks of the whole exchange have covered. */
function ofMarkets(context: PlanContext, { tickers, split }: { tickers: readonly string[]; split: Micros }): Slice[] {
  const progress = progressOf(context)
  const exchange = coverage(progress.get(undefined) ?? [])
  return tickers.flatMap((ticker) => {
    const own = progress.get(ticker) ?? []
    const covered = [...exchange, ...coverage(own)]
    return missing(context, { ticker, own, covered, from: context.since ?? 0, split, cut: (span) => [span] })
  })
}

/** What counts of former walks, by market; those of the whole exchange under none. */
function progressOf({ full, progress }: PlanContext): Map<string | undefined, SliceProgress[]> {
  return Map.groupBy(full ? [] : progress, (p) => p.params.ticker)
}

type Timeline = {
  readonly ticker?: string
  readonly own: readonly SliceProgress[]
  readonly covered: readonly Span[]
  readonly from: Micros
  readonly split: Micros
  cut(span: Span): Span[]
}

/** What is wanted and not covered, each part from the tier that holds it. */
function missing(context: PlanContext, { ticker, own, covered, from, split, cut }: Timeline): Slice[] {
  const { left, holes, proved, to, asksBeyond } = lackOf(context, { own, covered, from, settle: SETTLE })
  const fresh = holes.flatMap((hole) =>
    byTier(hole, split).flatMap(({ tier, span }) => cut(span).map((w) => slice({ tier, ticker }, w))),
  )
  if (!asksBeyond) return [...left, ...fresh]
  const last = fresh.findIndex((s) => s.params.tier === 'live' && s.span!.to === proved)
  if (last < 0) return [...left, ...fresh, slice({ tier: 'live', ticker }, { from: proved, to: proved }, to)]
  return [...left, ...fresh.with(last, slice({ tier: 'live', ticker }, fresh[last]!.span!, to))]
}

function byTier(span: Span, split: Micros): { tier: keyof typeof TIERS; span: Span }[] {
  const historical = { from: span.from, to: Math.min(span.to, split) }
  const live = { from: Math.max(span.from, split - TIER_OVERLAP), to: span.to }
  return [
    { tier: 'historical' as const, span: historical },
    { tier: 'live' as const, span: live },
  ].filter((part) => part.span.from < part.span.to)
}

type Stream = { readonly tier: keyof typeof TIERS; readonly ticker?: string | undefined }

/** The newest slice asks up to the present and proves only what has settled. */
function slice({ tier, ticker }: Stream, span: Span, askedTo: Micros = span.to): Slice {
  const params = ticker === undefined ? { tier } : { tier, ticker }
  return { name: nameOf(params, span), params, span, asked: { from: span.from, to: askedTo } }
}

/** `live 2026-11-01T00:00:00Z/2026-11-02T00:00:00Z`, of one market with its ticker before. */
function nameOf({ tier, ticker }: Slice['params'], span: Span): string {
  const stream = ticker === undefined ? tier : `${ticker} ${tier}`
  return `${stream} ${spanText(span)}`
}

/**
 * Trades come newest first, so everything after the last one's instant has been read. Broken records are passed over, and
 * so is an instant that was not asked for: taken for true, it would end the walk before its time.
 */
function oldest(answer: Answer, asked: Span): Micros | undefined {
  for (const record of recordsFromEnd(answer)) {
    const at = typeof record.created_time === 'string' ? instantOf(record.created_time) : undefined
    if (at !== undefined && at >= asked.from - SECOND && at <= asked.to + SECOND) return at
  }
  return undefined
}

/** The older part of a slice that is being walked, to be asked by somebody else. */
function lowerPart({ params, span: whole }: Slice, at: Micros): Slice {
  const span = { from: whole!.from, to: at }
  return { name: nameOf(params, span), params, span, asked: span }
}
