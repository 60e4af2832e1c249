/** Microseconds since 1970, UTC. Whole numbers, exact in a double until the year 2255. */
export type Micros = number

export const SECOND = 1_000_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Prices and payouts are whole millionths; sizes are whole hundredths of a contract. */
export const UNIT_E6 = 1_000_000

export type Kind = 'match' | 'ladder' | 'buckets' | 'field' | 'single'

export interface Series {
  readonly index: number
  readonly category: string
  readonly code: string
  readonly title: string
  readonly frequency: string
  readonly tags: readonly string[] | null
  readonly kind: Kind
  readonly createdAt: Micros
}

/** When things happen to an event. What a reader sees at time T is whatever lies at or before T. */
export interface Timeline {
  readonly createdAt: Micros
  readonly opensAt: Micros
  /** The close that was announced; `closesAt` is the close that came. */
  readonly scheduledCloseAt: Micros
  readonly closesAt: Micros
  readonly expectedAt: Micros
  readonly latestAt: Micros
  readonly determinedAt: Micros
  readonly disputedAt: Micros | null
  readonly amendedAt: Micros | null
  readonly settledAt: Micros
  readonly pausedAt: Micros | null
  readonly resumedAt: Micros | null
  readonly timerSeconds: number
}

export interface EconomyEvent {
  readonly index: number
  readonly series: Series
  readonly code: string
  readonly title: string
  readonly subtitle: string
  /** Exactly one of its questions ends with yes. */
  readonly exclusive: boolean
  readonly timeline: Timeline
  /** The hidden value that decides the event, on a grid of equal steps from opening to the end. */
  readonly path: Float32Array
  readonly questions: Question[]
}

/** The finest price steps of a question, in millionths: in the middle, and below 0.1 / above 0.9. */
export interface Tick {
  readonly center: number
  readonly edge: number
}

export interface Leg {
  readonly question: Question
  readonly side: 'yes' | 'no'
}

export interface Strike {
  readonly type: 'greater' | 'less' | 'between' | 'custom' | 'structured' | 'none'
  readonly floor?: number
  readonly cap?: number
}

export interface Question {
  readonly index: number
  readonly event: EconomyEvent
  /** Empty where the event has a single question. */
  readonly code: string
  readonly title: string
  readonly label: string
  readonly strike: Strike
  /** It ends with yes when the hidden value ends in [low, high). */
  readonly low: number
  readonly high: number
  readonly tick: Tick
  readonly timeline: Timeline
  /** What one contract pays in the end, in millionths: 0, 1,000,000, or between for a scalar settlement. */
  readonly payout: number
  /** What was announced first, before an amendment. */
  readonly firstPayout: number
  /** The relative liveliness of its trading; 0 is a question that nobody ever trades. */
  readonly weight: number
  /** Only for combinations: pays the product of what its legs pay. */
  readonly legs?: readonly Leg[]
}

export interface EconomyOptions {
  readonly trades: number
  readonly seed: number
  readonly until: Micros
  readonly days: number
  readonly future: number
  readonly markets: number
  /** In a share: one question has at least so many of the trades before `until`. */
  readonly bigMarket?: number
}
