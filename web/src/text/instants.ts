import { UNKNOWN } from './decimals.ts'

const SECOND = 1
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `2026-10-31 23:58`, UTC, cut from the instant as it is written. */
export const minute = (instant: string | null | undefined): string =>
  instant === null || instant === undefined ? UNKNOWN : `${instant.slice(0, 10)} ${instant.slice(11, 16)}`

/** The same with seconds and milliseconds. */
export const moment = (instant: string | null | undefined): string =>
  instant === null || instant === undefined
    ? UNKNOWN
    : `${instant.slice(0, 10)} ${instant.slice(11, 23).replace(/Z$/, '')}`

export const day = (instant: string | null | undefined): string =>
  instant === null || instant === undefined ? UNKNOWN : instant.slice(0, 10)

/** A span in its largest unit: `45 s`, `12 min`, `3 h`, `5 d`. */
export function span(seconds: number): string {
  const size = Math.abs(seconds)
  if (size < MINUTE) return `${Math.round(size)} s`
  if (size < HOUR) return `${Math.floor(size / MINUTE)} min`
  if (size < 2 * DAY) return `${Math.floor(size / HOUR)} h`
  return `${Math.floor(size / DAY)} d`
}

/** How long ago an instant was, or how far ahead it is. */
export function ago(instant: string | null | undefined, now = Date.now()): string {
  if (instant === null || instant === undefined) return UNKNOWN
  const seconds = (now - Date.parse(instant)) / 1000
  return seconds < 0 ? `in ${span(seconds)}` : `${span(seconds)} ago`
}

/** An instant some days earlier, as the API takes it. */
export const daysBefore = (instant: string, days: number): string =>
  new Date(Date.parse(instant) - days * DAY * 1000).toISOString()
