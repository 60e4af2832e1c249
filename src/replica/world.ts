import type { Clock } from './clock.ts'
import type { FaultKind } from './faults/kinds.ts'
import type { Limit, Standing } from './server/limit.ts'

export interface ApiRequest {
  readonly method: string
  /** Below the venue's base, such as `/markets`. */
  readonly path: string
  readonly query: URLSearchParams
  /** The caller takes compressed answers, and this replica gives them. */
  readonly gzip?: boolean
  /** What was posted. */
  readonly body?: string
  /** The header of that name, for venues that want a key. */
  readonly authorization?: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** In pieces, so that a page is never copied together. */
  readonly body: readonly Uint8Array[]
  /** The cursor a page hands out; absent for what is not a page. */
  readonly cursor?: string
}

/**
 * What a fault may ask of a world: a page without rows (whose cursor, where there are cursors, leads on to the rows left
 * out); the answer of some seconds ago; rows of one time in another order; one row left out.
 */
export type Twist = 'empty-page' | 'stale-page' | 'reorder' | 'missing-record'

export interface TruthTable {
  readonly name: string
  /** Default CSV; rows as the API serves them are JSON, one a line. */
  readonly format?: 'csv' | 'ndjson'
  /** Can be larger than all others together, so that it is only written when it is asked for by its name. */
  readonly onlyNamed?: boolean
  /** The file in pieces, so that it never lies in memory whole. */
  pieces(): Iterable<string>
}

/** What a replica serves. */
export interface World {
  readonly clock: Clock
  answer(request: ApiRequest, twist?: Twist): Answer
  /** Lets new trades happen now; worlds of recorded answers cannot. */
  readonly insertTrades?: (count: number) => void
  /** Takes records away for good, as of now; only worlds with records that can vanish. */
  readonly removeRecords?: (count: number) => void
  /** Whether it can answer as of some seconds ago by itself; else the answers given are remembered. */
  readonly looksBack?: boolean
  /** Markets and prices at an instant, where the world knows. */
  readonly stateAt?: (instant: string | Date) => WorldState
  /** Empty for a recorded world: nobody knows the truth behind it. */
  readonly truth: readonly TruthTable[]
  /** The truth of one outcome's prices over time, where there are too many for one table. */
  readonly pricesOf?: (outcomeId: string) => TruthTable | undefined
}

export interface MarketMoment {
  readonly marketId: string
  readonly status: 'open' | 'closed' | 'resolved'
  readonly resolution: string | null
  /** Milliseconds, as the closing. */
  readonly resolvedAt: number | null
  readonly closesAt: number | null
  readonly volume: number
}

export interface WorldState {
  readonly markets: readonly MarketMoment[]
  readonly prices: readonly { readonly outcomeId: string; readonly price: number }[]
}

export interface SimulatedOptions {
  readonly kind: 'simulated'
  readonly trades: number
  readonly seed: number
  /** The world's present; default: the machine's. */
  readonly until?: string | Date
  /** How far back trades go. Default 30, above a million trades 90. */
  readonly days?: number
  /** How many days are made beyond the present, to be revealed by `advance`. Default 0. */
  readonly future?: number
  /** About how many markets, combinations not counted. */
  readonly markets?: number
  /** How many records are broken for good. Default 0. */
  readonly brokenRecords?: number
  /** Manifold: how many users there are in the end. */
  readonly users?: number
  /** Manifold: how many comments are written. Default one for 20 bets. */
  readonly comments?: number
  /** Manifold: the share of bets that share their millisecond with a neighbour. Default 0.3. */
  readonly sharedTimes?: number
  /** Polymarket: how its services behave, and what they hold. */
  readonly polymarket?: PolymarketOptions
  /** Dome: how its service is set up. */
  readonly dome?: DomeOptions
}

/** What a deep offset of Polymarket's first Data API meets: row 1,000 again, or a refusal beyond so many. */
export const OFFSET_RULES = ['clamp-1000', 'error-3000', 'error-10000'] as const

/** How Polymarket's services behave, and what they hold. */
export interface PolymarketOptions {
  /** Default: a refusal beyond 10,000. */
  readonly offsets?: (typeof OFFSET_RULES)[number]
  /** Whether `start` and `end` of `/trades` do anything. Default true. */
  readonly filtersTimes?: boolean
  /** One condition has at least so many trades. Default 0. */
  readonly bigMarket?: number
  /** A cache stands in front of the services and keeps answers as long as they may be kept. Default false. */
  readonly cached?: boolean
}

/** How Dome's service is set up. */
export interface DomeOptions {
  /** The only key that is taken. Default: any that is not empty. */
  readonly key?: string
  /** The service has ended: 410 for everything. */
  readonly ended?: boolean
  /** Which generation of market rows is served. Default 2026. */
  readonly rows?: 2025 | 2026
  /** How many tokens of open markets have a price that always fails. Default 0. */
  readonly deadPrices?: number
}

export interface RecordedOptions {
  readonly kind: 'recorded'
  /** A folder of `<resource>.ndjson` files. */
  readonly from: string
  readonly until?: string | Date
  readonly polymarket?: PolymarketOptions
  readonly dome?: DomeOptions
}

export type WorldOptions = SimulatedOptions | RecordedOptions

/** One venue's API, spoken over any world of that venue. */
export interface ReplicaVenue {
  readonly name: string
  /** What every path begins with, `/trade-api/v2`. */
  readonly base: string
  /** Routes beside the base, too: then the world gets whole paths. */
  readonly seesWholePath?: boolean
  /** The parameters that say how far a walk has come. */
  readonly cursors: readonly string[]
  readonly faults: {
    readonly kinds: readonly FaultKind[]
    /** Not among the default kinds: who meets these once has no way to notice. */
    readonly onlyNamed: readonly FaultKind[]
  }
  simulated(options: SimulatedOptions): World
  recorded(options: RecordedOptions): World
  /** Bodies of failures, in the venue's own shapes; by path where its hosts differ. */
  readonly failures: Failures | ((path: string) => Failures)
  /** What its customers may ask, by the tier they pay for. */
  readonly tiers?: Readonly<Record<string, Limit>>
  /** Adds what the venue says about its limit to any answer; `now` is the world's, in microseconds. */
  tellLimit?(answer: Answer, standing: Standing, now: number): Answer
  /** Fields whose value a fault may spoil: as text in the record, and what to put there instead. */
  readonly spoils: readonly { readonly field: string; readonly value: string }[]
}

export interface Failures {
  /** Served in turn. */
  readonly tooMany: readonly Answer[]
  readonly broken: readonly Answer[]
  readonly unavailable: readonly Answer[]
  readonly errorWith200: readonly Answer[]
}
