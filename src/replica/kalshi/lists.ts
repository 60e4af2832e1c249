import type { Sorted } from './cursor.ts'

/** A row of a list that renders itself as of the world's present. */
export interface ListRow {
  readonly id: string
  /** Before this instant nobody sees it. */
  readonly visibleAt: number
  body(): unknown
}

export interface MilestoneRow extends ListRow {
  readonly category: string
  readonly type: string
  readonly competition: string | null
  readonly sourceId: string | null
  readonly startAt: number
  /** Of all related events, the primary ones among them. */
  readonly events: readonly string[]
  updatedAt(): number
}

export interface TargetRow extends ListRow {
  readonly type: string
  readonly competition: string
}

export interface CollectionRow extends ListRow {
  readonly seriesTicker: string
  status(): 'open' | 'closed'
  hasEvent(ticker: string): boolean
}

export interface IncentiveRow extends ListRow {
  readonly type: string
  readonly description: string
  status(): 'upcoming' | 'active' | 'closed' | 'paid_out'
}

export interface FeeChangeRow extends ListRow {
  /** Of the series or event whose fees change. */
  readonly ticker: string
  readonly at: number
}

/** What the exchange lists beside series, events, markets and trades. */
export interface Lists {
  /** The earliest start first, as is the order of ids among targets. */
  readonly milestones: readonly Sorted<MilestoneRow>[]
  readonly targets: readonly Sorted<TargetRow>[]
  /** The latest first. */
  readonly collections: readonly Sorted<CollectionRow>[]
  readonly incentives: readonly Sorted<IncentiveRow>[]
  readonly seriesFeeChanges: readonly Sorted<FeeChangeRow>[]
  readonly eventFeeChanges: readonly Sorted<FeeChangeRow>[]
}

export const NOTHING_LISTED: Lists = {
  milestones: [],
  targets: [],
  collections: [],
  incentives: [],
  seriesFeeChanges: [],
  eventFeeChanges: [],
}
