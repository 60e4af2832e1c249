import type { Answer } from '../../world.ts'
import { badRequest, notFound, pieces } from '../answers.ts'
import { type Library, type MarketRow, sort } from '../library.ts'
import { envelope, pageOf } from './page.ts'
import { type Params, readParams } from './params.ts'

/** Filter words are not statuses: what each word matches. */
const MATCHES: Readonly<Record<string, readonly string[]>> = {
  unopened: ['initialized'],
  open: ['active'],
  paused: ['inactive'],
  closed: ['closed', 'determined', 'disputed', 'amended'],
  settled: ['finalized', 'settled'],
}

export function matchesWord(word: string, status: string): boolean {
  return MATCHES[word]?.includes(status) ?? false
}

export function readStatus(query: URLSearchParams, words: readonly string[], explains: boolean): string | null {
  const given = query
    .getAll('status')
    .flatMap((value) => value.split(','))
    .filter((word) => word !== '')
  if (given.length > 1) throw badRequest(explains ? 'only one status filter may be supplied' : undefined)
  const [word] = given
  if (word === undefined) return null
  if (!words.includes(word)) throw badRequest(explains ? 'invalid status filter' : undefined)
  return word
}

interface Window {
  readonly min: number | null
  readonly max: number | null
}

interface Filters {
  readonly status: string | null
  readonly event: string | null
  readonly series: string | null
  readonly tickers: string[] | null
  readonly mve: string | null
  readonly created: Window
  readonly close: Window
  readonly settled: Window
  readonly updatedSince: number | null
}

export function listMarkets(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetMarkets')
  const limit = params.limit({ min: 0, max: 1000, fallback: 100 })
  const filters = readFilters(params, query)
  refuseContradictions(filters)
  const rows = rowsFor(library, filters)
  const keep = (row: MarketRow) =>
    row.visibleAt <= library.clock.now() && fits(library, row, filters) && !library.isArchived(row)
  const page = pageOf(rows, { cursor: params.text('cursor'), limit, keep, leaveEmpty })
  return envelope('markets', page.rows.map(library.marketBody), page)
}

/** The market of a name in the live tier. */
export function liveMarket(library: Library, ticker: string): MarketRow | undefined {
  return library.marketsNamed(ticker).find((row) => !library.isArchived(row))
}

export function getMarket(library: Library, ticker: string): Answer {
  const row = liveMarket(library, ticker)
  if (row === undefined) throw notFound()
  return pieces([Buffer.from('{"market":'), library.marketBody(row), Buffer.from('}')])
}

function readFilters(params: Params, query: URLSearchParams): Filters {
  const window = (name: string) => ({ min: params.seconds(`min_${name}_ts`), max: params.seconds(`max_${name}_ts`) })
  return {
    status: readStatus(query, Object.keys(MATCHES), true),
    event: params.text('event_ticker'),
    series: params.text('series_ticker'),
    tickers: params.list('tickers'),
    mve: params.text('mve_filter'),
    created: window('created'),
    close: window('close'),
    settled: window('settled'),
    updatedSince: params.seconds('min_updated_ts'),
  }
}

function isGiven({ min, max }: Window): boolean {
  return min !== null || max !== null
}

function refuseContradictions({
  status,
  event,
  series,
  tickers,
  mve,
  created,
  close,
  settled,
  updatedSince,
}: Filters): void {
  if (mve !== null && mve !== 'only' && mve !== 'exclude') throw badRequest('invalid mve_filter')
  const families = [isGiven(created), isGiven(close), isGiven(settled), updatedSince !== null].filter(Boolean)
  if (families.length > 1) throw badRequest('only one kind of timestamp filter may be supplied')
  const goesWith = (words: readonly (string | null)[]) => words.includes(status)
  if (isGiven(created) && !goesWith([null, 'unopened', 'open']))
    throw badRequest(`created filters do not go with status ${status}`)
  if (isGiven(close) && !goesWith([null, 'closed'])) throw badRequest(`close filters do not go with status ${status}`)
  if (isGiven(settled) && !goesWith([null, 'settled']))
    throw badRequest(`settled filters do not go with status ${status}`)
  if (updatedSince === null) return
  if (status !== null || event !== null || tickers !== null || mve === 'only') {
    throw badRequest('min_updated_ts goes with no other filter than mve_filter=exclude and series_ticker')
  }
  if (series !== null && mve !== 'exclude')
    throw badRequest('min_updated_ts with series_ticker requires mve_filter=exclude')
}

/** The order of the walk: by close time where the filter is about the close, else by creation. */
function rowsFor(library: Library, { status, close, event, tickers }: Filters) {
  const isByClose = status === 'closed' || isGiven(close)
  const few = event !== null ? library.marketsOf(event) : tickers?.flatMap(library.marketsNamed)
  if (few === undefined) return isByClose ? library.byClose() : library.byCreation
  return sort([...new Set(few)], (row) => (isByClose ? library.stateOf(row).closeAt : row.createdAt))
}

function fits(library: Library, row: MarketRow, filters: Filters): boolean {
  const { status, event, series, tickers, mve, created, close, settled, updatedSince } = filters
  if (mve !== null && row.isMve !== (mve === 'only')) return false
  if (series !== null && row.seriesTicker !== series) return false
  if (event !== null && row.eventTicker !== event) return false
  if (tickers !== null && !tickers.includes(row.ticker)) return false
  if (!isWithin(row.createdAt, created)) return false
  if (status === null && updatedSince === null && !isGiven(close) && !isGiven(settled)) return true
  const state = library.stateOf(row)
  if (status !== null && !matchesWord(status, state.status)) return false
  if (!isWithin(state.closeAt, close)) return false
  if (isGiven(settled) && (state.settledAt === null || !isWithin(state.settledAt, settled))) return false
  return updatedSince === null || state.updatedAt >= updatedSince
}

/** Both bounds inclusive. */
function isWithin(at: number, { min, max }: Window): boolean {
  return (min === null || at >= min) && (max === null || at <= max)
}
