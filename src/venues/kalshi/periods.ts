import { Temporal } from 'temporal-polyfill'
import { DAY, HOUR, MINUTE, type Micros } from '../../core/instant.ts'

/** Lengths of a candle's period in minutes. */
export const INTERVALS = [1, 60, 1440] as const
export type Interval = (typeof INTERVALS)[number]

/** The last instant, not after that one, at which a period ends: whole minutes, whole hours, or midnight in New York. */
export function lastEnd(minutes: Interval, at: Micros): Micros {
  if (minutes < 1440) return Math.floor(at / (minutes * MINUTE)) * minutes * MINUTE
  const day = Math.floor((at - 4 * HOUR) / DAY)
  const midnight = midnightOf(day)
  return midnight <= at ? midnight : midnightOf(day - 1)
}

/** The first instant after that one at which a period ends. */
export function nextEnd(minutes: Interval, at: Micros): Micros {
  // No day has more than 25 hours.
  return lastEnd(minutes, lastEnd(minutes, at) + (minutes < 1440 ? minutes * MINUTE : 25 * HOUR))
}

const EPOCH = Temporal.PlainDate.from('1970-01-01')
const midnights = new Map<number, Micros>()

/** Midnight in New York at the start of the local date that lies so many days after 1970-01-01; worked out once per date. */
function midnightOf(day: number): Micros {
  const known = midnights.get(day)
  if (known !== undefined) return known
  const at = EPOCH.add({ days: day }).toZonedDateTime('America/New_York').epochMilliseconds * 1000
  midnights.set(day, at)
  return at
}
