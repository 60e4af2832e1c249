/** What can go wrong, each on its own switch. */
export const FAULT_KINDS = [
  'limit', // 429 without headers, both body shapes in turn
  'error', // 500 with a JSON, an HTML and an empty body in turn
  'unavailable', // 503
  'reset', // the connection breaks in the middle of the body
  'slow', // the body comes in drops
  'truncated', // a finished answer whose JSON is cut off
  'error-200', // 200 with an error body
  'empty-page', // no rows, and a cursor that leads on
  'duplicate-page', // the page before, again
  'stale-page', // the answer of up to 15 seconds ago
  'insert', // new trades happen while somebody pages
  'broken-record', // a record with a spoilt field, this once
  'remove', // records go away for good while somebody pages
  'reorder', // rows that share a time come in another order
  'missing-record', // a page lacks one of its rows, this once
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** What can happen to any answer of any venue. */
export const ANSWER_FAULTS = FAULT_KINDS.slice(0, FAULT_KINDS.indexOf('empty-page'))

/** What can happen to a page of any list. */
export const PAGE_FAULTS = [
  'empty-page',
  'duplicate-page',
  'stale-page',
  'insert',
] as const satisfies readonly FaultKind[]

/** These cost the asker another try; the same request meets at most three of them in a row. */
export const FAILING: ReadonlySet<FaultKind> = new Set<FaultKind>([
  ...ANSWER_FAULTS.filter((kind) => kind !== 'slow'),
  'duplicate-page',
  'empty-page',
])

export interface FaultOptions {
  readonly seed: number
  /** The share of requests that meet a fault, between 0 and 1. */
  readonly rate: number
  /** Default: those of the venue, without the ones that must be named. */
  readonly kinds?: readonly FaultKind[]
  /** After so many requests nothing goes wrong any more, so that what was claimed meanwhile can be judged. */
  readonly calmAfter?: number
}
