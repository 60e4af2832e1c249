import { chunks } from '../../core/chunks.ts'
import { PayloadError } from '../../core/errors.ts'
import { DAY, instantOf, type Micros } from '../../core/instant.ts'
import { newestFirst } from '../../core/planning.ts'
import type { Answer, Held, Io, Known, Page, Params, Plan, PlanContext, Resource, Slice } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { resumable } from '../../core/timeline.ts'
import { idOf } from '../../net/instants.ts'
import { recordsFromEnd, walk } from '../../net/walk.ts'
import { SETTLE } from './time.ts'

/** The venue cuts larger pages to this without a word. */
export const PAGE = 100
/** Closed rows still change now and then (a dispute, a corrected text): they are read as a whole again this often. */
const REREAD: Micros = 7 * DAY
/** A request line may be 8 KB long. */
const NAMES = 80
/** Tokens have 73 digits or more, the catalogue's ids up to seven. */
const TOKEN = 40

export type Catalogue = {
  readonly list: 'markets' | 'events'
  /** Sent with every page beside what the walk needs. */
  readonly query?: Params
  /** SQL for the catalogue's ids (one text column) of what is held as open. */
  readonly open: (held: Held) => Sql
}

/**
 * A list of the catalogue. What is open is read as a whole each time; what was open before and is not listed any more is
 * asked for by its id among what is closed. Closed rows are walked once by the time of their creation, and later only the
 * new ones. The open ones come first, so that a row that closes meanwhile is seen by one of the two.
 */
export function catalogue(of: Catalogue): Pick<Resource, 'plan' | 'pages' | 'whole' | 'pageCap' | 'axis'> {
  return {
    pageCap: PAGE,
    axis: 'updated',
    whole: (params) => params.pass === 'closed',
    plan: (context) => plan(context),
    pages: (slice, io, known) => pages(of, slice, { io, known }),
  }
}

async function plan(context: PlanContext): Promise<Plan> {
  if (context.markets.length > 0) return named(context.markets)
  const { status = 'all' } = context
  const slices: Slice[] = []
  const openFirst = status === 'all' || status === 'open'
  if (openFirst) slices.push(openPass(context))
  if (status !== 'open' && (context.phase > 0 || !openFirst)) {
    const whole = context.full || isOld(context)
    slices.push(...newestFirst({ ...context, full: whole }, { params: { pass: 'closed' }, from: 0, settle: SETTLE }))
  }
  const more = openFirst && status === 'all' && context.phase === 0
  return { slices, requests: slices.length, note: slices.length > 0 ? `one request per ${PAGE} rows` : '', more }
}

/** Whether the closed rows were last read as a whole too long ago. */
function isOld({ progress, now }: PlanContext): boolean {
  const ends = progress.flatMap(({ params, state, span }) =>
    params.pass === 'closed' && state === 'complete' && span?.from === 0 ? [span.to] : [],
  )
  return ends.length > 0 && now - Math.max(...ends) > REREAD
}

function openPass({ progress, full }: PlanContext): Slice {
  const left = full ? undefined : resumable(progress.filter(({ params }) => params.pass === 'open'))[0]
  return left ?? { name: 'open', params: { pass: 'open' } }
}

/** By the catalogue's id, a token, the id on the chain or the name in addresses; among what is open and what is closed. */
function named(names: readonly string[]): Plan {
  const spelt = names.map((name) => (name.startsWith('0x') ? name.toLowerCase() : name))
  const kinds = Map.groupBy(spelt, (name) =>
    name.startsWith('0x')
      ? 'condition_ids'
      : !/^\d+$/.test(name)
        ? 'slug'
        : name.length < TOKEN
          ? 'id'
          : 'clob_token_ids',
  )
  const slices = [...kinds].flatMap(([param, ofKind]) =>
    ['false', 'true'].flatMap((closed) =>
      chunks(ofKind, NAMES).map((items): Slice => {
        const place = items.length === 1 ? items[0] : `${items[0]} and ${items.length - 1} more`
        return { name: `${param} ${place} closed=${closed}`, params: { param, closed }, items }
      }),
    ),
  )
  return { slices, requests: slices.length, note: '' }
}

