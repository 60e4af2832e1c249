import type { Answer, Page, Slice } from '../core/source.ts'
import { hasPassed, olderFrom, part, reached, type Seconds, secondsOf } from './seconds.ts'

export type CursorTape = Seconds & {
  /** The pages from a cursor on, or from the beginning; the last one has no cursor. */
  pages(cursor: string | undefined): AsyncIterable<Page>
}

/** Where a walk stands: where to ask again for the second that was read last; all newer seconds are told. */
type CursorMark = { readonly cursor?: string | undefined; readonly before?: number }

/** Walks by a cursor. The last second of a page may go on behind it: its records wait and are told with the next page. */
export async function* tape(slice: Slice, { at, pages }: CursorTape): AsyncGenerator<Page> {
  const mark: CursorMark = slice.cursor === undefined ? {} : JSON.parse(slice.cursor)
  let { cursor, before = Number.POSITIVE_INFINITY } = mark
  let [held, heldSince]: [Answer | undefined, string | undefined] = [undefined, cursor]
  for await (const page of pages(cursor)) {
    const waiting = held === undefined ? 0 : held.ranges.length / 2
    const answer = join(held, page.answer)
    const seconds = secondsOf(answer, at)
    const oldest = seconds.at(-1)
    const start = olderFrom(seconds, before)
    const tail = oldest === undefined ? 0 : seconds.indexOf(oldest)
    if (page.cursor === undefined) {
      yield { ...page, answer: part(answer, start), ...reached(oldest ?? before) }
      return
    }
    if (hasPassed(slice, oldest)) {
      // Its last second, which may go on behind it, lies before the slice.
      const told = part(answer, start, Math.max(start, tail))
      yield { answer: told, proof: 'the walk passed the start of the slice', ...reached(oldest!) }
      return
    }
    if (tail >= waiting) heldSince = cursor
    if (oldest !== undefined) before = Math.min(before, oldest + 1)
    held = part(answer, Math.max(start, tail))
    yield {
      answer: part(answer, start, Math.max(start, tail)),
      cursor: JSON.stringify({ cursor: heldSince, ...(before < Infinity && { before }) }),
      ...reached(before),
    }
    cursor = page.cursor
  }
}

/** An answer with records that waited before it; they are kept under its request, which completed their second. */
function join(held: Answer | undefined, answer: Answer): Answer {
  if (held === undefined || held.ranges.length === 0) return answer
  const [from, to] = [held.ranges[0]!, held.ranges.at(-1)!]
  const shift = to - from
  const ranges = new Uint32Array(held.ranges.length + answer.ranges.length)
  ranges.set(held.ranges.map((at) => at - from))
  ranges.set(
    answer.ranges.map((at) => at + shift),
    held.ranges.length,
  )
  return { ...answer, body: Buffer.concat([held.body.subarray(from, to), answer.body]), ranges }
}
