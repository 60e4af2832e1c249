import type { Answer } from '../../world.ts'
import { badRequest, notFound, text } from '../answers.ts'
import { type Candle, type CandleSpan, INTERVALS } from '../candle.ts'
import type { Library } from '../library.ts'
import { archivedCandle, liveCandle } from './candle-text.ts'
import { liveMarket } from './markets.ts'
import { type Params, readParams } from './params.ts'

const MINUTE = 60_000_000
const MOST_PERIODS = 5_000
const MOST_IN_BATCH = 10_000
const MOST_MARKETS = 100

/** Nobody checks the series in the path. */
export function getCandles(library: Library, ticker: string, query: URLSearchParams): Answer {
  const span = readSpan(readParams(query, 'GetMarketCandlesticks'))
  refuseWide(periodsIn(span), MOST_PERIODS)
  const row = liveMarket(library, ticker)
  if (row === undefined) throw notFound()
  return text(200, `{${listOf(library.candles(row, span), liveCandle)},"ticker":${JSON.stringify(ticker)}}`)
}

export function getArchivedCandles(library: Library, ticker: string, query: URLSearchParams): Answer {
  const { withLatest: _, ...span } = readSpan(readParams(query, 'GetHistoricalMarketCandlesticks'))
  refuseWide(periodsIn(span), MOST_PERIODS)
  const row = library.marketsNamed(ticker).find(library.isArchived)
  if (row === undefined) throw notFound('failed_to_get_market_by_ticker:_not_found')
  return text(200, `{${listOf(library.candles(row, span), archivedCandle)},"ticker":${JSON.stringify(ticker)}}`)
}

/** Several markets at once; those that are not there are left out. */
export function listCandles(library: Library, query: URLSearchParams): Answer {
  const params = readParams(query, 'BatchGetMarketCandlesticks')
  const tickers = [...new Set(params.list('market_tickers') ?? [])]
  if (tickers.length === 0) throw params.broken('market_tickers', 'required')
  if (tickers.length > MOST_MARKETS) throw params.broken('market_tickers', 'max')
  const span = readSpan(params)
  refuseWide(periodsIn(span), MOST_PERIODS)
  refuseWide(periodsIn(span) * tickers.length, MOST_IN_BATCH)
  const markets = tickers.flatMap((ticker) => {
    const row = liveMarket(library, ticker)
    if (row === undefined) return []
    return `{${listOf(library.candles(row, span), liveCandle)},"market_ticker":${JSON.stringify(ticker)}}`
  })
  return text(200, `{"markets":[${markets}]}`)
}

/** All markets of an event in parallel lists; a range that is too wide is cut, and the answer says where. */
export function getEventCandles(library: Library, ticker: string, query: URLSearchParams): Answer {
  const span = readSpan(readParams(query, 'GetMarketCandlesticksByEvent'))
  if (library.eventNamed(ticker) === undefined) throw notFound()
  const to = Math.min(span.to, span.from + MOST_PERIODS * span.minutes * MINUTE)
  const rows = library.marketsOf(ticker).filter((row) => !library.isArchived(row))
  const candles = rows.map((row) => `[${texts(library.candles(row, { ...span, to }), liveCandle)}]`)
  const tickers = JSON.stringify(rows.map((row) => row.ticker))
  return text(200, `{"adjusted_end_ts":${to / 1e6},"market_candlesticks":[${candles}],"market_tickers":${tickers}}`)
}

function readSpan(params: Params): CandleSpan {
  const from = params.seconds('start_ts')
  const to = params.seconds('end_ts')
  const given = params.whole('period_interval')
  if (from === null) throw params.broken('start_ts', 'required')
  if (to === null) throw params.broken('end_ts', 'required')
  if (given === null) throw params.broken('period_interval', 'required')
  const minutes = INTERVALS.find((each) => each === given)
  if (minutes === undefined) throw params.broken('period_interval', 'oneof')
  return { minutes, from, to, withLatest: params.flag('include_latest_before_start') }
}

/** From the range alone, whether or not anything happened in it. */
function periodsIn({ minutes, from, to }: CandleSpan): number {
  return (to - from) / (minutes * MINUTE)
}

function refuseWide(periods: number, most: number): void {
  if (periods <= most) return
  const asked = `requested time range with candlesticks: ${periods.toFixed(6)}`
  throw badRequest(`${asked}, max candlesticks: ${most}`)
}

function listOf(candles: Iterable<Candle>, write: (candle: Candle) => string): string {
  return `"candlesticks":[${texts(candles, write)}]`
}

function texts(candles: Iterable<Candle>, write: (candle: Candle) => string): string {
  return Array.from(candles, write).join(',')
}
