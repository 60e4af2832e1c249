import type { Answer } from '../../world.ts'
import { badRequest, json, notFound, pieces } from '../answers.ts'
import { type Library, type MarketRow, sort } from '../library.ts'
import { timeText } from '../text.ts'
import { envelope, pageOf } from './page.ts'
import { readParams } from './params.ts'

export function getCutoff(library: Library): Answer {
  const cutoff = timeText(library.cutoff())
  return json(200, {
    market_positions_last_updated_ts: cutoff,
    market_settled_ts: cutoff,
    orders_updated_ts: cutoff,
    trades_created_ts: cutoff,
  })
}

export function listArchived(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetHistoricalMarkets')
  const limit = params.limit({ min: 0, max: 1000, fallback: 100 })
  const tickers = params.list('tickers')
  const event = params.text('event_ticker')
  const series = params.text('series_ticker')
  const mve = params.text('mve_filter')
  const scopes = [tickers, event, series].filter((scope) => scope !== null).length
  if (scopes > 1) throw badRequest('only one of tickers, event_ticker, series_ticker may be supplied')
  if (scopes === 0) throw badRequest('one of tickers, event_ticker, series_ticker is required')
  if (mve !== null && mve !== 'exclude') throw badRequest('invalid mve_filter')
  // The archive knows no join: by series it goes by the name, and so misses the events of renamed series.
  const few =
    event !== null
      ? library.marketsOf(event)
      : (tickers?.flatMap(library.marketsNamed) ?? library.marketsNamedAfter(series ?? ''))
  const rows = sort([...new Set(few)], (row) => row.createdAt)
  const keep = (row: MarketRow) =>
    row.visibleAt <= library.clock.now() && (mve === null || !row.isMve) && library.isArchived(row)
  const page = pageOf(rows, { cursor: params.text('cursor'), limit, keep, leaveEmpty })
  return envelope('markets', page.rows.map(library.marketBody), page)
}

export function getArchived(library: Library, ticker: string): Answer {
  const row = library.marketsNamed(ticker).find(library.isArchived)
  if (row === undefined) throw notFound('failed_to_get_market_by_ticker:_not_found')
  return pieces([Buffer.from('{"market":'), library.marketBody(row), Buffer.from('}')])
}
