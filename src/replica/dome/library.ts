import type { Clock } from '../clock.ts'
import type { Key, Start } from './cursor.ts'

export type Seconds = number

export interface MarketRow {
  /** The market's place in its world. */
  readonly ref: number
  readonly slug: string
  readonly eventSlug: string
  readonly conditionId: string
  /** Of side a and side b. */
  readonly tokens: readonly [string, string]
  readonly startAt: Seconds | null
}

export interface Markets {
  /** Those that exist by now, newest first by (start, condition). */
  byStart(): readonly MarketRow[]
  /** By (volume, condition), largest first, as of the present. */
  byVolume(): readonly MarketRow[]
  byCondition(id: string): MarketRow | undefined
  bySlug(slug: string): MarketRow | undefined
  byToken(id: string): MarketRow | undefined
  isOpen(row: MarketRow): boolean
  closeAt(row: MarketRow): Seconds | null
  /** USD. */
  volume(row: MarketRow): number
  tags(row: MarketRow): readonly string[]
  /** What a search looks at, in lower case. */
  words(row: MarketRow): string
  /** The row as JSON. */
  text(row: MarketRow): string
}

export interface EventRow {
  readonly ref: number
  readonly slug: string
  readonly startAt: Seconds
  readonly gameAt: Seconds | null
}

export interface Events {
  byVolume(): readonly EventRow[]
  bySlug(slug: string): EventRow | undefined
  isOpen(row: EventRow): boolean
  /** USD. */
  volume(row: EventRow): number
  tags(row: EventRow): readonly string[]
  text(row: EventRow, withMarkets: boolean): string
}

/** One row of a feed: the key that a cursor to it carries, and the row as JSON. */
export interface FeedRow {
  readonly key: Key
  text(): string
}

export interface Window {
  /** Both inclusive, in the unit of the route. */
  readonly from: number
  readonly to: number
}

/** What happened, newest first. */
export interface Feed<F> {
  newest(filter: F, start: Start | null): Iterable<FeedRow>
  count(filter: F): number
}

export interface FillFilter extends Window {
  readonly market: MarketRow | null
  /** Only this token of the market. */
  readonly token: string | null
  readonly user: string | null
}

/** At least one of both is named. */
export interface ActivityFilter extends Window {
  readonly market: MarketRow | null
  readonly user: string | null
}

/** Of one token, or of one Kalshi ticker; times in milliseconds. */
export interface BookFilter extends Window {
  readonly id: string
}

export interface CandleRange extends Window {
  readonly minutes: 1 | 60 | 1440
}

/** A trader behind a wallet, by the number that its world knows him by. */
export type Trader = number

/** One row, and the UUID that a cursor to it is. */
export interface Position {
  readonly id: string
  text(): string
}

export interface Wallets {
  find(by: 'eoa' | 'proxy' | 'handle', value: string): Trader | undefined
  text(trader: Trader, metrics: Window | null): string
  /** What the wallet holds. */
  positions(proxy: string): readonly Position[]
}

export interface KalshiRow {
  readonly ticker: string
  readonly eventTicker: string
  readonly words: string
  readonly openAt: Seconds
}

export interface KalshiFilter extends Window {
  readonly ticker: string | null
}

export interface Kalshi {
  /** Newest first by (opening, ticker). */
  byOpening(): readonly KalshiRow[]
  facts(row: KalshiRow): { readonly status: string; readonly volume: number }
  text(row: KalshiRow): string
  /** Of yes, in dollars, at an instant; null when nothing was traded before. */
  price(ticker: string, at: Seconds): number | null
  readonly trades: Feed<KalshiFilter>
  readonly books: Feed<BookFilter>
}

export interface Match {
  readonly slug: string
  readonly tokens: readonly string[]
  readonly kalshiEvent: string
  readonly kalshiMarkets: readonly string[]
  /** The service's word for the kind of sport. */
  readonly sport: string
  /** `YYYY-MM-DD` of the game. */
  readonly date: string
}

/** What a world of Dome holds; everything is as of the clock. */
export interface Library {
  readonly clock: Clock
  now(): Seconds
  readonly markets: Markets
  readonly events: Events
  /** Between 0 and 1; null where nothing is known, and `'fails'` where asking always fails. */
  price(token: string, at: Seconds): number | 'fails' | null
  /** The body of candlesticks, for each token of the market. */
  candles(market: MarketRow, range: CandleRange): string
  readonly fills: Feed<FillFilter>
  readonly books: Feed<BookFilter>
  readonly activity: Feed<ActivityFilter>
  readonly wallets: Wallets
  readonly kalshi: Kalshi
  matches(): readonly Match[]
}
