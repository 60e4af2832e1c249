import { createClock } from '../../clock.ts'
import { readMoment } from '../../moment.ts'
import { type Line, type Recording, readRecording } from '../../recording.ts'
import type { RecordedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import { BASE } from '../base.ts'
import { openLibrary, type Source } from '../library.ts'
import { NOTHING_LISTED } from '../lists.ts'
import { EMPTY_BOOK } from '../order-book.ts'
import { COMMA } from '../records.ts'
import { readTime, YEAR_ONE } from '../text.ts'
import { eventRow, marketRow, marketState, seriesByEvent, seriesRow, tickerOf, volumeOf } from './rows.ts'
import { recordedTape } from './tape.ts'

const RESOURCES = ['series', 'events', 'markets', 'trades'] as const

export type KalshiRecording = Recording<(typeof RESOURCES)[number]>

/** Serves the lines of a folder's files, byte for byte. */
export function recordedWorld({ from, until }: RecordedOptions): World {
  const clock = createClock(readMoment(until))
  const library = openLibrary(openSource(readRecording(from, RESOURCES)), clock)
  return { clock, answer: (request, twist) => route(library, BASE, request, twist), truth: [] }
}

function openSource(recording: KalshiRecording): Source {
  const { series, events, markets, trades } = recording
  const seriesOf = seriesByEvent(recording)
  const states = markets.map(marketState)
  const byEvent = Map.groupBy(markets, ({ value }) => value.event_ticker)
  return {
    series: series.map(seriesRow),
    events: events.map((line, ref) => eventRow(line, ref, byEvent.get(line.value.event_ticker) ?? [])),
    markets: markets.map((line, ref) => marketRow(line, ref, seriesOf)),
    tape: recordedTape(trades),
    hidesFuture: false,
    stateOf: (row) => states[row.ref]!,
    marketBody: (row) => markets[row.ref]!.bytes,
    eventBody: (row, nested) => withMarkets(events[row.ref]!.bytes, nested),
    eventUpdatedAt: (row) => readTime(events[row.ref]!.value.last_updated_ts) ?? YEAR_ONE,
    eventMetadata: (row, nested) =>
      metadataOf(
        events[row.ref]!,
        nested.map((market) => tickerOf(markets[market.ref]!)),
      ),
    seriesBody: (row) => series[row.ref]!.bytes,
    volumeOf: (row) => volumeOf(markets[row.ref]!),
    candles: () => [],
    orderBook: () => EMPTY_BOOK,
    lists: NOTHING_LISTED,
  }
}

/** The event's own bytes stay as they are; its markets stand behind its last key. */
function withMarkets(bytes: Buffer, nested: readonly Uint8Array[] | null): Uint8Array {
  if (nested === null) return bytes
  const open = bytes.subarray(0, bytes.lastIndexOf(125))
  const list = nested.flatMap((market, i) => (i === 0 ? [market] : [COMMA, market]))
  return Buffer.concat([open, Buffer.from(',"markets":['), ...list, Buffer.from(']}')])
}

function metadataOf({ value }: Line, tickers: readonly string[]): unknown {
  const details = tickers.map((market_ticker) => ({ color_code: '', image_url: '', market_ticker }))
  return { image_url: '', market_details: details, settlement_sources: value.settlement_sources ?? [] }
}
