import { PayloadError } from '../../core/errors.ts'
import { SECOND } from '../../core/instant.ts'
import type { Answer, Io, Page, Params, Slice } from '../../core/source.ts'
import { halve } from '../../net/halve.ts'
import { found } from '../../net/missing.ts'
import { tapeByOffset } from '../../net/offset-tape.ts'
import { tape } from '../../net/tape.ts'
import { walk } from '../../net/walk.ts'

/** A list of what happened, newest first, of a market or a trader, as both versions of the API give it. */
export type Tapes = {
  readonly v2: { readonly path: string; readonly query: Params }
  readonly v1: { readonly path: string; readonly query: Params }
}

/** The newer version refuses more. */
const V2_PAGE = 1000
/** Never clamped to less by the older version since August 2025; what is not full is therefore the end. */
const V1_PAGE = 500

/** Servers that do not know the newer version, by their client. */
const older = new WeakSet<Io>()

/** How a walk is being read: it goes on the same way after a stop. */
const WAYS = ['v2', 'offset', 'windows'] as const
type Way = (typeof WAYS)[number]

/**
 * By the newer version's cursor, which reaches everything; where the server does not know it, by offset as far as that goes,
 * then by windows of time, where the server obeys them. What neither reaches is suspect.
 */
export async function* tapes(slice: Slice, io: Io, of: Tapes): AsyncGenerator<Page> {
  const { way, rest } = resumed(slice)
  if (way === undefined || way === 'v2') {
    const reads = byCursor(rest, io, of)
    const first = older.has(io) ? undefined : await firstOf(reads, io)
    if (first !== undefined) {
      yield marked('v2', first)
      for await (const page of reads) yield marked('v2', page)
      return
    }
  }
  if (way !== 'windows') {
    const reads = byOffset(way === 'offset' ? rest : { ...rest, cursor: undefined }, io, of)
    let end: Page | undefined
    for await (const page of reads) {
      if (page.suspect === undefined) yield marked('offset', page)
      else end = page
    }
    if (end === undefined) return
    const told = { ...slice, asked: { from: slice.span?.from ?? 0, to: end.reached ?? slice.asked!.to } }
    if (!(await obeysWindows(told, io, of))) {
      yield end
      return
    }
    yield {
      answer: end.answer,
      cursor: `windows ${JSON.stringify(told.asked)}`,
      ...(end.reached && { reached: end.reached }),
    }
    yield* byWindows(told, io, of)
    return
  }
  yield* byWindows(rest, io, of)
}

async function firstOf(reads: AsyncGenerator<Page>, io: Io): Promise<Page | undefined> {
  const first = await found(reads.next())
  if (first === undefined) older.add(io)
  return first?.value
}

function resumed(slice: Slice): { way: Way | undefined; rest: Slice } {
  const way = WAYS.find((one) => slice.cursor?.startsWith(`${one} `))
  if (way === undefined) return { way, rest: slice }
  const cursor = slice.cursor!.slice(way.length + 1)
  // Windows begin from what they are asked; their own cursor is a list of parts.
  if (way === 'windows' && cursor.startsWith('{"from"'))
    return { way, rest: { ...slice, cursor: undefined, asked: JSON.parse(cursor) } }
  return { way, rest: { ...slice, cursor } }
}

function marked(way: Way, page: Page): Page {
  return page.cursor === undefined ? page : { ...page, cursor: `${way} ${page.cursor}` }
}

/** The wallet or the market that is asked for. */
function scope({ params }: Slice, market: 'condition' | 'market'): Params {
  return params.trader === undefined ? { [market]: params.market } : { user: params.trader }
}

function byCursor(slice: Slice, io: Io, { v2 }: Tapes): AsyncGenerator<Page> {
  const { name, params } = slice
  const query = { ...v2.query, ...scope(slice, 'condition'), limit: String(slice.chunk ?? V2_PAGE) }
  return tape(slice, {
    at: 'timestamp',
    pages: (cursor) => walk(io, { name, params, cursor }, { path: v2.path, query, list: 'data', next: nextOf }),
  })
}

function nextOf({ envelope, request }: Answer): string | undefined {
  const { has_more: more, next_cursor: next } = Object(Object(envelope).pagination) as Record<string, unknown>
  if (more === false) return undefined
  if (more === true && typeof next === 'string' && next !== '') return next
  throw new PayloadError(
    `${request}: expected pagination with has_more and next_cursor, got ${JSON.stringify(envelope).slice(0, 200)}`,
  )
}

function byOffset(slice: Slice, io: Io, { v1 }: Tapes): AsyncGenerator<Page> {
  const query = { ...v1.query, ...scope(slice, 'market'), limit: String(slice.chunk ?? V1_PAGE) }
  return tapeByOffset(slice, {
    at: 'timestamp',
    ask: (offset) => io.list(v1.path, { ...query, offset: String(offset) }, { list: null }),
  })
}

/** Bounds overlap by a second each way: whether they are inclusive is nowhere said, and what comes twice is the same record. */
const bounds = (from: number, to: number): Params => ({ start: String(Math.max(0, from - 1)), end: String(to) })

async function obeysWindows(slice: Slice, io: Io, { v1 }: Tapes): Promise<boolean> {
  const query = { ...v1.query, ...scope(slice, 'market'), limit: '1' }
  const { ranges } = await io.list(v1.path, { ...query, start: '1', end: '2' }, { list: null })
  return ranges.length === 0
}

async function* byWindows(slice: Slice, io: Io, { v1 }: Tapes): AsyncGenerator<Page> {
  const query = { ...v1.query, ...scope(slice, 'market'), limit: String(V1_PAGE) }
  const reads = halve(io, slice, { path: v1.path, query, list: null, cap: V1_PAGE, unit: SECOND, window: bounds })
  for await (const page of reads) yield marked('windows', page)
}
