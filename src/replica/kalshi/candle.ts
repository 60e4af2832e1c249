/** The lengths of a period in minutes. */
export const INTERVALS = [1, 60, 1440] as const

export type Interval = (typeof INTERVALS)[number]

/** First, highest, lowest and last price in millionths. */
export interface Ohlc {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** One period of one market: instants in microseconds, prices in millionths, counts in hundredths. */
export interface Candle {
  readonly startAt: number
  /** The first instant that is not in it. */
  readonly endAt: number
  /** Of the trades in it; null without any. The mean is weighted by size. */
  readonly price: (Ohlc & { readonly mean: number }) | null
  /** The last price before it; null when nobody had traded yet. */
  readonly previous: number | null
  readonly volume: number
  /** At its end. */
  readonly openInterest: number
  readonly yesBid: Ohlc
  readonly yesAsk: Ohlc
}

/** Which candles are wanted: those that end in [from, to], both in microseconds. */
export interface CandleSpan {
  readonly minutes: Interval
  readonly from: number
  readonly to: number
  /** Begin with a candle that only tells what was known before. */
  readonly withLatest?: boolean
}
