import { PayloadError, RefusalError } from '../core/errors.ts'
import { SECOND } from '../core/instant.ts'
import type { Answer, Page, Slice } from '../core/source.ts'

/**
 * Lists newest first whose records have no name and bear whole seconds. Records that are equal in every field can only be
 * told apart by counting them, so each second is told whole, by one page.
 */
type Seconds = {
  /** The field that the list is sorted by: epoch seconds. */
  readonly at: string
}

export type CursorTape = Seconds & {
  ask(cursor: string | undefined): Promise<Answer>
  /** The cursor of the page behind; undefined at the end. */
  next(answer: Answer): string | undefined
}

export type OffsetTape = Seconds & {
  /** Throws RefusalError where the venue lets nobody see further. */
  ask(offset: number): Promise<Answer>
}

/** How often a page that leads back to itself is asked again before that is an error. */
const REPEATS = 3

/** Where a walk stands: where to ask again for the second that was read last, and all newer seconds are told. */
type CursorMark = { readonly cursor?: string | undefined; readonly before?: number }
type OffsetMark = {
  readonly offset: number
  /** The offset before, where this one lies too far back. */
  readonly from?: number
  readonly before: number
  readonly suspect?: string | undefined
}

/** Walks by a cursor. The last second of a page may go on behind it: its records wait and are told with the next page. */
export async function* tape(slice: Slice, walk: CursorTape): AsyncGenerator<Page> {
  const mark: CursorMark = slice.cursor === undefined ? {} : JSON.parse(slice.cursor)
  let { cursor, before = Number.POSITIVE_INFINITY } = mark
  let [held, heldSince]: [Answer | undefined, string | undefined] = [undefined, cursor]
  for (let repeats = 0; ; ) {
    const page = await walk.ask(cursor)
    const next = walk.next(page)
    if (next !== undefined && next === cursor) {
      if (repeats++ < REPEATS) continue
      throw new PayloadError(
        `the venue sent the cursor ${next} again; going on would loop. Run the same command again; what was received is kept.`,
      )
    }
    repeats = 0
    const waiting = held === undefined ? 0 : held.ranges.length / 2
    const answer = join(held, page)
    const seconds = secondsOf(answer, walk.at)
    const oldest = seconds.at(-1)
    const start = olderFrom(seconds, before)
    const tail = oldest === undefined ? 0 : seconds.indexOf(oldest)
    if (next === undefined) {
      yield { answer: part(answer, start), proof: 'the venue sent no further cursor', ...reached(oldest ?? before) }
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
    cursor = next
  }
}

/**
 * Walks by an offset, over a list that may grow at its head meanwhile. Each page begins again with the last second of the
 * page before; what is told again of newer seconds is left out. Where the venue shows nothing further, the rest is suspect.
 */
export async function* tapeByOffset(slice: Slice, walk: OffsetTape): AsyncGenerator<Page> {
  let mark: OffsetMark = slice.cursor === undefined ? { offset: 0, before: 1e12 } : JSON.parse(slice.cursor)
  for (;;) {
    const { offset, before } = mark
    const { answer, refused } = await askOr(walk, offset, mark.from)
    const seconds = secondsOf(answer, walk.at)
    const oldest = seconds.at(-1)
    const start = olderFrom(seconds, before)
    const passed = hasPassed(slice, oldest)
    const stands = oldest === undefined || oldest + 1 >= before
    const behind = refused ?? (stands && !passed ? await lookBehind(walk, offset + seconds.length) : undefined)
    if (passed || behind === 'nothing') {
      const proof = passed ? 'the walk passed the start of the slice' : 'behind the last record the venue has nothing'
      const known = mark.suspect === undefined ? { proof } : { suspect: mark.suspect }
      yield { answer: part(answer, start), ...known, ...reached(oldest ?? before) }
      return
    }
    if (behind === undefined) {
      const tail = seconds.indexOf(oldest!)
      mark = { ...mark, offset: offset + tail, from: offset, before: oldest! + 1 }
      yield {
        answer: part(answer, start, Math.max(start, tail)),
        cursor: JSON.stringify(mark),
        ...reached(mark.before),
      }
    } else if (typeof behind === 'number' && behind < before - 1) {
      const suspect = `second ${before - 1} has more records than the venue gives at once`
      mark = { offset: offset + seconds.length, before: before - 1, suspect }
      yield { answer: part(answer, start), cursor: JSON.stringify(mark) }
    } else {
      const why =
        typeof behind === 'string' ? behind : `the venue gives the same records again from offset ${offset} on`
      yield { answer: part(answer, start), suspect: `nothing older than ${before} s can be seen: ${why}` }
      return
    }
  }
}

/** The page at an offset; where the venue refuses it, the one before and the refusal. */
async function askOr(walk: OffsetTape, offset: number, from?: number): Promise<{ answer: Answer; refused?: string }> {
  try {
    return { answer: await walk.ask(offset) }
  } catch (error) {
    if (!(error instanceof RefusalError) || from === undefined) throw error
    return { answer: await walk.ask(from), refused: error.message }
  }
}

/** What stands behind all that was read: the second of its first record, nothing, or why nobody may see it. */
async function lookBehind(walk: OffsetTape, offset: number): Promise<number | string> {
  try {
    const seconds = secondsOf(await walk.ask(offset), walk.at)
    return seconds.length === 0 ? 'nothing' : seconds.at(-1)!
  } catch (error) {
    if (error instanceof RefusalError) return error.message
    throw error
  }
}

/** The seconds of the records, which must not rise. */
function secondsOf({ body, ranges, request }: Answer, field: string): number[] {
  const pattern = new RegExp(`"${field}"\\s*:\\s*"?(\\d+)`)
  const seconds = Array.from({ length: ranges.length / 2 }, (_, i) =>
    Number(pattern.exec(body.toString('latin1', ranges[2 * i], ranges[2 * i + 1]))?.[1] ?? Number.NaN),
  )
  const wrong = seconds.findIndex((second, i) => Number.isNaN(second) || second > (seconds[i - 1] ?? Infinity))
  if (wrong === -1) return seconds
  throw new PayloadError(`${request}: expected records newest first by "${field}" in seconds; record ${wrong} is not.`)
}

/** The place of the first record that is older than all that was told. */
function olderFrom(seconds: readonly number[], before: number): number {
  const found = seconds.findIndex((second) => second < before)
  return found === -1 ? seconds.length : found
}

function hasPassed({ span }: Slice, oldest: number | undefined): boolean {
  return oldest !== undefined && span !== undefined && oldest * SECOND < span.from
}

function reached(before: number): { reached?: number } {
  return before < 1e12 ? { reached: before * SECOND } : {}
}

/** Some of an answer's records. */
function part(answer: Answer, from: number, to?: number): Answer {
  return { ...answer, ranges: answer.ranges.subarray(2 * from, to === undefined ? undefined : 2 * to) }
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
