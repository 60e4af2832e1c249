import { TAKER_BUYS_YES } from '../../economy/columns.ts'
import { wordOf } from '../../economy/random.ts'
import { type Question, SECOND, UNIT_E6 } from '../../economy/types.ts'
import { figuresAt } from '../../kalshi/simulated/figures.ts'
import { orderBookAt } from '../../kalshi/simulated/order-book.ts'
import type { Parts as KalshiParts } from '../../kalshi/simulated/source.ts'
import { stateAt } from '../../kalshi/simulated/state.ts'
import { first } from '../../search.ts'
import type { BookFilter, Feed, FeedRow, Kalshi, KalshiFilter, KalshiRow } from '../library.ts'
import { secondsOf } from './market-body.ts'
import { momentsBack } from './moments.ts'

interface Listed {
  readonly row: KalshiRow
  readonly question: Question
}

/** Kalshi's markets and trades in Dome's words: seconds and cents. Combinations are only seen in trades. */
export function openKalshi(parts: KalshiParts): Kalshi {
  const { economy, tickers, clock } = parts
  const listed = economy.questions.filter(({ legs }) => legs === undefined).map((question) => rowOf(question, tickers))
  const byTicker = new Map(listed.map((each) => [each.row.ticker, each]))
  const ordered = listed.sort((a, b) => b.row.openAt - a.row.openAt || (a.row.ticker < b.row.ticker ? 1 : -1))
  const status = (question: Question) => (clock.now() < question.timeline.closesAt ? 'open' : 'closed')
  const of = ({ ticker }: KalshiRow) => byTicker.get(ticker)!.question
  return {
    byOpening: () => ordered.filter(({ question }) => question.timeline.createdAt <= clock.now()).map(({ row }) => row),
    facts: (row) => ({ status: status(of(row)), volume: parts.figures(of(row).index).volume / 100 }),
    text: (row) => marketText(parts, byTicker.get(row.ticker)!, status(of(row))),
    price(ticker, at) {
      const found = byTicker.get(ticker)
      const price = found === undefined ? 0 : figuresAt(parts, found.question.index, at * SECOND).lastPrice
      return price === 0 ? null : price / UNIT_E6
    },
    trades: tradeFeed(parts, byTicker),
    books: bookFeed(parts, byTicker),
  }
}

function rowOf(question: Question, { markets, events }: KalshiParts['tickers']): Listed {
  const ticker = markets[question.index]!
  const words = `${question.title} ${question.label} ${ticker}`.toLowerCase()
  const openAt = secondsOf(question.timeline.opensAt)
  return { question, row: { ticker, eventTicker: events[question.event.index]!, words, openAt } }
}

function marketText(parts: KalshiParts, { row, question }: Listed, status: string): string {
  const state = stateAt(question, parts.clock.now())
  const { lastPrice, volume, volume24h } = parts.figures(question.index)
  const isClosed = parts.clock.now() >= question.timeline.closesAt
  return JSON.stringify({
    event_ticker: row.eventTicker,
    market_ticker: row.ticker,
    title: question.title,
    start_time: row.openAt,
    end_time: secondsOf(question.timeline.latestAt),
    close_time: isClosed ? secondsOf(state.closeAt) : null,
    status,
    last_price: Math.round(lastPrice / 10_000),
    volume: volume / 100,
    volume_24h: volume24h / 100,
    result: state.result === '' ? null : state.result,
  })
}

function tradeFeed(parts: KalshiParts, byTicker: ReadonlyMap<string, Listed>): Feed<KalshiFilter> {
  const { economy, books, clock } = parts
  const { trades } = economy
  const entriesBack = function* ({ ticker, from, to }: KalshiFilter): Generator<number> {
    const question = ticker === null ? null : byTicker.get(ticker)?.question.index
    if (question === undefined) return
    const own = question === null ? null : books.positionsOf(question)
    const count = own?.length ?? books.entries.length
    const entry = (i: number) => books.entries[own === null ? i : own[i]!]!
    const last = Math.min(clock.now(), to * SECOND + SECOND - 1)
    for (let i = first(count, (at) => trades.time[entry(at)]! <= last); i < count; i++) {
      if (trades.time[entry(i)]! < from * SECOND) return
      yield entry(i)
    }
  }
  return {
    *newest(filter, start) {
      const at = start === null ? Number.POSITIVE_INFINITY : Date.parse(String(start.key.created_time)) / 1000
      let isReached = start === null
      for (const entry of entriesBack({ ...filter, to: Math.min(filter.to, at) })) {
        isReached ||= secondsOf(trades.time[entry]!) < at
        const row = tradeRow(parts, entry)
        const isSame = row.key.trade_id === start?.key.trade_id
        if (isReached || (isSame && start!.isAt)) yield row
        isReached ||= isSame
      }
    },
    count: (filter) => entriesBack(filter).reduce((count) => count + 1, 0),
  }
}

function tradeRow({ economy: { trades }, ids, tickers }: KalshiParts, entry: number): FeedRow {
  const time = trades.time[entry]!
  const price = trades.price[entry]!
  const trade_id = ids.text(entry, time)
  const text = () =>
    JSON.stringify({
      trade_id,
      market_ticker: tickers.markets[trades.question[entry]!],
      count: trades.size[entry]! / 100,
      yes_price: Math.round(price / 10_000),
      no_price: 100 - Math.round(price / 10_000),
      yes_price_dollars: price / UNIT_E6,
      no_price_dollars: (UNIT_E6 - price) / UNIT_E6,
      taker_side: (trades.flags[entry]! & TAKER_BUYS_YES) !== 0 ? 'yes' : 'no',
      created_time: secondsOf(time),
    })
  return { key: { created_time: new Date(secondsOf(time) * 1000).toISOString(), trade_id }, text }
}

/** Nothing was recorded before 29 October 2025. */
const RECORDED_FROM = Date.UTC(2025, 9, 29)

function bookFeed(parts: KalshiParts, byTicker: ReadonlyMap<string, Listed>): Feed<BookFilter> {
  const { economy, clock } = parts
  const moments = function* ({ id, from, to }: BookFilter): Generator<number> {
    const timeline = byTicker.get(id)?.question.timeline
    if (timeline === undefined) return
    const last = Math.floor(Math.min(clock.now(), timeline.closesAt) / 1000)
    const opened = Math.ceil(timeline.opensAt / 1000)
    const window = { from: Math.max(from, opened, RECORDED_FROM), to: Math.min(to, last) }
    yield* momentsBack(wordOf(economy.seed, 'kalshi-books', id), window)
  }
  return {
    *newest(filter, start) {
      const to = start === null ? filter.to : Math.min(filter.to, Number(start.key.timestamp) - (start.isAt ? 0 : 1))
      for (const timestamp of moments({ ...filter, to })) {
        yield { key: { timestamp, ticker: filter.id }, text: () => bookText(byTicker.get(filter.id)!, timestamp) }
      }
    },
    count: (filter) => moments(filter).reduce((count) => count + 1, 0),
  }
}

/** Both sides are bids. */
function bookText({ question, row }: Listed, timestamp: number): string {
  const at = timestamp * 1000
  const { yes, no } = orderBookAt(question, stateAt(question, at), at)
  const cents = (levels: typeof yes) => levels.map(({ price, size }) => [Math.round(price / 10_000), size / 100])
  const dollars = (levels: typeof yes) => levels.map(({ price, size }) => [String(price / UNIT_E6), size / 100])
  const orderbook = { yes: cents(yes), no: cents(no), yes_dollars: dollars(yes), no_dollars: dollars(no) }
  return JSON.stringify({ orderbook, timestamp, ticker: row.ticker })
}
