import type { Line } from '../../recording.ts'
import type { EventRow, MarketRow, MarketState, SeriesRow } from '../library.ts'
import { readTime, YEAR_ONE } from '../text.ts'
import type { KalshiRecording } from './world.ts'

/** Rows are visible whatever the clock says: a record that lies in the file is served. */
const ALWAYS = Number.NEGATIVE_INFINITY

const text = ({ value }: Line, key: string): string => (typeof value[key] === 'string' ? value[key] : '')
const timeOr = (line: Line, key: string, otherwise: number): number => readTime(line.value[key]) ?? otherwise

export function seriesRow(line: Line, ref: number): SeriesRow {
  const tags = Array.isArray(line.value.tags) ? line.value.tags.filter((tag) => typeof tag === 'string') : []
  const updatedAt = timeOr(line, 'last_updated_ts', YEAR_ONE)
  return { ref, ticker: text(line, 'ticker'), category: text(line, 'category'), tags, updatedAt }
}

/** `/events` is ordered by a time in line with the expected expiration: of the markets, else the strike date. */
export function eventRow(line: Line, ref: number, markets: readonly Line[]): EventRow {
  const ticker = text(line, 'event_ticker')
  const expected = markets.map((market) => timeOr(market, 'expected_expiration_time', YEAR_ONE))
  return {
    ref,
    ticker,
    seriesTicker: text(line, 'series_ticker'),
    isMve: ticker.startsWith('KXMVE'),
    collectionTicker: text(line, 'mve_collection_ticker'),
    sortAt: Math.max(timeOr(line, 'strike_date', YEAR_ONE), ...expected),
    visibleAt: ALWAYS,
  }
}

/**
 * A market whose event was not recorded is still found under the series that its name begins with. No list leads to it in
 * the archive, so it stays among the live ones.
 */
export function marketRow(line: Line, ref: number, seriesOf: ReadonlyMap<string, string>): MarketRow {
  const ticker = text(line, 'ticker')
  const eventTicker = text(line, 'event_ticker')
  return {
    ref,
    ticker,
    eventTicker,
    seriesTicker: seriesOf.get(eventTicker) ?? eventTicker.split('-')[0]!,
    isMve: ticker.startsWith('KXMVE'),
    createdAt: timeOr(line, 'created_time', YEAR_ONE),
    visibleAt: ALWAYS,
    staysLive: !seriesOf.has(eventTicker),
  }
}

/** Old markets say "finalized" or "settled" without a settlement time: then they settled when they closed. */
export function marketState(line: Line): MarketState {
  const status = text(line, 'status')
  const closeAt = timeOr(line, 'close_time', YEAR_ONE)
  const isOver = status === 'finalized' || status === 'settled'
  return {
    status,
    openAt: timeOr(line, 'open_time', YEAR_ONE),
    closeAt,
    settledAt: readTime(line.value.settlement_ts) ?? (isOver ? closeAt : null),
    updatedAt: timeOr(line, 'updated_time', timeOr(line, 'created_time', YEAR_ONE)),
  }
}

export function seriesByEvent({ events }: KalshiRecording): Map<string, string> {
  return new Map(events.map((line) => [text(line, 'event_ticker'), text(line, 'series_ticker')]))
}

export function tickerOf(line: Line): string {
  return text(line, 'ticker')
}

export function volumeOf({ value }: Line): number {
  const count = value.volume_fp ?? value.volume
  const volume = typeof count === 'string' || typeof count === 'number' ? Math.round(Number(count) * 100) : 0
  return Number.isFinite(volume) ? volume : 0
}
