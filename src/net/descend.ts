import { NotFoundError, PayloadError, UserError } from '../core/errors.ts'
import { MILLISECOND } from '../core/instant.ts'
import type { Answer, Io, Page, Params, Slice } from '../core/source.ts'
import { type Halving, halve } from './halve.ts'
import { idOf, instantsOf } from './instants.ts'

export type Descent = {
  readonly path: string
  /** Sent with every page, unchanged. */
  readonly query: Params
  readonly list: string | null
  /** Records asked for on a page; and the most the venue gives, asked where one instant fills a page. */
  readonly limit: number
  readonly most?: number
  /** The field that the list is sorted by, newest first: epoch milliseconds. */
  readonly at: string
  /** How "older than" is said: by an instant in ms, or by the id of a record. Both are exclusive. */
  readonly before: { readonly time: (ms: number) => Params } | { readonly id: string }
  /** What divides the records of one instant where they are more than the venue gives at once. */
  readonly apart?: Halving['dimensions']
  /** How "newer than" is said, where the venue takes that: by an instant in ms, exclusive. */
  readonly after?: (ms: number) => Params
}

/** Where a walk stands: what the next page must lie before, and what it must hold. */
type Mark = {
  /** Every record of the next page is older than this (ms). */
  readonly bound?: number
  /** Records to go on from where the venue takes ids, best first, each with its instant. */
  readonly anchors?: readonly (readonly [id: string, at: number])[]
  /** A record that the next page repeats. */
  readonly repeats?: string
  /** The oldest instant read so far (ms). */
  readonly oldest?: number
  /** Why the walk can no longer prove that it has everything. */
  readonly suspect?: string | undefined
}

/** Anchors kept, because a record may vanish or move to the top while the walk goes on. */
const ANCHORS = 4
/** How often a page that lacks what it must repeat is asked again before its record counts as deleted. */
const REASKS = 3

/**
 * Walks a list newest first through a cursor that is a strict inequality on an instant which several records share: each
 * page begins again with the last instant of the page before, so that none of them is lost; what comes twice is dropped by
 * its content. A walk ends where a page that is not full brings nothing older than the one before it. A page with records
 * that were not asked for is a repeated one or shows that its cursor was not understood: it is asked again, then from
 * another record.
 */
export async function* descend(io: Io, slice: Slice, walk: Descent): AsyncGenerator<Page> {
  let mark: Mark = slice.cursor === undefined ? firstMark(slice, walk) : JSON.parse(slice.cursor)
  let { limit } = walk
  for (let confirmed = 0, pages = 1; ; pages++) {
    const { answer, instants, repeated } = await ask(io, walk, { mark, limit, after: startOf(slice, walk) })
    if (repeated) confirmed++
    const oldest = least(instants)
    const full = instants.length >= limit
    if (full && Number.isNaN(oldest)) {
      throw new PayloadError(`GET ${walk.path}: expected "${walk.at}" in the records, found it in none of a full page.`)
    }
    const passed = slice.span !== undefined && oldest * MILLISECOND < slice.span.from
    // A page may lack a record for once: short pages end a walk when what is asked behind them is nothing new.
    const ended = !full && (Number.isNaN(oldest) || oldest === mark.oldest)
    if (ended || passed) {
      const proof = passed ? 'the walk passed the start of the slice' : 'behind the last record the venue has nothing'
      const read = Number.isNaN(oldest) ? (mark.oldest ?? (slice.asked && slice.asked.from / MILLISECOND)) : oldest
      yield {
        answer,
        ...(read !== undefined && { reached: read * MILLISECOND }),
        ...(mark.suspect === undefined
          ? { proof: `${proof}, ${confirmed} of ${pages - 1} pages repeated the last record before them` }
          : { suspect: mark.suspect }),
      }
      return
    }
    const place = { answer, instants, oldest }
    const next = nextPlace(walk, mark, place)
    const stuck = full && next === undefined
    if (stuck && limit < (walk.most ?? 0)) {
      limit = walk.most!
      continue
    }
    const crowd = stuck ? await crowded(io, walk, oldest) : undefined
    const before = mark
    mark = {
      oldest,
      suspect: mark.suspect ?? (crowd !== undefined ? crowd.suspect : stuck ? tooMany(walk, oldest) : undefined),
      ...(next ?? (full ? beyond : behind)(walk, place)),
    }
    limit = walk.limit
    const answers = crowd?.answers ?? [answer]
    // Only the last of them leads on: a walk that is cut off between the parts of an instant begins with it again.
    for (const [i, part] of answers.entries()) {
      const cursor = JSON.stringify(i === answers.length - 1 ? mark : before)
      yield { answer: part, cursor, reached: (oldest + 1) * MILLISECOND }
    }
  }
}

/** A slice that asks beyond what it proves is the newest: it begins at the top of the list, whatever has come in since. */
function firstMark({ asked, span }: Slice, { before }: Descent): Mark {
  const newest = asked === undefined || (span !== undefined && asked.to > span.to)
  return newest || 'id' in before ? {} : { bound: Math.ceil(asked.to / MILLISECOND) }
}

/** What the next page lies behind (ms, exclusive): the start of the slice, which moves up when another walks its lower part. */
function startOf({ asked, span }: Slice, { after }: Descent): number | undefined {
  const from = Math.max(asked?.from ?? 0, span?.from ?? 0)
  return after === undefined || from === 0 ? undefined : Math.floor(from / MILLISECOND) - 1
}

