import { MILLISECOND } from '../../core/instant.ts'
import type { Io, Page, Slice } from '../../core/source.ts'
import { instantsOf } from '../../net/instants.ts'

const PAGE = 1000
/** The search takes no cursor, only an offset of at most 1,000; pages overlap, because markets come in while it is walked. */
const OFFSETS = [0, 990] as const

/** Markets by the time of their resolution, newest first, back to the start of the slice. */
export async function* resolvedSince(slice: Slice, io: Io): AsyncGenerator<Page> {
  const { from } = slice.asked!
  for (const offset of OFFSETS) {
    const answer = await io.list(
      '/search-markets',
      { sort: 'resolve-date', filter: 'resolved', token: 'ALL', limit: String(PAGE), offset: String(offset) },
      { list: null },
    )
    const instants = instantsOf(answer, 'resolutionTime').filter((ms) => !Number.isNaN(ms))
    const oldest = Math.min(...instants) * MILLISECOND
    if (answer.ranges.length / 2 < PAGE)
      yield { answer, proof: `the last page held ${answer.ranges.length / 2} of ${PAGE} markets` }
    else if (oldest < from) yield { answer, proof: 'the walk passed the start of the slice' }
    else if (offset === OFFSETS.at(-1)) {
      yield {
        answer,
        suspect: `more than ${offset + PAGE} markets were resolved since; run the same command with --full`,
      }
    } else {
      yield { answer, cursor: String(offset) }
      continue
    }
    return
  }
}
