import { NotFoundError, PayloadError } from '../../core/errors.ts'
import { instantOfSeconds } from '../../core/numbers.ts'
import { type Answer, defineResource, type Io, type Page, type Slice } from '../../core/source.ts'
import { recordsFromEnd } from '../../net/walk.ts'
import { bounds, candleParams, planCandles } from './candle-plan.ts'

const OHLC = ['open', 'high', 'low', 'close']
const shapeOf = (names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => [name, `${name}_dollars`]).map((name) => [name, 'VARCHAR']))
/** A candle of either tier: the archive's names lack the suffix. */
const CANDLE = JSON.stringify([
  {
    end_period_ts: 'VARCHAR',
    price: shapeOf([...OHLC, 'mean', 'previous']),
    yes_bid: shapeOf(OHLC),
    yes_ask: shapeOf(OHLC),
    volume_fp: 'VARCHAR',
    volume: 'VARCHAR',
    open_interest_fp: 'VARCHAR',
    open_interest: 'VARCHAR',
  },
])
const price = (group: string, name: string) => `coalesce(c.${group}.${name}_dollars, c.${group}.${name})`
const columnsOf = (group: string, prefix: string) =>
  Object.fromEntries(OHLC.map((name) => [`${prefix}${name}`, price(group, name)]))
/** A record without a list of candles still gives one row, which is refused. */
const CANDLES = `(select raw.*, coalesce(market_ticker, ticker) as market, unnest(coalesce(try(from_json(candlesticks, '${CANDLE}')), [null])) as c from raw) as r`
const fromRequest = (name: string) => `regexp_extract(request, '[?&]${name}=(\\d+)', 1)`

/** Candles as the venue draws them, of both tiers: a record is what one answer says of one market. */
export const candles = defineResource({
  name: 'candles',
  doc: 'Candles of hours and of New York days, for markets that were traded; of minutes too for named ones (--market).',
  byDefault: false,
  key: `coalesce(payload->>'market_ticker', payload->>'ticker') || '/' || ${fromRequest('period_interval')} || '/' || ${fromRequest('start_ts')}`,
  pageCap: 10,
  accepts: ['market', 'status', 'since', 'until'],
  limitBy: 'markets',
  axis: 'updated',
  plan: planCandles,
  pages,
  raw: { market_ticker: 'VARCHAR', ticker: 'VARCHAR', candlesticks: 'VARCHAR' },
  // One name in each tier.
  optional: ['market_ticker', 'ticker'],
  ignored: [],
  silver: {
    candles: {
      from: CANDLES,
      columns: {
        venue: "'kalshi'",
        market_id: 'market',
        outcome_id: "market || ':yes'",
        interval_minutes: fromRequest('period_interval').replace('request', '_request'),
        ends_at: instantOfSeconds('c.end_period_ts'),
        ...columnsOf('price', ''),
        mean: price('price', 'mean'),
        previous: price('price', 'previous'),
        ...columnsOf('yes_bid', 'bid_'),
        ...columnsOf('yes_ask', 'ask_'),
        volume: 'coalesce(c.volume_fp, c.volume)',
        open_interest: 'coalesce(c.open_interest_fp, c.open_interest)',
        seen_at: 'seen_at',
      },
    },
  },
})

/** A page is told when the next answer is there, because the last one carries the proof. */
async function* pages(slice: Slice, io: Io): AsyncGenerator<Page> {
  let before: Asked | undefined
  const gone: string[] = []
  for await (const asked of answers(slice, io)) {
    if ('gone' in asked) {
      gone.push(asked.gone)
      continue
    }
    if (before !== undefined) yield { answer: before.answer, cursor: before.left.join(',') }
    before = asked
  }
  if (before === undefined) throw new PayloadError(`neither tier of the venue knows ${gone.join(', ')}`)
  if (gone.length > 0) yield { answer: before.answer, suspect: `neither tier of the venue knows ${gone.join(', ')}` }
  else yield { answer: before.answer, proof: 'the venue answered for each market, for no more periods than it gives' }
}

type Asked = { readonly answer: Answer; readonly left: readonly string[] }

/** The live tier answers for many markets at once; those that it leaves out are asked one by one, like all of the archive. */
async function* answers(slice: Slice, io: Io): AsyncGenerator<Asked | { readonly gone: string }> {
  const { tier, minutes, tickers } = candleParams(slice)
  const range = { ...bounds(slice.asked!), period_interval: String(minutes) }
  let left = slice.cursor?.split(',') ?? tickers
  if (tier === 'live' && slice.cursor === undefined) {
    const query = { market_tickers: tickers.join(','), ...range }
    const answer = await io.list('/markets/candlesticks', query, { list: 'markets', cost: tickers.length })
    const told = new Set([...recordsFromEnd(answer)].map((record) => record.market_ticker))
    left = tickers.filter((ticker) => !told.has(ticker))
    yield { answer, left }
  }
  for (const [i, ticker] of left.entries()) {
    const path = `/historical/markets/${encodeURIComponent(ticker)}/candlesticks`
    try {
      yield { answer: await io.record(path, range, { field: 'candlesticks' }), left: left.slice(i + 1) }
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      yield { gone: ticker }
    }
  }
}
