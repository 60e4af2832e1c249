/** Records in one run of bytes, each followed by a comma, so that a page is a slice and never a copy. */
export interface Records {
  /** Records from..to as they stand in a JSON list: commas between, none at the end. */
  slice(from: number, to: number): Uint8Array
}

const COMMA_BYTE = 44
export const COMMA = Buffer.from(',')

interface Packing {
  readonly count: number
  /** No record is longer than this. */
  readonly longest: number
  /** Writes record i at an offset and gives the offset behind it. */
  write(i: number, into: Buffer, offset: number): number
}

const PER_WINDOW = 8_192

/**
 * One buffer, as large as could be: pages that are never written to never take memory. Many buffers would make the
 * engine collect garbage at each of them. Records are written through windows on it, because offsets beyond 31 bits
 * cost several times as much.
 */
export function packRecords({ count, longest, write }: Packing): Records {
  const bytes = Buffer.from(new ArrayBuffer(count * (longest + 1)))
  const ends = new Float64Array(count + 1)
  for (let from = 0; from < count; from += PER_WINDOW) {
    const to = Math.min(count, from + PER_WINDOW)
    const start = ends[from]!
    const window = bytes.subarray(start, start + (to - from) * (longest + 1))
    let at = 0
    for (let i = from; i < to; i++) {
      at = write(i, window, at)
      window[at++] = COMMA_BYTE
      ends[i + 1] = start + at
    }
  }
  return { slice: (from, to) => bytes.subarray(ends[from], Math.max(0, ends[to]! - 1)) }
}
