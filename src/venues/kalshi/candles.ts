import { PayloadError } from '../../core/errors.ts'
import { instantOfSeconds } from '../../core/numbers.ts'
import { type Answer, defineResource, type Io, type Page, type Slice } from '../../core/source.ts'
import { found } from '../../net/missing.ts'
import { type CandleRequest, candleRequests, planCandles } from './candle-plan.ts'

/** The market and the interval stand in the request alone. */
const TICKER = (request: string) => `regexp_extract(${request}, '/markets/([^/?]+)/candlesticks', 1)`
const MINUTES = (request: string) => `regexp_extract(${request}, '[?&]period_interval=(\\d+)', 1)`

/** A price of a group, in the words of either tier: the archive's lack the suffix. */
const price = (group: string, name: string) => `coalesce(${group}->>'${name}_dollars', ${group}->>'${name}')`
const ohlc = (group: string, prefix: string) =>
  Object.fromEntries(['open', 'high', 'low', 'close'].map((name) => [`${prefix}${name}`, price(group, name)]))
/** Prices may be unknown; a group of them may not. */
const notObject = (group: string) =>
  `case when coalesce(json_type(${group}), 'nothing') <> 'OBJECT' then '${group}: expected an object, got ' || coalesce(left(${group}::varchar, 100), 'nothing') end`

/**
 * Candles as the venue draws them, of both tiers. They are asked market by market: a batch is billed as so many requests,
 * and in its answer they stand one level deeper, where no candle could be a record of its own.
 */
export const candles = defineResource({
  name: 'candles',
  doc: 'Candles of hours and of New York days, for markets that were traded; of minutes too for named ones (--market).',
  asks: {
    endpoint: '/series/{series}/markets/{market}/candlesticks, /historical/markets/{market}/candlesticks',
    paging: 'windows of as many periods as the venue gives at once',
    delta: 'periods that ended and are not covered, of markets that were traded',
    proof: 'every window was answered whole',
  },
  byDefault: false,
  key: `${TICKER('request')} || '/' || ${MINUTES('request')} || '/' || (payload->>'end_period_ts')`,
  pageCap: 5001,
  family: 'candles',
  accepts: ['market', 'status', 'since', 'until'],
  limitBy: 'markets',
  axis: 'created',
  plan: planCandles,
  pages,
  line: () => false,
  raw: {
    end_period_ts: 'VARCHAR',
    price: 'JSON',
    yes_bid: 'JSON',
    yes_ask: 'JSON',
    volume_fp: 'VARCHAR',
    open_interest_fp: 'VARCHAR',
    volume: 'VARCHAR',
    open_interest: 'VARCHAR',
  },
  // One spelling in each tier.
  optional: ['open_interest', 'open_interest_fp', 'volume', 'volume_fp'],
  ignored: [],
  silver: {
    candles: {
      columns: {
        venue: "'kalshi'",
        market_id: TICKER('_request'),
        outcome_id: `${TICKER('_request')} || ':yes'`,
        interval_minutes: MINUTES('_request'),
        ends_at: instantOfSeconds('end_period_ts'),
        ...ohlc('price', ''),
        mean: price('price', 'mean'),
        previous: price('price', 'previous'),
        ...ohlc('yes_bid', 'bid_'),
        ...ohlc('yes_ask', 'ask_'),
        volume: 'coalesce(volume_fp, volume)',
        open_interest: 'coalesce(open_interest_fp, open_interest)',
        seen_at: 'seen_at',
      },
      reject: `coalesce(${['price', 'yes_bid', 'yes_ask'].map(notObject).join(', ')})`,
    },
  },
})

/** A page is told when the next answer is there, because the last one carries the proof. */
async function* pages(slice: Slice, io: Io): AsyncGenerator<Page> {
  const requests = candleRequests(slice)
  const gone = new Set<string>()
  let before: Answer | undefined
  for (let done = Number(slice.cursor ?? 0); done < requests.length; done++) {
    const answer = await ask(io, slice, requests[done]!)
    if (answer === undefined) {
      gone.add(requests[done]!.ticker)
      continue
    }
    if (before !== undefined) yield { answer: before, cursor: String(done) }
    before = answer
  }
  const unknown = `neither tier of the venue knows ${[...gone].join(', ')}`
  if (before === undefined) throw new PayloadError(unknown)
  if (gone.size > 0) yield { answer: before, suspect: unknown }
  else yield { answer: before, proof: 'the venue answered for each market, for no more periods than it gives at once' }
}

/** Asks the tier that should know the market, then the other one: it may have been archived since. Undefined where none does. */
async function ask(io: Io, { params }: Slice, { series, ticker, query }: CandleRequest): Promise<Answer | undefined> {
  const paths = [`/series/${series}/markets/${ticker}/candlesticks`, `/historical/markets/${ticker}/candlesticks`]
  for (const path of params.tier === 'live' ? paths : paths.toReversed()) {
    const answer = await found(io.list(path, query, { list: 'candlesticks' }))
    if (answer !== undefined) return answer
  }
  return undefined
}
