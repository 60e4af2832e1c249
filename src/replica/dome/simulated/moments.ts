import { mix } from '../../economy/random.ts'
import type { Window } from '../library.ts'

const HOUR_MILLIS = 3_600_000
/** Hours of a hole, of which one in nine is none at all: 41 of them, as the longest one that was seen. */
const HOLE = 41
/** Snapshots of an hour in a lively market, at most. */
const MOST = 120

/** Milliseconds of a book's snapshots, newest first: recorded when the book moved, with holes of hours and days. */
export function* momentsBack(salt: number, { from, to }: Window): Generator<number> {
  for (let hour = Math.floor(to / HOUR_MILLIS); (hour + 1) * HOUR_MILLIS > from; hour--) {
    for (const millis of momentsIn(salt, hour)) if (millis >= from && millis <= to) yield millis
  }
}

function momentsIn(salt: number, hour: number): number[] {
  if (mix(salt, Math.floor(hour / HOLE)) % 9 === 0 || mix(salt, hour) % 7 === 0) return []
  const drawn = mix(mix(salt, hour), 1) / 2 ** 32
  const count = 1 + Math.min(MOST - 1, Math.floor(-(1 + (salt % 16)) * Math.log(1 - drawn)))
  const moments = Array.from({ length: count }, (_, i) => mix(mix(salt, hour), 2 + i) % HOUR_MILLIS)
  return [...new Set(moments)].sort((a, b) => b - a).map((millis) => hour * HOUR_MILLIS + millis)
}
