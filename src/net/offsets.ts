import { PayloadError } from '../core/errors.ts'
import type { Answer, Io, Page, Params, Slice } from '../core/source.ts'

export type Offsets = {
  readonly path: string
  /** Sent with every page, unchanged; the list's order must not change while it is read. */
  readonly query: Params
  readonly list: string | null
  readonly limit: number
  /** The largest offset that the venue takes: what lies behind is not shown. */
  readonly most?: number
}

/**
 * Reads a list by offset to its end: an empty page, since a venue may give fewer records than were asked for. Where the
 * venue shows nothing beyond an offset, the rest is suspect.
 */
export async function* offsets(
  io: Io,
  slice: Slice,
  { path, query, list, limit, most = Infinity }: Offsets,
): AsyncGenerator<Page> {
  let offset = slice.cursor === undefined ? 0 : Number(slice.cursor)
  let before: Answer | undefined
  /** A venue that does not understand the offset, or a cache before it, gives the page before once more. */
  const check = ({ body, ranges }: Answer) => {
    if (ranges.length > 0 && before !== undefined && body.equals(before.body))
      throw new PayloadError(`expected the records from ${offset} on, got those of the page before again`)
  }
  for (;;) {
    const answer = await io.list(path, { ...query, limit: String(limit), offset: String(offset) }, { list, check })
    before = answer
    const next = offset + answer.ranges.length / 2
    if (next === offset) {
      yield { answer, proof: `behind ${offset} records the venue has nothing` }
      return
    }
    if (next > most) {
      yield { answer, suspect: `the venue shows at most ${most} records behind the first` }
      return
    }
    yield { answer, cursor: String(next) }
    offset = next
  }
}
