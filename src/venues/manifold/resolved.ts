import { MILLISECOND } from '../../core/instant.ts'
import type { Answer, Io, Known, Page, Slice } from '../../core/source.ts'
import { literals } from '../../core/sql.ts'
import { idOf, instantsOf } from '../../net/instants.ts'
import { newestMarkets } from './per-market.ts'

const PAGE = 1000
/** The search takes no cursor, only an offset of at most 1,000; pages overlap, because markets come in while it is walked. */
const OFFSETS = [0, 990] as const

/**
 * Markets by the time of their resolution, newest first, back to the start of the slice. Those whose resolution is known
 * already are left out: the search writes records a little differently from the list, so each would count as changed.
 */
export async function* resolvedSince(slice: Slice, io: Io, known: Known): AsyncGenerator<Page> {
  const { from } = slice.asked!
  for (const offset of OFFSETS) {
    const listed = await io.list(
      '/search-markets',
      { sort: 'resolve-date', filter: 'resolved', token: 'ALL', limit: String(PAGE), offset: String(offset) },
      { list: null },
    )
    const instants = instantsOf(listed, 'resolutionTime').filter((ms) => !Number.isNaN(ms))
    const oldest = Math.min(...instants) * MILLISECOND
    const answer = await newsIn(listed, known)
    if (listed.ranges.length / 2 < PAGE)
      yield { answer, proof: `the last page held ${listed.ranges.length / 2} of ${PAGE} markets` }
    else if (oldest < from) yield { answer, proof: 'the walk passed the start of the slice' }
    else if (offset === OFFSETS.at(-1)) {
      // What lies before the slice is read again as far as the venue gives it.
      if (oldest < slice.span!.from) yield { answer, proof: 'the walk passed the start of the slice' }
      else
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

/** The records whose market is not held with that very resolution. */
async function newsIn(answer: Answer, known: Known): Promise<Answer> {
  const ids = Array.from({ length: answer.ranges.length / 2 }, (_, n) => idOf(answer, n))
  const held = new Set(
    await known(
      (
        all,
      ) => `select market || ' ' || coalesce(try(payload->>'resolutionTime'), '') || ' ' || coalesce(try(payload->>'resolution'), '')
        from (${newestMarkets(all)}) where market in ${literals(ids.filter((id) => id !== undefined))} and try(payload->>'isResolved') = 'true'`,
    ),
  )
  const isNews = (n: number) => ids[n] === undefined || !held.has(`${ids[n]} ${resolutionOf(answer, n)}`)
  return { ...answer, ranges: answer.ranges.filter((_, i) => isNews(i >> 1)) }
}

function resolutionOf({ body, ranges }: Answer, n: number): string {
  const { resolutionTime, resolution } = JSON.parse(body.toString('utf8', ranges[2 * n], ranges[2 * n + 1]))
  return `${resolutionTime ?? ''} ${resolution ?? ''}`
}
