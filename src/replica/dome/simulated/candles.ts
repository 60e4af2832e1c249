import { MINUTE, type Micros, SECOND, UNIT_E6 } from '../../economy/types.ts'
import type { Quotes } from '../../polymarket/library.ts'
import { first } from '../../search.ts'
import type { CandleRange } from '../library.ts'
import { secondsOf, sidesOf } from './market-body.ts'
import type { Market, Parts } from './parts.ts'

/** Open, high, low and close in millionths. */
export interface Ohlc {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** One period of one token in which something was traded. */
export interface Candle {
  readonly endsAt: Micros
  readonly price: Ohlc
  /** Millionths, rounded. */
  readonly mean: number
  /** Of the last trade before the period. */
  readonly previous: number | null
  readonly bid: Ohlc
  readonly ask: Ohlc
  /** Hundredths of a share. */
  readonly volume: number
}

/** Candles of a market's two tokens whose periods end within a span: both move with every trade, as mirrors. */
export function candlesOf(
  { trading, clock }: Parts,
  market: Market,
  { from, to, minutes }: { from: Micros; to: Micros; minutes: number },
): readonly [Candle[], Candle[]] {
  const { tape, trades } = trading
  const size = minutes * MINUTE
  const entries = tape.ofQuestion(market.question.index)
  const end = Math.min(to, clock.now())
  const candles: [Candle[], Candle[]] = [[], []]
  const start = Math.floor(from / size) * size
  let i = first(entries.length, (at) => tape.time(entries[at]!) >= start)
  while (i < entries.length) {
    const period = Math.floor(tape.time(entries[i]!) / size) * size
    const next = first(entries.length, (at) => tape.time(entries[at]!) >= period + size)
    if (period + size > end) break
    const own = entries.subarray(i, next)
    const quotes = [period, ...Array.from(own, tape.time), period + size - 1].map((at) =>
      trading.quotes(market.condition, at),
    )
    const previous = i === 0 ? null : trades.price[entries[i - 1]!]!
    const yes = candleOf({
      endsAt: period + size,
      prices: Array.from(own, (entry) => trades.price[entry]!),
      quotes,
      previous,
    })
    const volume = own.reduce((sum, entry) => sum + trades.size[entry]!, 0)
    if (period + size > from) {
      candles[0].push({ ...yes, volume })
      candles[1].push(mirrored({ ...yes, volume }))
    }
    i = next
  }
  return candles
}

interface Period {
  readonly endsAt: Micros
  readonly prices: readonly number[]
  readonly quotes: readonly Quotes[]
  readonly previous: number | null
}

function candleOf({ endsAt, prices, quotes, previous }: Period): Omit<Candle, 'volume'> {
  return {
    endsAt,
    previous,
    price: ohlc(prices),
    mean: Math.round(prices.reduce((sum, price) => sum + price, 0) / prices.length),
    bid: ohlc(quotes.map(({ bid }) => bid)),
    ask: ohlc(quotes.map(({ ask }) => ask)),
  }
}

function ohlc(values: readonly number[]): Ohlc {
  const high = values.reduce((a, b) => Math.max(a, b))
  const low = values.reduce((a, b) => Math.min(a, b))
  return { open: values[0]!, high, low, close: values.at(-1)! }
}

/** The other token's candle: prices add up to one, and who bids for one offers the other. */
function mirrored({ price, mean, previous, bid, ask, ...rest }: Candle): Candle {
  const turn = ({ open, high, low, close }: Ohlc) => ({
    open: UNIT_E6 - open,
    high: UNIT_E6 - low,
    low: UNIT_E6 - high,
    close: UNIT_E6 - close,
  })
  return {
    ...rest,
    price: turn(price),
    mean: UNIT_E6 - mean,
    previous: previous === null ? null : UNIT_E6 - previous,
    bid: turn(ask),
    ask: turn(bid),
  }
}

export function candlesText(parts: Parts, market: Market, { from, to, minutes }: CandleRange): string {
  const candles = candlesOf(parts, market, { from: from * SECOND, to: to * SECOND, minutes })
  const sides = sidesOf(market)
  const tuples = candles.map((own, outcome) => [
    own.map((candle) => candleBody(candle, sides[outcome]!.id)),
    { token_id: sides[outcome]!.id, side: sides[outcome]!.label },
  ])
  return JSON.stringify({ candlesticks: candles[0].length === 0 ? [] : tuples })
}

/** Four decimals, as all figures in dollars. */
export function dollars(e6: number): string {
  return (e6 / UNIT_E6).toFixed(4)
}

/** The prices as whole numbers stay 0; those of the quotes are floats that show it. */
function candleBody({ endsAt, price, mean, previous, bid, ask, volume }: Candle, seed: string): unknown {
  const shares = volume / 100
  return {
    end_period_ts: secondsOf(endsAt),
    open_interest: shares,
    price: {
      ...Object.fromEntries(
        SIDES.flatMap((side) => [
          [side, 0],
          [`${side}_dollars`, dollars(price[side])],
        ]),
      ),
      mean: 0,
      mean_dollars: dollars(mean),
      previous: 0,
      previous_dollars: previous === null ? null : dollars(previous),
    },
    volume: shares,
    yes_ask: quoteBody(ask, seed),
    yes_bid: quoteBody(bid, seed),
  }
}

const SIDES = ['open', 'high', 'low', 'close'] as const

function quoteBody(quote: Ohlc, seed: string): unknown {
  const noise = seed.endsWith('3') ? 0 : Number.EPSILON
  return Object.fromEntries(
    SIDES.flatMap((side) => [
      [side, (quote[side] / UNIT_E6) * (1 - noise * 2)],
      [`${side}_dollars`, dollars(quote[side])],
    ]),
  )
}
