import type { Clock } from '../../clock.ts'
import { IS_BLOCK } from '../../economy/columns.ts'
import type { Economy } from '../../economy/economy.ts'
import type { EconomyEvent, Micros, Question } from '../../economy/types.ts'
import type { EventRow, MarketRow, SeriesRow, Source } from '../library.ts'
import { packRecords } from '../records.ts'
import { createTape, type Tape } from '../tape.ts'
import type { Books } from './books.ts'
import type { Broken } from './broken.ts'
import { candlesOf } from './candles.ts'
import { eventBody, eventMetadata, seriesBody } from './event-body.ts'
import { feesOf, overrideOf } from './fees.ts'
import type { Figures } from './figures.ts'
import { openLists } from './lists.ts'
import { marketBody } from './market-body.ts'
import { orderBookAt } from './order-book.ts'
import { stateAt } from './state.ts'
import type { Tickers } from './tickers.ts'
import { LONGEST_BUT_TICKER, tradeWriter } from './trade-bytes.ts'
import type { TradeIds } from './trade-id.ts'

/** A simulated world's parts, shared by what serves it and what writes its truth. */
export interface Parts {
  readonly economy: Economy
  readonly clock: Clock
  readonly tickers: Tickers
  readonly ids: TradeIds
  readonly books: Books
  readonly broken: Broken
  figures(question: number): Figures
}

export function openSource(parts: Parts): Source {
  const { economy, clock, tickers, broken } = parts
  const question = ({ ref }: { ref: number }) => economy.questions[ref]!
  const event = ({ ref }: { ref: number }) => economy.events[ref]!
  const now = () => clock.now()
  return {
    series: economy.series.map((row): SeriesRow => {
      const { index: ref, category, tags, createdAt: updatedAt } = row
      return { ref, ticker: tickers.series[ref]!, category, tags: tags ?? [], updatedAt }
    }),
    events: economy.events.map((row) => eventRow(row, tickers)),
    markets: economy.questions.map((row) => marketRow(row, tickers)),
    tape: openTape(parts),
    hidesFuture: true,
    stateOf: (row) => stateAt(question(row), now()),
    marketBody: (row) =>
      marketBody({
        question: question(row),
        seed: economy.seed,
        tickers,
        figures: parts.figures(row.ref),
        now: now(),
        isBroken: broken.markets.has(row.ref),
      }),
    eventBody: (row, markets) =>
      eventBody(event(row), {
        tickers,
        markets,
        updatedAt: listedLast(event(row), now()),
        fees: overrideOf(event(row), now()),
      }),
    eventUpdatedAt: (row) => listedLast(event(row), now()),
    eventMetadata: (row, markets) =>
      eventMetadata(
        event(row),
        markets.map((market) => market.ticker),
      ),
    seriesBody(row, show) {
      const series = economy.series[row.ref]!
      return seriesBody(series, { ticker: row.ticker, fees: feesOf(series, economy, now()), ...show })
    },
    volumeOf: (row) => parts.figures(row.ref).volume,
    candles: (row, span) => candlesOf(parts, question(row), span),
    lists: openLists(parts),
    orderBook: (row) => orderBookAt(question(row), stateAt(question(row), now()), now()),
  }
}

/** An event changes when a market is added to it. */
function listedLast({ questions, timeline }: EconomyEvent, now: Micros): Micros {
  let latest = timeline.createdAt
  for (const each of questions) {
    const at = each.timeline.createdAt
    if (at <= now && at > latest) latest = at
  }
  return latest
}

function eventRow(event: EconomyEvent, tickers: Tickers): EventRow {
  const { index: ref, series, timeline, questions } = event
  return {
    ref,
    ticker: tickers.events[ref]!,
    seriesTicker: tickers.series[series.index]!,
    isMve: questions[0]!.legs !== undefined,
    collectionTicker: tickers.collections[ref]!,
    sortAt: timeline.expectedAt,
    visibleAt: timeline.createdAt,
  }
}

function marketRow({ index: ref, event, timeline, legs }: Question, tickers: Tickers): MarketRow {
  return {
    ref,
    ticker: tickers.markets[ref]!,
    eventTicker: tickers.events[event.index]!,
    seriesTicker: tickers.series[event.series.index]!,
    isMve: legs !== undefined,
    staysLive: false,
    createdAt: timeline.createdAt,
    visibleAt: timeline.createdAt,
  }
}

function openTape({ economy, tickers, ids, books, broken }: Parts): Tape {
  const { entries, blocks, positionsOf } = books
  const { trades, questions } = economy
  const refs = new Map(questions.map((question) => [tickers.markets[question.index]!, question.index]))
  const write = tradeWriter({ economy, tickers: tickers.markets, ids, broken: broken.trades })
  const records = packRecords({
    count: entries.length,
    longest: LONGEST_BUT_TICKER + tickers.markets.reduce((longest, ticker) => Math.max(longest, ticker.length), 0),
    write: (i, into, offset) => write(entries[i]!, into, offset),
  })
  return createTape({
    length: entries.length,
    time: (position) => trades.time[entries[position]!]!,
    id: (position) => ids.text(entries[position]!, trades.time[entries[position]!]!),
    isBlock: (position) => (trades.flags[entries[position]!]! & IS_BLOCK) !== 0,
    ofTicker(ticker) {
      const ref = refs.get(ticker)
      return ref === undefined ? [] : positionsOf(ref)
    },
    blocks,
    slice: records.slice,
  })
}
