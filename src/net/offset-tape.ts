import { PayloadError, RefusalError } from '../core/errors.ts'
import { SECOND, shortInstant } from '../core/instant.ts'
import type { Answer, Page, Slice } from '../core/source.ts'
import { hasPassed, olderFrom, part, reached, type Seconds, secondsOf } from './seconds.ts'

export type OffsetTape = Seconds & {
  /** Throws RefusalError where the venue lets nobody see further. */
  ask(offset: number): Promise<Answer>
}

/** Where a walk stands: where to ask again for the second that was read last; all newer seconds are told. */
type OffsetMark = {
  readonly offset: number
  /** The offset before, where this one lies too far back. */
  readonly from?: number
  readonly before: number
  readonly suspect?: string | undefined
}

/** A walk goes back by no more than this at once for pages of an older list. */
const FARTHEST = 500

/**
 * Walks by an offset, over a list that may grow at its head meanwhile. Each page begins again with the last second of the
 * page before, and the record before it, which shows that nothing was passed over; what is told again is left out. Where
 * the venue shows nothing further, the rest is suspect.
 */
export async function* tapeByOffset(slice: Slice, walk: OffsetTape): AsyncGenerator<Page> {
  let mark: OffsetMark = slice.cursor === undefined ? { offset: 0, before: 1e12 } : JSON.parse(slice.cursor)
  let last: Answer | undefined
  for (let back = 1; ; ) {
    const { offset, before } = mark
    const { answer, refused } = await askOr(walk, offset, mark.from)
    const seconds = secondsOf(answer, walk.at)
    const oldest = seconds.at(-1)
    if (refused === undefined && mark.from !== undefined) {
      const step = stepFor(seconds, { offset, before, back })
      const repeats = step > 0 && last?.body.equals(answer.body) === true
      last = answer
      if (step < 0) back *= 2
      if (step !== 0 && !repeats) {
        mark = { ...mark, offset: offset + step }
        continue
      }
    }
    back = 1
    const start = olderFrom(seconds, before)
    const passed = hasPassed(slice, oldest)
    const behind = passed ? undefined : (refused ?? (await lookBehind(walk, seconds, mark)))
    if (passed || (typeof behind === 'object' && behind.seconds.length === 0)) {
      const proof = passed ? 'the walk passed the start of the slice' : 'behind the last record the venue has nothing'
      const known = mark.suspect === undefined ? { proof } : { suspect: mark.suspect }
      yield { answer: part(answer, start), ...known, ...reached(oldest ?? before) }
      return
    }
    if (behind === undefined) {
      const tail = seconds.indexOf(oldest!)
      mark = { ...mark, offset: offset + Math.max(0, tail - 1), from: offset, before: oldest! + 1 }
      yield {
        answer: part(answer, start, Math.max(start, tail)),
        cursor: JSON.stringify(mark),
        ...reached(mark.before),
      }
    } else if (typeof behind === 'object' && behind.seconds.at(-1)! < before - 1) {
      mark =
        behind.seconds[0]! < before - 1
          ? { ...mark, offset: behind.offset, from: offset, before: before - 1 }
          : { offset: offset + seconds.length, before: before - 1, suspect: tooMany(before - 1) }
      yield { answer: part(answer, start), cursor: JSON.stringify(mark) }
    } else {
      const why =
        typeof behind === 'string' ? behind : `the venue gives the same records again from offset ${offset} on`
      yield {
        answer: part(answer, start),
        suspect: `nothing before ${shortInstant(before * SECOND)} can be seen: ${why}`,
      }
      return
    }
  }
}

/**
 * How far to move before a page can be told: on, where all of it was told, because the list has grown; back, where it begins
 * behind what comes next, because a cache gave it from a time when the list was shorter. Other offsets have answers of their own.
 */
function stepFor(seconds: readonly number[], { offset, before, back }: OffsetMark & { readonly back: number }): number {
  const [first = 0] = seconds
  const isBehind = offset > 0 ? first < before : first < before - 1
  if (isBehind && (offset === 0 || back > FARTHEST))
    throw new PayloadError(
      `expected the records of ${shortInstant((before - 1) * SECOND)}, got pages of an older list. Run the same command again in a few minutes; what was received is kept.`,
    )
  if (isBehind) return -Math.min(back, offset)
  return seconds.at(-1)! >= before ? Math.max(1, seconds.length - 1) : 0
}

/** The page at an offset; where the venue refuses it, the one before and the refusal. */
async function askOr(walk: OffsetTape, offset: number, from?: number): Promise<{ answer: Answer; refused?: string }> {
  try {
    return { answer: await walk.ask(offset) }
  } catch (error) {
    if (!(error instanceof RefusalError) || from === undefined) throw error
    return { answer: await walk.ask(from), refused: error.said }
  }
}

/**
 * Where a page tells nothing older: the seconds of what stands behind it, or why nobody may see it. Undefined where the walk
 * gets on without that. It is asked from the page's last record on, for the same reason.
 */
async function lookBehind(walk: OffsetTape, seconds: readonly number[], { offset, before }: OffsetMark) {
  const oldest = seconds.at(-1)
  if (oldest === undefined) return { offset, seconds }
  if (oldest < before - 1) return undefined
  try {
    for (let back = 1; back <= seconds.length; back *= 2) {
      const behind = secondsOf(await walk.ask(offset + seconds.length - back), walk.at)
      if (behind.length >= back && behind[0]! >= oldest)
        return { offset: offset + seconds.length - back, seconds: behind.slice(back) }
    }
    return 'the venue gives what is behind from an older list'
  } catch (error) {
    if (error instanceof RefusalError) return error.said
    throw error
  }
}

function tooMany(second: number): string {
  return `the second ${shortInstant(second * SECOND)} has more records than the venue gives at once`
}
