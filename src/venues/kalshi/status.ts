import type { PlanContext } from '../../core/source.ts'
import { literals } from '../../core/sql.ts'
import type { Status } from '../../core/wanted.ts'

/** What the list of markets takes as a status; nothing asks for all. It has no word that holds for paused ones everywhere. */
export const WORDS: Readonly<Record<Status, readonly (string | undefined)[]>> = {
  open: ['unopened', 'open'],
  closed: ['closed'],
  resolved: ['settled'],
  all: [undefined],
}

/** What market records say. */
export const SAID: Readonly<Record<Exclude<Status, 'all'>, readonly string[]>> = {
  open: ['initialized', 'active', 'inactive'],
  closed: ['closed', 'determined', 'disputed', 'amended'],
  resolved: ['finalized'],
}

/** Tickers of the markets that the user means: named ones, those of a status by the newest record of each, so many of them. */
export async function chosenMarkets({ markets, status, limit, known }: PlanContext): Promise<string[]> {
  if (markets.length > 0 && (status === undefined || status === 'all')) return markets.slice(0, limit)
  const conditions = [
    ...(status === undefined || status === 'all' ? [] : [`status in ${literals(SAID[status])}`]),
    ...(markets.length === 0 ? [] : [`key in ${literals(markets)}`]),
  ]
  return known(
    ({ bronze }) => `select key from (
        select key, arg_max(try(payload->>'status'), fetched_at) as status from ${bronze('markets')} where key is not null group by key)
      ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`} order by key ${limit === undefined ? '' : `limit ${limit}`}`,
  )
}
