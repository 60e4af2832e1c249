/** Records in one run of bytes per chunk, each followed by a comma, so that a page is a slice and never a copy. */
export interface Records {
  readonly bytes: number
  /** Records from..to as they stand in a JSON list: commas between, none at the end. */
  slice(from: number, to: number): Uint8Array[]
}

const PER_CHUNK = 16_384

export const COMMA = Buffer.from(',')

interface Packing {
  readonly count: number
  /** No record is longer than this. */
  readonly longest: number
  /** Writes record i at an offset and gives the offset behind it. */
  write(i: number, into: Buffer, offset: number): number
}

export function packRecords({ count, longest, write }: Packing): Records {
  const chunks: Buffer[] = []
  const offsets: Uint32Array[] = []
  const scratch = Buffer.allocUnsafeSlow(Math.max(1, Math.min(count, PER_CHUNK)) * (longest + 1))
  let bytes = 0
  for (let from = 0; from < count; from += PER_CHUNK) {
    const size = Math.min(PER_CHUNK, count - from)
    const ends = new Uint32Array(size + 1)
    let at = 0
    for (let i = 0; i < size; i++) {
      at = write(from + i, scratch, at)
      scratch[at++] = 44
      ends[i + 1] = at
    }
    const chunk = Buffer.allocUnsafeSlow(at)
    scratch.copy(chunk, 0, 0, at)
    chunks.push(chunk)
    offsets.push(ends)
    bytes += at
  }
  return { bytes, slice: (from, to) => sliceOf({ chunks, offsets }, from, to) }
}

interface Packed {
  readonly chunks: readonly Buffer[]
  readonly offsets: readonly Uint32Array[]
}

function sliceOf({ chunks, offsets }: Packed, from: number, to: number): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (let at = from; at < to; ) {
    const chunk = Math.floor(at / PER_CHUNK)
    const first = at - chunk * PER_CHUNK
    const end = Math.min(to - chunk * PER_CHUNK, PER_CHUNK)
    at = chunk * PER_CHUNK + end
    const lastComma = at === to ? 1 : 0
    parts.push(chunks[chunk]!.subarray(offsets[chunk]![first]!, offsets[chunk]![end]! - lastComma))
  }
  return parts
}
