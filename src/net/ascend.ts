import { PayloadError } from '../core/errors.ts'
import type { Answer, Io, Page, Params, Slice } from '../core/source.ts'
import { instantsOf } from './instants.ts'

export type Ascent = {
  readonly path: string
  /** Sent with every page, unchanged. */
  readonly query: Params
  readonly list: string | null
  /** Records asked for on a page; and the most the venue gives, asked where one instant fills a page. */
  readonly limit: number
  readonly most?: number
  /** The field that the list is sorted by, oldest first: epoch milliseconds. */
  readonly at: string
  /** The parameter that takes the instant (ms, exclusive) to go on from. */
  readonly after: string
}

/**
 * Walks a list oldest first by time, for lists that take no "older than". Each page begins again with the last instant of
 * the page before, so that records which share it are not lost. A page that is not full is the last one.
 */
export async function* ascend(io: Io, slice: Slice, walk: Ascent): AsyncGenerator<Page> {
  const { path, query, list, at, most = walk.limit } = walk
  let { limit } = walk
  let after = slice.cursor === undefined ? undefined : Number(slice.cursor)
  for (;;) {
    const check = (answer: Answer) => {
      const early = after === undefined ? undefined : instantsOf(answer, at).find((ms) => ms <= after!)
      if (early !== undefined)
        throw new PayloadError(`expected records with ${at} after ${after}, got one of ${early}: a page came again`)
    }
    const params = { ...query, limit: String(limit), [walk.after]: after === undefined ? undefined : String(after) }
    const answer = await io.list(path, params, { list, check })
    const instants = instantsOf(answer, at).filter((ms) => !Number.isNaN(ms))
    if (answer.ranges.length / 2 < limit) {
      yield { answer, proof: `the last page held ${answer.ranges.length / 2} of ${limit} records` }
      return
    }
    const next = Math.max(...instants) - 1
    const isStuck = !Number.isFinite(next) || (after !== undefined && next <= after)
    if (isStuck && limit < most) {
      limit = most
      continue
    }
    if (isStuck) {
      yield {
        answer,
        suspect: `more than ${limit} records share ${at} ${next + 1}, and the venue gives at most ${limit} at once`,
      }
      return
    }
    after = next
    limit = walk.limit
    yield { answer, cursor: String(after) }
  }
}
