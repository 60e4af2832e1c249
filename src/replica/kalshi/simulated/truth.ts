import { IS_BLOCK, TAKER_BUYS_YES } from '../../economy/columns.ts'
import { type EconomyEvent, type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import { byText, type Field } from '../../truth/csv.ts'
import { instantText, moneyText, priceText, sizeText } from '../../truth/decimals.ts'
import { goldTables, type TradedMarket, table } from '../../truth/gold.ts'
import { columnTrades } from '../../truth/gold-trades.ts'
import type { TruthTable } from '../../world.ts'
import { figuresAt } from './figures.ts'
import { listed } from './listed.ts'
import type { Parts } from './source.ts'
import { type QuestionState, stateAt } from './state.ts'
import { listTables } from './truth-lists.ts'
import { priceTables } from './truth-prices.ts'

const VENUE = 'kalshi'
const EVENT_COLUMNS = ['venue', 'event_id', 'series_id', 'title', 'category']
const MARKET_COLUMNS = [
  'venue',
  'market_id',
  'event_id',
  'question',
  'status',
  'category',
  'opened_at',
  'closes_at',
  'resolved_at',
  'resolution',
  'volume',
]
const TRADE_COLUMNS = [
  'venue',
  'trade_id',
  'market_id',
  'outcome_id',
  'side',
  'price',
  'size',
  'notional',
  'traded_at',
  'kind',
  'is_combo',
]

/** What a mirror must hold, straight from the economy: nothing here passes through what the API sends. */
export function truthTables(parts: Parts): TruthTable[] {
  const { trades } = parts.economy
  return [
    table('series', ['venue', 'series_id', 'title', 'category', 'frequency'], () => series(parts)),
    table('events', EVENT_COLUMNS, () => events(parts, false)),
    table('mve_events', EVENT_COLUMNS, () => events(parts, true)),
    table('markets', MARKET_COLUMNS, () => markets(parts, false)),
    table('mve_markets', MARKET_COLUMNS, () => markets(parts, true)),
    table('outcomes', ['venue', 'market_id', 'outcome_id', 'label', 'price', 'is_winner'], () => outcomes(parts)),
    table('trades', TRADE_COLUMNS, () => tradeRows(parts)),
    table('rejects', ['venue', 'resource', 'key'], () => rejects(parts)),
    ...priceTables(parts),
    ...listTables(parts),
    ...goldTables({
      venue: VENUE,
      trades: columnTrades(trades),
      markets: () => tradedMarkets(parts, parts.clock.now()),
    }),
  ]
}

const isCombo = ({ legs }: Question) => legs !== undefined

function* series({ economy, tickers }: Parts): Generator<Field[]> {
  const rows = economy.series.map((row) => ({ id: tickers.series[row.index]!, row }))
  for (const { id, row } of rows.sort(byText(({ id }) => id))) yield [VENUE, id, row.title, row.category, row.frequency]
}

function* events({ economy, tickers, clock }: Parts, combos: boolean): Generator<Field[]> {
  const now = clock.now()
  const isWanted = ({ questions, timeline }: EconomyEvent) =>
    isCombo(questions[0]!) === combos && timeline.createdAt <= now
  for (const event of economy.events.filter(isWanted).sort(byText(({ index }) => tickers.events[index]!))) {
    yield [VENUE, tickers.events[event.index]!, tickers.series[event.series.index]!, event.title, event.series.category]
  }
}

const STATUS = {
  initialized: 'upcoming',
  active: 'open',
  inactive: 'paused',
  closed: 'closed',
  determined: 'closed',
  disputed: 'closed',
  amended: 'closed',
  finalized: 'resolved',
} as const

function* markets(parts: Parts, combos: boolean): Generator<Field[]> {
  const now = parts.clock.now()
  const { tickers } = parts
  for (const question of listed(parts, combos, now)) {
    const { status, openAt, closeAt, settledAt, result } = stateAt(question, now)
    yield [
      VENUE,
      tickers.markets[question.index]!,
      tickers.events[question.event.index]!,
      question.title,
      STATUS[status],
      question.event.series.category,
      instantText(openAt),
      instantText(closeAt),
      settledAt === null ? null : instantText(settledAt),
      result === '' ? null : result,
      sizeText(figuresAt(parts, question.index, now).volume),
    ]
  }
}

function* outcomes(parts: Parts): Generator<Field[]> {
  const now = parts.clock.now()
  for (const question of listed(parts, false, now)) {
    const id = parts.tickers.markets[question.index]!
    const { result } = stateAt(question, now)
    const { lastPrice } = figuresAt(parts, question.index, now)
    const price = (e6: number) => (lastPrice === 0 ? null : priceText(e6))
    yield [VENUE, id, `${id}:no`, 'No', price(UNIT_E6 - lastPrice), wins(result, 'no')]
    yield [VENUE, id, `${id}:yes`, 'Yes', price(lastPrice), wins(result, 'yes')]
  }
}

function wins(result: QuestionState['result'], side: 'yes' | 'no'): boolean | null {
  return result === 'yes' || result === 'no' ? result === side : null
}

function* tradeRows(parts: Parts): Generator<Field[]> {
  const { economy, tickers, ids } = parts
  const { trades, questions } = economy
  for (const entry of entriesById(parts)) {
    const question = questions[trades.question[entry]!]!
    const ticker = tickers.markets[question.index]!
    const [price, size, flags] = [trades.price[entry]!, trades.size[entry]!, trades.flags[entry]!]
    yield [
      VENUE,
      ids.text(entry, trades.time[entry]!),
      ticker,
      `${ticker}:yes`,
      (flags & TAKER_BUYS_YES) !== 0 ? 'buy' : 'sell',
      priceText(price),
      sizeText(size),
      moneyText(price * size),
      instantText(trades.time[entry]!),
      (flags & IS_BLOCK) !== 0 ? 'block' : 'trade',
      isCombo(question),
    ]
  }
}

/** Good trades up to now by id as text: natively by the ids' first 32 bits, then by the whole text among equals. */
function* entriesById({ economy, ids, clock, broken }: Parts): Generator<number> {
  const { time, length } = economy.trades
  const keys = new BigUint64Array(length)
  let count = 0
  for (let entry = 0; entry < length; entry++) {
    if (time[entry]! > clock.now() || broken.trades.has(entry)) continue
    keys[count++] = (BigInt(ids.head(entry, time[entry]!)) << 32n) | BigInt(entry)
  }
  const sorted = keys.subarray(0, count).sort()
  for (let from = 0; from < count; ) {
    let to = from + 1
    while (to < count && sorted[to]! >> 32n === sorted[from]! >> 32n) to++
    const group = Array.from(sorted.subarray(from, to), (key) => Number(key & 0xffffffffn))
    yield* group.length === 1 ? group : group.sort(byText((entry) => ids.text(entry, time[entry]!)))
    from = to
  }
}

function* rejects({ economy, tickers, ids, clock, broken }: Parts): Generator<Field[]> {
  const now = clock.now()
  const seen = [...broken.markets].filter((index) => economy.questions[index]!.timeline.createdAt <= now)
  const happened = [...broken.trades.keys()].filter((entry) => economy.trades.time[entry]! <= now)
  for (const key of seen.map((index) => tickers.markets[index]!).sort(byText((text) => text)))
    yield [VENUE, 'markets', key]
  const keys = happened.map((entry) => ids.text(entry, economy.trades.time[entry]!))
  for (const key of keys.sort(byText((text) => text))) yield [VENUE, 'trades', key]
}

/** Every market that has ever been there, combinations too, by ticker. */
function* tradedMarkets({ economy, tickers, books, broken }: Parts, now: Micros): Generator<TradedMarket> {
  const order = economy.questions.filter(({ timeline }) => timeline.createdAt <= now)
  for (const question of order.sort(byText(({ index }) => tickers.markets[index]!))) {
    const all = books.visibleOf(question.index, now)
    const id = tickers.markets[question.index]!
    const entries = broken.trades.size === 0 ? all : all.filter((entry) => !broken.trades.has(entry))
    yield {
      id,
      entries,
      outcomes: [{ id: `${id}:yes`, entries }],
      isListed: !isCombo(question) && !broken.markets.has(question.index),
    }
  }
}
