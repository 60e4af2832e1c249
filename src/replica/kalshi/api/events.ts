import type { Answer } from '../../world.ts'
import { badRequest, json, notFound, pieces } from '../answers.ts'
import type { EventRow, Library, MarketRow } from '../library.ts'
import { matchesWord, readStatus } from './markets.ts'
import { envelope, joined, pageOf } from './page.ts'
import { readParams } from './params.ts'

const WORDS = ['unopened', 'open', 'closed', 'settled']

export function listEvents(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetEvents')
  const limit = params.limit({ min: 1, max: 200, fallback: 200 })
  const nested = params.flag('with_nested_markets')
  const series = params.text('series_ticker')
  const tickers = params.list('tickers')
  const status = readStatus(query, WORDS, false)
  const minClose = params.seconds('min_close_ts')
  const since = params.seconds('min_updated_ts')
  const hasChild = (row: EventRow, fits: (market: MarketRow) => boolean) => library.marketsOf(row.ticker).some(fits)
  const keep = (row: EventRow) =>
    !row.isMve &&
    row.visibleAt <= library.clock.now() &&
    (series === null || row.seriesTicker === series) &&
    (tickers === null || tickers.includes(row.ticker)) &&
    (since === null || library.eventUpdatedAt(row) >= since) &&
    (status === null || hasChild(row, (market) => matchesWord(status, library.stateOf(market).status))) &&
    (minClose === null || hasChild(row, (market) => library.stateOf(market).closeAt >= minClose))
  const page = pageOf(library.eventsInOrder, { cursor: params.text('cursor'), limit, keep, leaveEmpty })
  const bodies = page.rows.map((row) => bodyOf(library, row, nested))
  const milestones = params.flag('with_milestones') ? milestonesOf(library, page.rows) : []
  return envelope('events', bodies, { cursor: page.cursor, tail: `,"milestones":${JSON.stringify(milestones)}` })
}

/** What decides one of these events. */
function milestonesOf(library: Library, events: readonly EventRow[]): unknown[] {
  const tickers = new Set(events.map((row) => row.ticker))
  const rows = library.lists.milestones.map(({ row }) => row)
  const now = library.clock.now()
  return rows
    .filter((row) => row.visibleAt <= now && row.events.some((each) => tickers.has(each)))
    .map((row) => row.body())
}

export function listMultivariate(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetMultivariateEvents')
  const limit = params.limit({ min: 1, max: 200, fallback: 100 })
  const nested = params.flag('with_nested_markets')
  const series = params.text('series_ticker')
  const collection = params.text('collection_ticker')
  if (series !== null && collection !== null) throw badRequest('series_ticker and collection_ticker exclude each other')
  const keep = (row: EventRow) =>
    row.isMve &&
    row.visibleAt <= library.clock.now() &&
    (series === null || row.seriesTicker === series) &&
    (collection === null || row.collectionTicker === collection)
  const page = pageOf(library.eventsInOrder, { cursor: params.text('cursor'), limit, keep, leaveEmpty })
  return envelope(
    'events',
    page.rows.map((row) => bodyOf(library, row, nested)),
    page,
  )
}

export function getEvent(library: Library, ticker: string, query: URLSearchParams): Answer {
  const row = library.eventNamed(ticker)
  if (row === undefined) throw notFound()
  const nested = readParams(query, 'GetEvent').flag('with_nested_markets')
  const beside = nested ? [] : joined(liveMarkets(library, row))
  return pieces([
    Buffer.from('{"event":'),
    bodyOf(library, row, nested),
    Buffer.from(',"markets":['),
    ...beside,
    Buffer.from(']}'),
  ])
}

export function getEventMetadata(library: Library, ticker: string): Answer {
  const row = library.eventNamed(ticker)
  if (row === undefined) throw notFound()
  return json(200, library.eventMetadata(row, library.marketsOf(ticker)))
}

/** The key `markets` is absent when every child is archived. */
function bodyOf(library: Library, row: EventRow, nested: boolean): Uint8Array {
  const markets = nested ? liveMarkets(library, row) : []
  return library.eventBody(row, markets.length > 0 ? markets : null)
}

function liveMarkets(library: Library, row: EventRow): Uint8Array[] {
  const live = library.marketsOf(row.ticker).filter((market) => !library.isArchived(market))
  return live.map(library.marketBody)
}
