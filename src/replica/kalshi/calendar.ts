import { Temporal } from 'temporal-polyfill'
import { DAY, HOUR, MINUTE, type Micros } from '../economy/types.ts'
import type { Interval } from './candle.ts'

/** How time is cut into periods. */
export interface Calendar {
  /** The beginning of the period in which an instant lies. */
  startOf(at: Micros): Micros
  /** Its end: the first instant after it. */
  endOf(at: Micros): Micros
}

/** Minutes and hours are those of UTC; days begin at midnight in New York, and two a year have 23 or 25 hours. */
export function calendarOf(minutes: Interval): Calendar {
  if (minutes === 1440) return { startOf: (at) => midnight(dayOf(at)), endOf: (at) => midnight(dayOf(at) + 1) }
  const size = minutes * MINUTE
  const startOf = (at: Micros) => Math.floor(at / size) * size
  return { startOf, endOf: (at) => startOf(at) + size }
}

/** The local date of an instant, in days since 1970. New York is four or five hours behind UTC. */
function dayOf(at: Micros): number {
  const day = Math.floor((at - 4 * HOUR) / DAY)
  return at < midnight(day) ? day - 1 : day
}

const EPOCH = Temporal.PlainDate.from('1970-01-01')
const midnights = new Map<number, Micros>()

function midnight(day: number): Micros {
  const known = midnights.get(day)
  if (known !== undefined) return known
  const at = EPOCH.add({ days: day }).toZonedDateTime('America/New_York').epochMilliseconds * 1000
  midnights.set(day, at)
  return at
}
