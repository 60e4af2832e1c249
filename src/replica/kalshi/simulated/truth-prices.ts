import type { Field } from '../../truth/csv.ts'
import { instantText, priceText, sizeText } from '../../truth/decimals.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { INTERVALS, type Ohlc } from '../candle.ts'
import type { Level } from '../order-book.ts'
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
  'interval_minutes',
  'start_at',
  'end_at',
  ...OHLC,
  'volume',
  'open_interest',
  ...OHLC.map((name) => `bid_${name}`),
  ...OHLC.map((name) => `ask_${name}`),
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
        const { startAt, endAt, price, volume, openInterest, yesBid, yesAsk } = candle
        const traded = price === null ? [null, null, null, null] : prices(price)
        const counts = [sizeText(volume), sizeText(openInterest)]
        const period = [minutes, instantText(startAt), instantText(endAt)]
        yield [VENUE, id, ...period, ...traded, ...counts, ...prices(yesBid), ...prices(yesAsk)]
      }
    }
  }
}

function prices({ open, high, low, close }: Ohlc): Field[] {
  return [open, high, low, close].map(priceText)
}

/** Bids only, as the exchange keeps them: an ask for YES is a bid for NO. */
function* books(parts: Parts, combos: boolean): Generator<Field[]> {
  const now = parts.clock.now()
  const rows = (outcome: string, levels: readonly Level[]) =>
    levels.map(({ price, size }) => [VENUE, outcome, 'bid', priceText(price), sizeText(size)])
  for (const question of listed(parts, combos, now)) {
    const id = parts.tickers.markets[question.index]!
    const { yes, no } = orderBookAt(question, stateAt(question, now), now)
    yield* rows(`${id}:no`, no)
    yield* rows(`${id}:yes`, yes)
  }
}
