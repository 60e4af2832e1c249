import type { Fill, Tape } from '../../economy/tape.ts'
import type { Micros } from '../../economy/types.ts'
import { first } from '../../search.ts'

/** A fill and the trade it belongs to; leg 0 is the taker's. */
export interface Leg {
  readonly entry: number
  readonly leg: number
  readonly at: Micros
  readonly fill: Fill
}

export function legsOf(tape: Tape, entry: number): Leg[] {
  const at = tape.time(entry)
  return tape.fills(entry).map((fill, leg) => ({ entry, leg, at, fill }))
}

/** Those of a list that have happened. */
export function visible({ time }: Tape, entries: Uint32Array, now: Micros): Uint32Array {
  return entries.subarray(
    0,
    first(entries.length, (i) => time(entries[i]!) > now),
  )
}
