import { PayloadError } from '../core/errors.ts'
import { SECOND } from '../core/instant.ts'
import type { Answer, Slice } from '../core/source.ts'

/**
 * Lists newest first whose records have no name and bear whole seconds. Records that are equal in every field can only be
 * told apart by counting them, so each second is told whole, by one page.
 */
export type Seconds = {
  /** The field that the list is sorted by: epoch seconds. */
  readonly at: string
}

/** The seconds of the records, which must not rise. */
export function secondsOf({ body, ranges, request }: Answer, field: string): number[] {
  const pattern = new RegExp(`"${field}"\\s*:\\s*"?(\\d+)`)
  const seconds = Array.from({ length: ranges.length / 2 }, (_, i) =>
    Number(pattern.exec(body.toString('latin1', ranges[2 * i], ranges[2 * i + 1]))?.[1] ?? Number.NaN),
  )
  const wrong = seconds.findIndex((second, i) => Number.isNaN(second) || second > (seconds[i - 1] ?? Infinity))
  if (wrong === -1) return seconds
  throw new PayloadError(`${request}: expected records newest first by "${field}" in seconds; record ${wrong} is not.`)
}

/** The place of the first record that is older than all that was told. */
export function olderFrom(seconds: readonly number[], before: number): number {
  const found = seconds.findIndex((second) => second < before)
  return found === -1 ? seconds.length : found
}

/** Whether the oldest second read lies before the slice. */
export function hasPassed({ span }: Slice, oldest: number | undefined): boolean {
  return oldest !== undefined && span !== undefined && oldest * SECOND < span.from
}

/** How far a walk has come that told everything from a second on. */
export function reached(before: number): { reached?: number } {
  return before < 1e12 ? { reached: before * SECOND } : {}
}

/** Some of an answer's records. */
export function part(answer: Answer, from: number, to?: number): Answer {
  return { ...answer, ranges: answer.ranges.subarray(2 * from, to === undefined ? undefined : 2 * to) }
}
