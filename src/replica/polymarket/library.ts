import type { Clock } from '../clock.ts'
import type { Trades } from '../economy/columns.ts'
import type { Tape } from '../economy/tape.ts'
import type { Micros } from '../economy/types.ts'
import type { Line } from '../recording.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { Rules } from './rules.ts'

/** One JSON object as it is served. */
export type Fields = Readonly<Record<string, unknown>>

/** How a market or an event is shown: within the other it leaves the other out. */
export interface Form {
  /** A market with its event, an event with its markets. */
  readonly nested: boolean
  /** A market with its tags; events always have theirs. */
  readonly tags?: boolean
  /** With the address of its JSON schema, where the world adds one. */
  readonly schema?: boolean
}

/**
 * Rows that can be counted and asked for one by one; nothing holds them all. They are in order of creation, which is the
 * order of their ids, so what is visible now are the first `count()`.
 */
export interface Rows {
  count(): number
  /** What filters and orders look at: the object without what is nested in it. */
  fields(row: number): Fields
}

export interface Markets extends Rows {
  isClosed(row: number): boolean
  text(row: number, form: Form): string
  withId(id: string): readonly number[]
  withSlug(slug: string): readonly number[]
  withCondition(conditionId: string): readonly number[]
  withQuestion(questionId: string): readonly number[]
  withToken(tokenId: string): readonly number[]
  tags(row: number): readonly Fields[]
}

export interface Events extends Rows {
  isClosed(row: number): boolean
  text(row: number, form: Form): string
  withId(id: string): readonly number[]
  withSlug(slug: string): readonly number[]
  tags(row: number): readonly Fields[]
  /** Ids of the series it belongs to. */
  series(row: number): readonly string[]
}

export interface SeriesList extends Rows {
  /** With its events, which then lack their markets, where it is asked for alone. */
  text(row: number, form: Form): string
  withId(id: string): readonly number[]
}

/** The CLOB's own list: oldest first, from the moment when the CLOB knows a market. */
export interface ClobMarkets extends Rows {
  text(row: number): string
  /** Whether it has live rewards, hence a live book. */
  isSampled(row: number): boolean
  /** Texts of the markets of a condition: some minutes earlier than the list, then without tokens. */
  withCondition(conditionId: string): readonly string[]
  /** The short object of `/clob-markets`. */
  compact(conditionId: string): Fields | undefined
}

/** A market of the order-book era as those see it who trade it. Instants of the future are among these, too. */
export interface Condition {
  /** Its index in the economy. */
  readonly question: number
  /** Its row in the list of markets. */
  readonly row: number
  readonly conditionId: string
  readonly questionId: string
  /** Outcome 0 is what the question asks for (mostly Yes), 1 the other. */
  readonly tokenIds: readonly [string, string]
  readonly outcomes: readonly [string, string]
  readonly title: string
  readonly slug: string
  readonly icon: string
  readonly eventId: string
  readonly eventSlug: string
  readonly category: string
  readonly negRisk: boolean
  readonly life: Life
  /** What a share of each outcome pays in the end, in millionths; they add up to 1,000,000. */
  readonly payouts: readonly [number, number]
}

/** When things happen to a condition. */
export interface Life {
  /** From here on Gamma shows it. */
  readonly createdAt: Micros
  readonly acceptsAt: Micros
  /** From here on the CLOB knows it. */
  readonly hydratedAt: Micros
  /** Trades lie from here … */
  readonly opensAt: Micros
  /** … to here. Nothing else happens then. */
  readonly closesAt: Micros
  /** `endDate`: a nominal deadline. */
  readonly endsAt: Micros
  readonly pausedAt: Micros | null
  readonly resumedAt: Micros | null
  readonly proposedAt: Micros
  readonly disputedAt: Micros | null
  readonly reproposedAt: Micros | null
  /** Closed and final; a whole second. */
  readonly resolvedAt: Micros
}

/** Of outcome 0, in millionths; the other outcome's book is its mirror. */
export interface Quotes {
  /** 0 where nobody bids. */
  readonly bid: number
  /** 1,000,000 where nobody asks. */
  readonly ask: number
}

/** What is traded, and for how much. */
export interface Trading {
  /** All columns, oldest first, those of the future too; `question` is a condition's `question`. */
  readonly trades: Trades
  /** The same as transactions of several parties. */
  readonly tape: Tape
  readonly accounts: Accounts
  /** The condition of an index in the economy; undefined where this venue has none. */
  ofQuestion(question: number): Condition | undefined
  /** Undefined before Gamma shows it. */
  withCondition(conditionId: string): Condition | undefined
  withToken(tokenId: string): { readonly condition: Condition; readonly outcome: 0 | 1 } | undefined
  ofEvent(eventId: string): readonly Condition[]
  /** All that exist by now, oldest first. */
  all(): Iterable<Condition>
  quotes(condition: Condition, at: Micros): Quotes
  /** What a share of an outcome is worth, in millionths: the midpoint, after the resolution what it pays. */
  price(condition: Condition, outcome: 0 | 1, at: Micros): number
  /** The price step at an instant, in millionths. */
  tick(condition: Condition, at: Micros): number
  wallet(trader: number): string
  /** Undefined for a wallet that never traded. */
  traderOf(wallet: string): number | undefined
  /** The hash of a transaction. */
  hash(transaction: number): string
  /** The taker's fee is shares × rate × p × (1 − p); 0 where trading is free. */
  feeRate(condition: Condition): number
}

/** What the API is spoken over: a simulated world or recorded files. */
export interface Library {
  readonly clock: Clock
  /** The present as the caller sees it: a stale cache looks back. */
  now(): Micros
  readonly markets: Markets
  readonly events: Events
  readonly series: SeriesList
  /** Every tag, by rising id. */
  tags(): readonly Fields[]
  readonly clob: ClobMarkets
  /** Null in a recorded world, which has rows but nothing behind them. */
  readonly trading: Trading | null
  /** Newest first; empty in a simulated world. */
  readonly recordedTrades: readonly Line[]
  readonly rules: Rules
}
