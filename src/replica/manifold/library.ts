import type { Clock } from '../clock.ts'

/** Milliseconds since 1970, UTC, as everywhere in Manifold's API. */
export type Millis = number

export interface UserRow {
  readonly ref: number
  readonly id: string
  readonly createdAt: Millis
}

export interface Users {
  /** Visible now, oldest first. */
  all(): readonly UserRow[]
  byId(id: string): UserRow | undefined
  byName(username: string): UserRow | undefined
  /** JSON of a full user; single-user routes add entitlements. */
  full(row: UserRow, isSingle: boolean): string
  lite(row: UserRow): Readonly<Record<string, unknown>>
}

export interface MarketRow {
  readonly ref: number
  readonly id: string
  readonly slug: string
  readonly creatorId: string
  readonly createdAt: Millis
  readonly isPublic: boolean
  readonly isCash: boolean
  readonly outcomeType: string
  readonly question: string
}

/** What changes about a market. */
export interface MarketFacts {
  readonly isDeleted: boolean
  readonly closeAt: Millis | null
  readonly isResolved: boolean
  readonly resolvedAt: Millis | null
  readonly updatedAt: Millis | null
  readonly lastBetAt: Millis | null
  readonly lastCommentAt: Millis | null
  readonly bettors: number
}

export interface Markets {
  /** Visible now, oldest first, hidden kinds too. */
  all(): readonly MarketRow[]
  byId(id: string): MarketRow | undefined
  bySlug(slug: string): MarketRow | undefined
  facts(row: MarketRow): MarketFacts
  /** JSON of a lite market; lists leave out the token of older markets. */
  lite(row: MarketRow, how: { token: boolean; answers?: boolean }): string
  full(row: MarketRow): string
  internal(row: MarketRow): string
  answers(row: MarketRow): readonly string[]
  answer(id: string): string | undefined
  prob(row: MarketRow): unknown
  /** Every holder, one row per answer and one for the whole market. */
  positions(row: MarketRow): readonly Position[]
  groups(row: MarketRow): readonly GroupRow[]
}

export interface Position {
  readonly userId: string
  readonly answerId: string | null
  readonly profit: number
  readonly yes: number
  readonly no: number
  readonly text: string
}

/** Bets by entry number; lists of entries are in order of creation, oldest first. */
export interface Bets {
  /** All of them, those beyond the present too. */
  all(): ArrayLike<number>
  time(entry: number): Millis
  find(id: string): number | null
  ofMarket(id: string): ArrayLike<number>
  ofUser(id: string): ArrayLike<number>
  isPublic(entry: number): boolean
  /** Redemption rows without shares, which `/bets` leaves out unless asked. */
  isHidden(entry: number): boolean
  facts(entry: number): BetFacts
  /** The JSON list of some bets. */
  page(entries: readonly number[]): Uint8Array
}

export interface BetFacts {
  readonly userId: string
  readonly marketId: string
  readonly answerId: string | null
  readonly amount: number
  /** Null on rows from before the flag. */
  readonly isRedemption: boolean | null
  readonly isOpenLimit: boolean
  readonly isApi: boolean
  readonly isReply: boolean
}

export interface CommentRow {
  readonly ref: number
  readonly id: string
  readonly marketId: string
  readonly userId: string
  readonly createdAt: Millis
}

export interface Comments {
  /** Visible and not deleted, oldest first. */
  all(): readonly CommentRow[]
  likes(row: CommentRow): number
  text(row: CommentRow): string
}

export interface GroupRow {
  readonly ref: number
  readonly id: string
  readonly slug: string
  readonly createdAt: Millis
  readonly isPublic: boolean
}

export interface Groups {
  /** Visible, oldest first. */
  all(): readonly GroupRow[]
  text(row: GroupRow): string
  lite(row: GroupRow): Readonly<Record<string, unknown>>
  holds(row: GroupRow, market: MarketRow): boolean
}

export interface TxnRow {
  readonly createdAt: Millis
  readonly token: string
  readonly category: string
  readonly fromId: string
  readonly toId: string
  readonly text: string
}

/** What the API is spoken over: a simulated world or recorded files. */
export interface Library {
  readonly clock: Clock
  /** The present as the caller sees it: a stale cache looks back. */
  now(): Millis
  readonly users: Users
  readonly markets: Markets
  readonly bets: Bets
  readonly comments: Comments
  readonly groups: Groups
  /** Visible, newest first. */
  txns(): readonly TxnRow[]
}
