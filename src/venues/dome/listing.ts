import { HOUR, type Micros, SECOND } from '../../core/instant.ts'
import type { Answer, Io, Known, Page, Params, Slice } from '../../core/source.ts'
import { recordsFromEnd } from '../../net/walk.ts'
import { countHeld, countNew } from './held.ts'
import { textsOf, totalOf, walkPages } from './paging.ts'

const PATH = '/polymarket/markets'
/** A market may appear so long after the start that it bears; where one came later, the venue's total shows it. */
const LATE: Micros = 6 * HOUR

/** Where a counted walk stands: its cursor, distinct markets so far, open ones among them, and the venue's first total. */
type Mark = {
  readonly cursor?: string
  readonly page: number
  readonly seen: number
  readonly active: number
  readonly total?: number
}

/**
 * Walks a list to its end and holds the number of distinct markets against the venue's total. Without a filter the list is
 * kept in order by the start of its markets; with one by volume, which moves, so that rows can be skipped or come twice.
 */
export async function* counted(io: Io, slice: Slice, query: Params): AsyncGenerator<Page> {
  const begun: Mark = slice.cursor === undefined ? { page: 0, seen: 0, active: 0 } : JSON.parse(slice.cursor)
  const ids = new Set<string>()
  let { page, active, total: first } = begun
  for await (const { answer, cursor } of walkPages(
    io,
    { ...slice, cursor: begun.cursor },
    { path: PATH, query, list: 'markets' },
  )) {
    for (const id of textsOf(answer, 'condition_id')) ids.add(id)
    const seen = begun.seen + ids.size
    const figures = figuresOf(answer, { page: ++page, active })
    active = figures.total_active
    const total = totalOf(answer)
    first ??= total
    if (cursor !== undefined) {
      const mark: Mark = { cursor, page, seen, active, ...(first !== undefined && { total: first }) }
      yield { answer, cursor: JSON.stringify(mark), figures }
      continue
    }
    // Markets may come and go while the walk lasts.
    const least = Math.min(first ?? 0, total ?? 0)
    if (seen >= least) yield { answer, figures, proof: `${seen} distinct markets, the venue counts ${total ?? 'none'}` }
    else yield { answer, figures, suspect: `${seen} distinct markets came, and the venue counts ${least}` }
  }
}

/**
 * Walks the list without a filter from its newest market down to those that were there before: past the start of the slice,
 * and until what is held and what came make up the venue's total.
 */
export async function* newest(
  io: Io,
  slice: Slice,
  { known, query }: { known: Known; query: Params },
): AsyncGenerator<Page> {
  const stop = (slice.span?.from ?? 0) - LATE
  const held = await countHeld(known)
  let fresh = 0
  let figures = { page: 0, active: 0, total_active: 0 }
  for await (const { answer, cursor } of walkPages(io, slice, { path: PATH, query, list: 'markets' })) {
    figures = figuresOf(answer, { page: figures.page + 1, active: figures.total_active })
    fresh += await countNew(known, textsOf(answer, 'condition_id'))
    const total = totalOf(answer)
    const passed = (oldestStart(answer) ?? stop) < stop && held + fresh >= (total ?? 0)
    if (cursor !== undefined && !passed) yield { answer, cursor, figures }
    else {
      yield { answer, figures, proof: `${fresh} new markets beside ${held}, the venue counts ${total ?? 'none'}` }
      return
    }
  }
}

function figuresOf(answer: Answer, { page, active }: { page: number; active: number }) {
  const open = textsOf(answer, 'status').filter((status) => status === 'open').length
  return { page, active: open, total_active: active + open }
}

/** When the last market of a page starts that tells it. */
function oldestStart(answer: Answer): Micros | undefined {
  for (const { start_time } of recordsFromEnd(answer)) if (typeof start_time === 'number') return start_time * SECOND
  return undefined
}
