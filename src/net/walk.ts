import { PayloadError } from '../core/errors.ts'
import type { Answer, Io, Page, Params, Slice } from '../core/source.ts'

export type Walk = {
  readonly path: string
  /** Sent with every page, unchanged. */
  readonly query: Params
  /** Key of the list in the body. */
  readonly list: string
  /** Query parameter that takes the cursor, or what the cursor is asked with; and its place in the body. Both `cursor` unless named. */
  readonly cursorParam?: string | ((cursor: string) => Params)
  readonly cursorField?: string
  /** Reads the cursor where it is no field of the body; undefined on the last page. */
  next?(answer: Answer): string | undefined
  /** The cursor that means: that was the last page. */
  readonly lastCursor?: string
  /** For walks in time order, newest first: the instant of the last record of a page. */
  reached?(answer: Answer): number | undefined
}

/** How often a page that leads back to itself is asked again before that is an error. */
const REPEATS = 3

/**
 * Follows a cursor from page to page until the venue gives none; an empty page with a cursor is not the end. Walks in
 * time order also stop once they have passed the start of their slice, which may be moved while they run. A page that
 * gives back the cursor it was asked with is the page before, repeated: it is asked again. A cursor that comes back later
 * would loop for ever: that is an error.
 */
export async function* walk(
  io: Io,
  slice: Slice,
  { path, query, list, cursorParam = 'cursor', cursorField = 'cursor', lastCursor = '', next: read, reached }: Walk,
): AsyncGenerator<Page> {
  const place = (at: string | undefined): Params =>
    at === undefined ? {} : typeof cursorParam === 'string' ? { [cursorParam]: at } : cursorParam(at)
  const seen = new Set<string>()
  let cursor = slice.cursor
  let repeats = 0
  for (;;) {
    const answer = await io.list(path, { ...query, ...place(cursor) }, { list })
    const found = read === undefined ? nextCursor(path, answer, cursorField) : read(answer)
    const next = found === lastCursor ? undefined : found
    if (next !== undefined && next === cursor && repeats++ < REPEATS) continue
    if (next !== undefined && (next === cursor || seen.has(next))) {
      throw new PayloadError(
        `GET ${path}: the venue sent the cursor ${next} again; going on would loop. Run the same command again; what was received is kept.`,
      )
    }
    if (next !== undefined) seen.add(next)
    repeats = 0
    const at = reached?.(answer) ?? slice.at
    const passed = at !== undefined && slice.span !== undefined && at < slice.span.from
    if (next === undefined || passed) {
      const proof = next === undefined ? 'the venue sent no further cursor' : 'the walk passed the start of the slice'
      yield withReached({ answer, proof }, at)
      return
    }
    yield withReached({ answer, cursor: next }, at)
    cursor = next
  }
}

function withReached(page: Page, at: number | undefined): Page {
  return at === undefined ? page : { ...page, reached: at }
}

/** Empty text, null and absence all mean: that was the last page. Anything else that is no text would end the walk too soon. */
function nextCursor(path: string, answer: Answer, field: string): string | undefined {
  const value = (answer.envelope as Record<string, unknown>)[field] ?? ''
  if (typeof value === 'string') return value === '' ? undefined : value
  throw new PayloadError(
    `GET ${path}: expected text under "${field}", got ${JSON.stringify(value).slice(0, 120)}. Run the same command again; if it stays, the venue has changed its answers: look for a newer oddslake.`,
  )
}

/** The records of a page from the last to the first, parsed one by one; what cannot be parsed is passed over. */
export function* recordsFromEnd({ body, ranges }: Answer): Generator<Record<string, unknown>> {
  for (let i = ranges.length - 2; i >= 0; i -= 2) {
    try {
      const record: unknown = JSON.parse(body.toString('utf8', ranges[i], ranges[i + 1]))
      if (typeof record === 'object' && record !== null) yield record as Record<string, unknown>
    } catch {
      // Not JSON: kept in bronze as it is, and a reject when it is loaded.
    }
  }
}
