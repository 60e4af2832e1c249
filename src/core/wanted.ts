import type { Micros } from './instant.ts'

/** Which markets are meant: those not closed yet, those closed and without a result, those with one, or all. */
export const STATUSES = ['open', 'closed', 'resolved', 'all'] as const
export type Status = (typeof STATUSES)[number]

/** What a user wants of a sync beyond "everything that is new". */
export type Wanted = {
  readonly since: Micros | undefined
  readonly until: Micros | undefined
  readonly full: boolean
  /** Forgets where former runs stopped, never what they brought: half-walked slices begin anew. */
  readonly fresh: boolean
  /** Markets and traders named by the user. */
  readonly markets: readonly string[]
  readonly traders: readonly string[]
  readonly status: Status | undefined
  /** So many markets or traders. */
  readonly limit: number | undefined
  /** Each resource stops after about so many records. */
  readonly maxRecords: number | undefined
  /** Records per request; a page's cap counts where that is less. */
  readonly chunkSize: number | undefined
}

/** Nothing in particular. */
export const EVERYTHING: Wanted = {
  since: undefined,
  until: undefined,
  full: false,
  fresh: false,
  markets: [],
  traders: [],
  status: undefined,
  limit: undefined,
  maxRecords: undefined,
  chunkSize: undefined,
}

/** Wishes that a resource may be unable to grant, by the name of their option. The others are granted for every resource. */
export type Option = 'since' | 'until' | 'market' | 'trader' | 'status' | 'limit' | 'chunk-size'

/** The wishes of this kind that were expressed. */
export function optionsIn(wanted: Wanted): Option[] {
  const given: Record<Option, boolean> = {
    since: wanted.since !== undefined,
    until: wanted.until !== undefined,
    market: wanted.markets.length > 0,
    trader: wanted.traders.length > 0,
    status: wanted.status !== undefined,
    limit: wanted.limit !== undefined,
    'chunk-size': wanted.chunkSize !== undefined,
  }
  return (Object.keys(given) as Option[]).filter((option) => given[option])
}
