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

/**
 * One buffer, as large as could be: pages that are never written to never take memory. Many buffers would make the
 * engine collect garbage at each of them.
 */
export function packRecords({ count, longest, write }: Packing): Records {
  const bytes = Buffer.from(new ArrayBuffer(count * (longest + 1)))
  const ends = new Float64Array(count + 1)
  let at = 0
  for (let i = 0; i < count; i++) {
    at = write(i, bytes, at)
    bytes[at++] = COMMA_BYTE
    ends[i + 1] = at
  }
  return { slice: (from, to) => bytes.subarray(ends[from], Math.max(0, ends[to]! - 1)) }
}
