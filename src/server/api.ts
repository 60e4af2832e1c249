import { createHash } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import type { Sql } from '../core/sql.ts'
import type { Answers, Found } from './answers.ts'
import { compressed, envelope, rowsAs, TYPES } from './bodies.ts'
import { after, cursorAfter } from './cursor.ts'
import { Problem } from './problem.ts'
import type { Published } from './published.ts'
import { FORMATS, type Format, format } from './query.ts'
import type { Columns, Reader } from './reader.ts'
import { listSchema, oneSchema, PROBLEM, rowSchema } from './shape.ts'
import { type Select, select, written } from './statement.ts'

export type Env = { Bindings: HttpBindings }
export type Api = OpenAPIHono<Env>

/** What routes answer with. */
export type Service = { readonly published: Published; readonly answers: Answers }

/** Adds a group of routes. */
export type Routes = (api: Api, service: Service) => void

export type Shape = Readonly<Record<string, z.ZodType>>
type Asked<P extends Shape, Q extends Shape> = z.output<z.ZodObject<P>> & z.output<z.ZodObject<Q>>

type Route<P extends Shape, Q extends Shape> = {
  readonly path: string
  /** One line for the reference page. */
  readonly summary: string
  readonly params?: P
  readonly query?: Q
}

export type ListRoute<P extends Shape, Q extends Shape> = Route<P, Q> & {
  readonly columns: Columns
  readonly find: (reader: Reader, asked: Asked<P, Q>) => Promise<Found>
}

export type OneRoute<P extends Shape, Q extends Shape> = Route<P, Q> & {
  readonly row: z.ZodType
  readonly find: (reader: Reader, asked: Asked<P, Q>) => Promise<Omit<Found, 'next' | 'columns'>>
}

export function createApi(): Api {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw new Problem(400, result.error.issues.map(explained).join('; '))
    },
  })
}

function explained({ path, message }: { path: readonly PropertyKey[]; message: string }): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}

/** Adds a route that answers with rows, in any format. */
export function list<P extends Shape, Q extends Shape>(
  api: Api,
  { published, answers }: Service,
  route: ListRoute<P, Q>,
): void {
  const row = rowSchema(route.columns)
  const content = {
    'application/json': { schema: listSchema(row) },
    'application/x-ndjson': { schema: z.string() },
    'text/csv': { schema: z.string() },
    'application/vnd.apache.parquet': { schema: z.string().openapi({ format: 'binary' }) },
  }
  const config = described(route, { ...route.query, format: format.optional() }, content)
  api.openapi(config, async (c) => {
    const asked = askedOf<P, Q>(c)
    const as = asked.format ?? byAccept(c)
    const etag = etagOf(published, c, as)
    if (etag !== undefined && c.req.header('if-none-match')?.includes(etag) === true) return unchanged(etag)
    const held = await answers.find(question(c), (reader) => route.find(reader, asked))
    const body = as === 'json' ? envelope(held, false) : await rowsAs(held, as, (work) => published.read(work))
    const headers: Record<string, string> = { vary: 'Accept, Accept-Encoding' }
    if (as !== 'json') {
      headers['content-disposition'] =
        `attachment; filename="${c.req.path.replaceAll(/[^\w]+/g, '-').slice(1, 80)}.${as}"`
      if (held.next !== null) headers.link = `<${nextUrl(c, held.next)}>; rel="next"`
    }
    return send(c, { body, type: TYPES[as], headers: { ...headers, ...(etag !== undefined && { etag }) } })
  })
}

/** Adds a route that answers with one thing. */
export function one<P extends Shape, Q extends Shape>(
  api: Api,
  { published, answers }: Service,
  route: OneRoute<P, Q>,
): void {
  const config = described(route, { ...route.query }, { 'application/json': { schema: oneSchema(route.row) } })
  api.openapi(config, async (c) => {
    const etag = etagOf(published, c, 'json')
    if (etag !== undefined && c.req.header('if-none-match')?.includes(etag) === true) return unchanged(etag)
    const asked = askedOf<P, Q>(c)
    const held = await answers.find(question(c), async (reader) => ({
      ...(await route.find(reader, asked)),
      columns: {},
      next: null,
    }))
    const headers = { vary: 'Accept-Encoding', ...(etag !== undefined && { etag }) }
    return send(c, { body: envelope(held, true), type: TYPES.json, headers })
  })
}

export type PageOptions = {
  readonly cursor?: string | undefined
  /** A table with the same rows that is read faster. */
  readonly kept?: Sql | undefined
}

/** One page of a selection: its rows, and where the next page begins. */
export async function page(reader: Reader, selection: Select, { cursor, kept }: PageOptions = {}): Promise<Found> {
  const where = [...(selection.where ?? []), ...(cursor === undefined ? [] : [after(reader, cursor, selection)])]
  const { columns, order, limit, from } = selection
  // One row more tells whether there is another page.
  const rows = await reader.rows(select({ ...selection, from: kept ?? from, where, limit: limit + 1 }))
  const last = rows[limit - 1]
  const next = rows.length > limit && last !== undefined ? cursorAfter(last, order) : null
  return { rows: rows.slice(0, limit), columns, next, sql: written(select({ ...selection, where })) }
}

/** Sends a body as the asker can take it. */
export async function send(
  c: Context,
  answer: { body: string | Uint8Array; type: string; headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const { body, encoding } = await compressed(answer.body, c.req.header('accept-encoding'))
  return new Response(body as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': answer.type,
      'cache-control': 'private, no-cache',
      ...(encoding !== undefined && { 'content-encoding': encoding }),
      ...answer.headers,
    },
  })
}

function described(
  { path, summary, params }: Route<Shape, Shape>,
  query: Shape,
  content: Record<string, { schema: z.ZodType }>,
) {
  const problem = { description: 'A problem', content: { 'application/problem+json': { schema: PROBLEM } } }
  return createRoute({
    method: 'get',
    path,
    summary,
    request: { query: z.strictObject(query), ...(params !== undefined && { params: z.object(params) }) },
    responses: { 200: { description: summary, content }, default: problem },
  })
}

function askedOf<P extends Shape, Q extends Shape>(c: Context): Asked<P, Q> & { format?: Format } {
  const request = c.req as unknown as { valid(part: 'param' | 'query'): object }
  return { ...request.valid('param'), ...request.valid('query') } as Asked<P, Q> & { format?: Format }
}

function byAccept(c: Context): Format {
  const supports = FORMATS.map((name) => TYPES[name].split(';')[0]!)
  const type = accepts(c, { header: 'Accept', supports, default: TYPES.json })
  return FORMATS[supports.indexOf(type)] ?? 'json'
}

/** The question alone: the same for every format and order of its parts. */
function question(c: Context): string {
  const { pathname, searchParams } = new URL(c.req.url)
  searchParams.delete('format')
  searchParams.sort()
  return `${pathname}?${searchParams}`
}

/** A weak one: the age that an answer tells goes on. */
function etagOf({ current }: Published, c: Context, as: Format): string | undefined {
  if (current === undefined) return undefined
  const hash = createHash('sha256').update(`${current.snapshot} ${question(c)} ${as}`)
  return `W/"${hash.digest('base64url').slice(0, 22)}"`
}

function unchanged(etag: string): Response {
  return new Response(null, { status: 304, headers: { etag, 'cache-control': 'private, no-cache' } })
}

function nextUrl(c: Context, cursor: string): string {
  const url = new URL(c.req.url)
  url.searchParams.set('cursor', cursor)
  return `${url.pathname}${url.search}`
}
