import type { Clock } from './clock.ts'

export interface ApiRequest {
  readonly method: string
  /** Below the venue's base, such as `/markets`. */
  readonly path: string
  readonly query: URLSearchParams
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** In pieces, so that a page is never copied together. */
  readonly body: readonly Uint8Array[]
  /** The cursor a page hands out; absent for what is not a page. */
  readonly cursor?: string
}

/** What a fault may ask of a world: a page without rows whose cursor leads on to the rows left out. */
export type Twist = 'empty-page'

export interface TruthTable {
  readonly name: string
  /** The file in pieces, so that it never lies in memory whole. */
  pieces(): Iterable<string>
}

/** What a replica serves. */
export interface World {
  readonly clock: Clock
  answer(request: ApiRequest, twist?: Twist): Answer
  /** Lets new trades happen now; worlds of recorded answers cannot. */
  readonly insertTrades?: (count: number) => void
  /** Empty for a recorded world: nobody knows the truth behind it. */
  readonly truth: readonly TruthTable[]
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
}

export interface RecordedOptions {
  readonly kind: 'recorded'
  /** A folder of `<resource>.ndjson` files. */
  readonly from: string
  readonly until?: string | Date
}

export type WorldOptions = SimulatedOptions | RecordedOptions

/** One venue's API, spoken over any world of that venue. */
export interface ReplicaVenue {
  readonly name: string
  /** What every path begins with, `/trade-api/v2`. */
  readonly base: string
  simulated(options: SimulatedOptions): World
  recorded(options: RecordedOptions): World
  /** Bodies of failures, in the venue's own shapes. */
  readonly failures: Failures
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
