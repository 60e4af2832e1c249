import { IS_BLOCK } from '../../economy/columns.ts'
import { type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import { divideHalfEven } from '../../truth/decimals.ts'
import { calendarOf } from '../calendar.ts'
import type { Candle, CandleSpan, Ohlc } from '../candle.ts'
import { openInterestOf } from './figures.ts'
import { quoteChanges } from './quote-changes.ts'
import type { Parts } from './source.ts'

/**
 * The periods of one market that are over by now and in which somebody traded on the book or a quote changed, oldest
 * first. Block trades count for the open interest alone.
 */
export function* candlesOf(
  parts: Pick<Parts, 'economy' | 'books' | 'clock'>,
  question: Question,
  { minutes, from, to, withLatest = false }: CandleSpan,
): Generator<Candle> {
  const { startOf, endOf } = calendarOf(minutes)
  const since = Math.max(from, question.timeline.createdAt)
  const until = Math.min(to, parts.clock.now())
  if (until < since) return
  const begin = startOf(since - 1)
  const end = startOf(until)
  const fills = fillsOf(parts, question)
  const quotes = quotesOf(question, begin, end)
  fills.take(begin)
  quotes.take(begin)
  if (withLatest && endOf(begin) <= end && fills.lastPrice() !== null) {
    yield { startAt: begin, endAt: endOf(begin), price: null, volume: 0, ...fills.known(), ...quotes.take(begin) }
  }
  for (;;) {
    const nextAt = Math.min(fills.nextAt(), quotes.nextAt())
    if (nextAt >= end) return
    const startAt = startOf(nextAt)
    const endAt = endOf(nextAt)
    const previous = fills.lastPrice()
    const traded = fills.take(endAt)
    yield { startAt, endAt, ...traded, ...fills.known(), previous, ...quotes.take(endAt) }
  }
}

interface Fills {
  /** When the next trade on the book happens; never is infinity. */
  nextAt(): Micros
  lastPrice(): number | null
  /** What is known after all that was taken. */
  known(): Pick<Candle, 'previous' | 'openInterest'>
  /** Adds up the trades before an instant that were not taken yet. */
  take(until: Micros): Pick<Candle, 'price' | 'volume'>
}

function fillsOf({ economy, books, clock }: Pick<Parts, 'economy' | 'books' | 'clock'>, question: Question): Fills {
  const { time, price, size, flags } = economy.trades
  const all = books.visibleOf(question.index, clock.now())
  const onBook = all.filter((entry) => (flags[entry]! & IS_BLOCK) === 0)
  let counted = 0
  let total = 0
  let next = 0
  const lastPrice = () => (next === 0 ? null : price[onBook[next - 1]!]!)
  return {
    nextAt: () => (next < onBook.length ? time[onBook[next]!]! : Number.POSITIVE_INFINITY),
    lastPrice,
    known: () => ({ previous: lastPrice(), openInterest: openInterestOf(question, total) }),
    take(until) {
      while (counted < all.length && time[all[counted]!]! < until) total += size[all[counted++]!]!
      let ohlc: Ohlc | null = null
      let volume = 0
      let money = 0n
      for (; next < onBook.length && time[onBook[next]!]! < until; next++) {
        const entry = onBook[next]!
        ohlc = extend(ohlc, price[entry]!)
        volume += size[entry]!
        money += BigInt(price[entry]! * size[entry]!)
      }
      if (ohlc === null) return { price: null, volume }
      return { price: { ...ohlc, mean: meanOf(money, volume) }, volume }
    },
  }
}

/** A mean price to four decimals, in millionths. */
function meanOf(money: bigint, volume: number): number {
  return Number(divideHalfEven(money, BigInt(volume) * 100n)) * 100
}

function extend(ohlc: Ohlc | null, price: number): Ohlc {
  if (ohlc === null) return flat(price)
  return { open: ohlc.open, high: Math.max(ohlc.high, price), low: Math.min(ohlc.low, price), close: price }
}

function flat(price: number): Ohlc {
  return { open: price, high: price, low: price, close: price }
}

interface Quoted {
  nextAt(): Micros
  /** The range of the quotes up to an instant, from those that stood before. */
  take(until: Micros): Pick<Candle, 'yesBid' | 'yesAsk'>
}

function quotesOf(question: Question, from: Micros, to: Micros): Quoted {
  const changes = [...quoteChanges(question, from, to)]
  let next = 0
  return {
    nextAt: () => changes[next]?.at ?? Number.POSITIVE_INFINITY,
    take(until) {
      const standing = changes[next - 1]
      let yesBid = standing === undefined ? null : flat(standing.yesBid)
      let yesAsk = standing === undefined ? null : flat(standing.yesAsk)
      for (; next < changes.length && changes[next]!.at < until; next++) {
        yesBid = extend(yesBid, changes[next]!.yesBid)
        yesAsk = extend(yesAsk, changes[next]!.yesAsk)
      }
      return { yesBid: yesBid ?? flat(0), yesAsk: yesAsk ?? flat(UNIT_E6) }
    },
  }
}
