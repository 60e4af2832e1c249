import { Temporal } from 'temporal-polyfill'
import { UserError } from './errors.ts'

/** An instant as integer microseconds since 1970-01-01T00:00:00Z. Exact in a JS number until the year 2255. */
export type Micros = number

export const MILLISECOND: Micros = 1000
export const SECOND: Micros = 1_000_000
export const MINUTE: Micros = 60 * SECOND
export const HOUR: Micros = 60 * MINUTE
export const DAY: Micros = 24 * HOUR

const SPAN_UNITS: Record<string, Micros> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY }

/** Reads an RFC 3339 instant (any fraction; beyond microseconds it is cut). Throws a RangeError on anything else. */
export function parseInstant(text: string): Micros {
  return Number(Temporal.Instant.from(text).epochNanoseconds / 1000n)
}

/** The same, or undefined for text that is not an instant. */
export function instantOf(text: string): Micros | undefined {
  try {
    return parseInstant(text)
  } catch {
    return undefined
  }
}

/** `2026-11-21T06:00:00.000000Z`: always six digits, so that text order is time order. */
export function formatInstant(at: Micros): string {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(Math.trunc(at)) * 1000n).toString({ fractionalSecondDigits: 6 })
}

/** `2026-11-21T06:00:00Z`: as short as the instant allows, for names and messages. */
export function shortInstant(at: Micros): string {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(Math.trunc(at)) * 1000n).toString()
}

/** `2026-11`: the month (UTC) of an instant. */
export function monthOf(at: Micros): string {
  return formatInstant(at).slice(0, 7)
}

/** The start of the month after an instant's. */
export function nextMonth(at: Micros): Micros {
  const month = Temporal.PlainYearMonth.from(monthOf(at)).add({ months: 1 })
  return parseInstant(`${month.toString()}-01T00:00:00Z`)
}

/** Reads a span such as `90s`, `15m`, `24h`, `30d`, `2w`. */
export function parseSpan(text: string): Micros | undefined {
  const match = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text.trim())
  return match === null ? undefined : Math.round(Number(match[1]) * SPAN_UNITS[match[2]!]!)
}

/** Reads what a user may write for a moment: an ISO date or instant (UTC), or a span before `now`. */
export function parseWhen(text: string, now: Micros): Micros {
  const span = parseSpan(text)
  if (span !== undefined) return now - span
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
  try {
    return parseInstant(/(?:Z|[+-]\d{2}:?\d{2})$/.test(date) ? date : `${date}Z`)
  } catch {
    throw new UserError(
      `"${text}" is not a moment. Write an ISO date (2026-01-31), an instant (2026-01-31T12:00:00Z, UTC) or a span before now (24h, 30d).`,
    )
  }
}

/** `1 h 4 min`, `12 s`: for people. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
