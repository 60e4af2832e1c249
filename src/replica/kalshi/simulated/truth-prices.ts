import { UNIT_E6 } from '../../economy/types.ts'
import type { Field } from '../../truth/csv.ts'
import { instantText, priceText, sizeText } from '../../truth/decimals.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { INTERVALS, type Ohlc } from '../candle.ts'
import { candlesOf } from './candles.ts'
import { listed } from './listed.ts'
import { orderBookAt } from './order-book.ts'
import type { Parts } from './source.ts'
import { stateAt } from './state.ts'

const VENUE = 'kalshi'
const OHLC = ['open', 'high', 'low', 'close']
const CANDLE_COLUMNS = [
  'venue',
  'market_id',
  'outcome_id',
  'interval_minutes',
  'starts_at',
  'ends_at',
  ...OHLC,
  'mean',
  'previous',
  ...OHLC.map((name) => `bid_${name}`),
  ...OHLC.map((name) => `ask_${name}`),
  'volume',
  'open_interest',
]
const BOOK_COLUMNS = ['venue', 'outcome_id', 'side', 'price', 'size']

/** Candles of all intervals since a market opened, and what rests in the books now; combinations stand apart. */
export function priceTables(parts: Parts): TruthTable[] {
  return [
    { ...table('candles', CANDLE_COLUMNS, () => candles(parts, false)), onlyNamed: true },
    { ...table('mve_candles', CANDLE_COLUMNS, () => candles(parts, true)), onlyNamed: true },
    table('books', BOOK_COLUMNS, () => books(parts, false)),
    table('mve_books', BOOK_COLUMNS, () => books(parts, true)),
  ]
}

function* candles(parts: Parts, combos: boolean): Generator<Field[]> {
  const now = parts.clock.now()
  for (const question of listed(parts, combos, now)) {
    const id = parts.tickers.markets[question.index]!
    for (const minutes of INTERVALS) {
      for (const candle of candlesOf(parts, question, { minutes, from: 0, to: now })) {
        const { startAt, endAt, price, previous, volume, openInterest, yesBid, yesAsk } = candle
        const traded = price === null ? [null, null, null, null, null] : [...prices(price), priceText(price.mean)]
        const before = previous === null ? null : priceText(previous)
        const period = [minutes, instantText(startAt), instantText(endAt)]
        const counts = [sizeText(volume), sizeText(openInterest)]
        yield [VENUE, id, `${id}:yes`, ...period, ...traded, before, ...prices(yesBid), ...prices(yesAsk), ...counts]
      }
    }
  }
}

function prices({ open, high, low, close }: Ohlc): Field[] {
  return [open, high, low, close].map(priceText)
}

/** Of YES at its own prices, as trades are: a bid for NO at p is an ask at 1 - p. */
function* books(parts: Parts, combos: boolean): Generator<Field[]> {
  const now = parts.clock.now()
  for (const question of listed(parts, combos, now)) {
    const id = `${parts.tickers.markets[question.index]!}:yes`
    const { yes, no } = orderBookAt(question, stateAt(question, now), now)
    for (const { price, size } of no.toReversed()) yield [VENUE, id, 'ask', priceText(UNIT_E6 - price), sizeText(size)]
    for (const { price, size } of yes) yield [VENUE, id, 'bid', priceText(price), sizeText(size)]
  }
}