async function* pages(of: Catalogue, slice: Slice, { io, known }: { io: Io; known: Known }): AsyncGenerator<Page> {
  const { pass, param, closed } = slice.params
  const limit = String(slice.chunk ?? PAGE)
  const query: Params = { ...of.query, limit }
  if (pass === 'open') yield* openRows(of, slice, { io, known, query })
  else if (pass === 'closed')
    yield* keyset(io, slice, of, {
      ...query,
      closed: 'true',
      order: 'createdAt',
      ascending: 'false',
    })
  else yield* keyset(io, slice, of, { ...query, closed, [param!]: slice.items })
}

function keyset(io: Io, slice: Slice, { list }: Catalogue, query: Params): AsyncGenerator<Page> {
  const byTime = query.order === 'createdAt'
  return walk(io, slice, {
    path: `/${list}/keyset`,
    query,
    list,
    cursorParam: 'after_cursor',
    cursorField: 'next_cursor',
    ...(byTime && { reached: created }),
  })
}

/** When the last row of a page was made. */
function created(answer: Answer): Micros | undefined {
  for (const { createdAt } of recordsFromEnd(answer)) {
    const at = typeof createdAt === 'string' ? instantOf(createdAt) : undefined
    if (at !== undefined) return at
  }
  return undefined
}

type Asking = { readonly io: Io; readonly known: Known; readonly query: Params }
/** Where the pass stands: its cursor, the last id it saw, and the ids it should have seen. */
type Mark = { readonly cursor?: string; readonly last: number; readonly gone: readonly number[] }

async function* openRows(of: Catalogue, slice: Slice, { io, known, query }: Asking): AsyncGenerator<Page> {
  const begun: Mark = slice.cursor === undefined ? { last: -1, gone: [] } : JSON.parse(slice.cursor)
  let { last } = begun
  const gone = [...begun.gone]
  const before = (await known(of.open)).map(Number).sort((a, b) => a - b)
  let place = before.findIndex((id) => id > last)
  const passTo = (id: number) => {
    for (; place >= 0 && place < before.length && before[place]! <= id; place++)
      if (before[place]! < id) gone.push(before[place]!)
  }
  const rows = keyset(io, { ...slice, cursor: begun.cursor }, of, {
    ...query,
    closed: 'false',
    order: 'id',
    ascending: 'true',
  })
  let end: Page | undefined
  for await (const { answer, cursor } of rows) {
    for (let n = 0; n < answer.ranges.length / 2; n++) {
      const id = Number(idOf(answer, n) ?? Number.NaN)
      if (id < last)
        throw new PayloadError(`/${of.list}/keyset: expected rows in the order of their ids, got ${id} after ${last}`)
      if (Number.isNaN(id)) continue
      passTo(id)
      last = id
    }
    if (cursor === undefined) end = { answer }
    else yield { answer, cursor: JSON.stringify({ cursor, last, gone } satisfies Mark) }
  }
  passTo(Number.POSITIVE_INFINITY)
  let found = 0
  for (const part of chunks(gone, PAGE)) {
    yield { ...end!, cursor: JSON.stringify(begun) }
    const ids = part.map(String)
    const answer = await io.list(
      `/${of.list}/keyset`,
      { ...query, limit: String(PAGE), closed: 'true', id: ids },
      { list: of.list },
    )
    found += answer.ranges.length / 2
    end = { answer }
  }
  const missing = gone.length - found
  const proof = `the venue sent no further cursor; ${found} that were open before are closed${missing > 0 ? `, ${missing} are not shown any more` : ''}`
  yield { ...end!, proof }
}
