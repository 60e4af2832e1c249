import { MINUTE, type Micros, SECOND } from '../../core/instant.ts'

/** Rows may be indexed a little late: what is newer than this is asked and not claimed as covered. */
export const SETTLE: Micros = MINUTE

/** Whole seconds, rounded outwards: both bounds of the venue are inclusive. */
export function secondsAround({
  from,
  to,
}: {
  readonly from: Micros
  readonly to: Micros
}): [from: string, to: string] {
  const first = Math.floor(from / SECOND)
  return [String(first), String(Math.max(first + 1, Math.ceil(to / SECOND)))]
}
