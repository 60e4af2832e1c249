import { DAY, HOUR, MINUTE, type Micros } from '../../core/instant.ts'
import { spanText, windows } from '../../core/interval.ts'
import { instantOfSeconds, rounded } from '../../core/numbers.ts'
import { perItem } from '../../core/per-item.ts'
import { sliceName } from '../../core/planning.ts'
import { defineResource, type Io, type Page, type Plan, type PlanContext, type Slice } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { heldMarkets, NONE_HELD } from './held.ts'
import { secondsAround } from './time.ts'

/** Hours: a month of them is the longest range that the venue gives at once. */
const INTERVAL: Micros = HOUR
const RANGE: Micros = 28 * DAY
/** A period is final once it has ended, and a little later. */
const SETTLE: Micros = INTERVAL + 5 * MINUTE
/** Polymarket's first markets: where a market does not tell its start, its candles are asked from here. */
const BEGINNING: Micros = 1_600_000_000_000_000

const OHLC = '{"open_dollars":"VARCHAR","high_dollars":"VARCHAR","low_dollars":"VARCHAR","close_dollars":"VARCHAR"}'
const PRICE = OHLC.replace('}', ',"mean_dollars":"VARCHAR","previous_dollars":"VARCHAR"}')
const CANDLE = `[{"end_period_ts":"VARCHAR","volume":"VARCHAR","open_interest":"VARCHAR","price":${PRICE},"yes_bid":${OHLC},"yes_ask":${OHLC}}]`

/** A record is the answer for one market and window: pairs of a list of candles and the token that they speak of. */
const CANDLES = `(select raw.*, try(pair->1->>'token_id') as token, unnest(from_json(pair->0, '${CANDLE}')) as candle
    from (select raw.*, unnest(from_json(candlesticks, '["JSON"]')) as pair from raw) as raw) as r`

/** Candles by the hour, market by market. */
export const candles = defineResource({
  name: 'candles',
  doc: 'Hourly candles of both tokens, market by market: of named markets (--market), else of those that are open.',
  asks: {
    endpoint: '/polymarket/candlesticks/{condition_id}',
    paging: 'none; windows of 28 days',
    delta: 'hours that are not covered',
    proof: 'one answer holds a whole window',
  },
  byDefault: false,
  key: "regexp_extract(request, 'candlesticks/([^?]+)', 1) || '/' || regexp_extract(request, 'start_time=(\\d+)', 1)",
  pageCap: 1,
  accepts: ['since', 'until', 'market', 'status'],
  limitBy: 'markets',
  axis: 'created',
  line: () => false,
  plan,
  pages,
  raw: { candlesticks: 'VARCHAR' },
  ignored: [],
  silver: {
    candles: {
      from: CANDLES,
      columns: {
        venue: "'dome'",
        market_id: "regexp_extract(_request, 'candlesticks/([^?]+)', 1)",
        outcome_id: 'token',
        interval_minutes: "regexp_extract(_request, 'interval=(\\d+)', 1)",
        ends_at: instantOfSeconds('candle.end_period_ts'),
        ...dollars('price', {
          open: 'open',
          high: 'high',
          low: 'low',
          close: 'close',
          mean: 'mean',
          previous: 'previous',
        }),
        ...dollars('yes_bid', { bid_open: 'open', bid_high: 'high', bid_low: 'low', bid_close: 'close' }),
        ...dollars('yes_ask', { ask_open: 'open', ask_high: 'high', ask_low: 'low', ask_close: 'close' }),
        volume: rounded('candle.volume', 6),
        open_interest: rounded('candle.open_interest', 6),
        seen_at: 'seen_at',
      },
    },
  },
})

/** Columns that take the exact figures; beside them stand binary floats, and integers that are 0. */
function dollars(field: string, columns: Readonly<Record<string, string>>): Record<string, Sql> {
  return Object.fromEntries(
    Object.entries(columns).map(([column, name]) => [column, `candle.${field}.${name}_dollars`]),
  )
}

async function plan(context: PlanContext): Promise<Plan> {
  const markets = await heldMarkets(context)
  const items = markets.map(({ id, from = BEGINNING, to }) => ({
    params: { market: id },
    from: Math.floor(from / INTERVAL) * INTERVAL,
    ...(to !== undefined && { to: to + INTERVAL }),
  }))
  const slices = perItem(context, items, SETTLE).flatMap(cut)
  const note = markets.length > 0 ? '' : NONE_HELD
  return { slices, requests: slices.length, note }
}

/** One slice per request. What is asked beyond what is proved goes with the last one. */
function cut({ params, span, asked }: Slice): Slice[] {
  const parts = windows(span!, RANGE)
  return parts.map((part, i) => ({
    name: sliceName(params, spanText(part)),
    params,
    span: part,
    asked: i < parts.length - 1 ? part : { from: part.from, to: asked!.to },
  }))
}

async function* pages({ params, asked }: Slice, io: Io): AsyncGenerator<Page> {
  const from = Math.floor(asked!.from / INTERVAL) * INTERVAL
  const [start_time, end_time] = secondsAround({ from, to: asked!.to })
  const query = { start_time, end_time, interval: String(INTERVAL / MINUTE) }
  const path = `/polymarket/candlesticks/${encodeURIComponent(params.market!)}`
  const answer = await io.record(path, query, { field: 'candlesticks' })
  yield { answer, proof: 'the venue gives a whole range at once' }
}