type Asking = { readonly mark: Mark; readonly limit: number; readonly after: number | undefined }

/** A page, the instants of its records, and whether it repeats the record that it must. */
type Asked = { readonly answer: Answer; readonly instants: readonly number[]; readonly repeated: boolean }

/** Asks for the page after a mark: from its best anchor, and from the others where that one fails. */
async function ask(io: Io, walk: Descent, { mark, ...asking }: Asking): Promise<Asked> {
  const { before } = walk
  if ('time' in before)
    return askOnce(io, walk, { ...asking, mark, older: mark.bound === undefined ? {} : before.time(mark.bound) })
  if (mark.anchors === undefined) return askOnce(io, walk, { ...asking, mark, older: {} })
  for (const [i, [id, at]] of mark.anchors.entries()) {
    try {
      return await askOnce(io, walk, { ...asking, mark: { ...mark, bound: at }, older: { [before.id]: id } })
    } catch (error) {
      const mayMove = error instanceof PayloadError || error instanceof NotFoundError
      if (!mayMove || i === mark.anchors.length - 1) throw error
    }
  }
  throw new UserError(`GET ${walk.path}: the cursor of this walk names no record. Run the same command with --fresh.`)
}

async function askOnce(
  io: Io,
  { path, query, list, at, after: newer }: Descent,
  { limit, mark, after, older }: Asking & { older: Params },
): Promise<Asked> {
  const { bound, repeats } = mark
  const params = { ...query, limit: String(limit), ...older, ...(after !== undefined && newer?.(after)) }
  for (let tries = 0; ; tries++) {
    let instants: readonly number[] | undefined
    const check = (answer: Answer) => {
      instants = instantsOf(answer, at)
      const wrong = instants.find((ms) => ms >= (bound ?? Number.POSITIVE_INFINITY) || ms <= (after ?? -1))
      if (wrong === undefined) return
      throw new PayloadError(
        `expected records with ${at} between ${after ?? 'the beginning'} and ${bound ?? 'now'}, got one of ${wrong}: another page came, or its cursor moved`,
      )
    }
    const answer = await io.list(path, params, { list, check })
    const repeated = repeats !== undefined && holds(answer, repeats)
    if (repeated || repeats === undefined || tries >= REASKS)
      return { answer, instants: instants ?? instantsOf(answer, at), repeated }
  }
}

type Place = { readonly answer: Answer; readonly instants: readonly number[]; readonly oldest: number }

/** Where a page leads, or undefined when all its records share one instant, so that no cursor gets on. */
function nextPlace({ before }: Descent, mark: Mark, { answer, instants, oldest }: Place): Mark | undefined {
  const repeats = idOf(answer, instants.indexOf(oldest))
  const kept = repeats === undefined ? {} : { repeats }
  if ('time' in before) {
    const isStuck = mark.bound !== undefined && oldest + 1 >= mark.bound
    return isStuck ? undefined : { ...kept, bound: oldest + 1 }
  }
  const newer = instants.flatMap((ms, n) => (ms > oldest ? [{ ms, n }] : [])).sort((a, b) => a.ms - b.ms)
  const anchors = newer.slice(0, ANCHORS).flatMap(({ ms, n }) => {
    const id = idOf(answer, n)
    return id === undefined ? [] : [[id, ms] as const]
  })
  return anchors.length === 0 ? undefined : { ...kept, anchors }
}

/** All records of one instant that is too full for a page, where the venue lets it be divided. */
async function crowded(
  io: Io,
  { path, query, list, limit, most = limit, before, after, apart }: Descent,
  at: number,
): Promise<{ answers: Answer[]; suspect: string | undefined } | undefined> {
  if (apart === undefined || after === undefined || !('time' in before)) return undefined
  const asked = { from: at * MILLISECOND, to: (at + 1) * MILLISECOND }
  const window = (from: number, to: number) => ({ ...after(from - 1), ...before.time(to), limit: String(most) })
  const halving = { path, query, list, cap: most, window, dimensions: apart }
  const pages = await Array.fromAsync(halve(io, { name: '', params: {}, asked }, halving))
  return { answers: pages.map((page) => page.answer), suspect: pages.at(-1)?.suspect }
}

/** Behind a page that is not full and whose records share one instant: to see that nothing older is there. */
function behind({ before }: Descent, { answer, oldest }: Place): Mark {
  return 'time' in before ? { bound: oldest + 1 } : afterLast(answer, oldest)
}

/** Behind an instant that fills a page by itself. */
function beyond({ before }: Descent, { answer, oldest }: Place): Mark {
  return 'time' in before ? { bound: oldest } : afterLast(answer, oldest + 1)
}

function afterLast(answer: Answer, bound: number): Mark {
  const id = idOf(answer, answer.ranges.length / 2 - 1)
  return id === undefined ? {} : { anchors: [[id, bound]] }
}

/** Why a walk that goes on behind an instant like that can no longer prove that it has everything. */
function tooMany({ at, limit, most = limit }: Descent, oldest: number): string {
  return `more than ${most} records share ${at} ${oldest}, and the venue gives at most ${most} at once`
}

function holds({ body }: Answer, id: string): boolean {
  return body.includes(JSON.stringify(id))
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => (Number.isNaN(a) || b < a ? b : a), Number.NaN)
}
