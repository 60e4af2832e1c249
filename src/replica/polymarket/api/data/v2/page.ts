import { createHmac } from 'node:crypto'
import { wordOf } from '../../../../economy/random.ts'
import type { Answer, Twist } from '../../../../world.ts'
import { answerOf } from '../../../answers.ts'
import { invalid } from './refusal.ts'

/** How far a walk has come, in numbers that only the route understands; empty at the start. */
export type Position = readonly number[]

export interface PageCall {
  readonly query: URLSearchParams
  readonly twist: Twist | undefined
}

export interface Paging {
  /** What is listed; a cursor of one list is no good for another. */
  readonly type: string
  readonly most: number
  readonly maxAge: number | null
  /** At most `count` rows behind a position, each with the position behind it. */
  rows(from: Position, count: number): readonly { readonly row: unknown; readonly position: Position }[]
}

const DEFAULT_LIMIT = 100

/** One page in the envelope of the second Data API. */
export function pageOf({ query, twist }: PageCall, { type, most, maxAge, rows }: Paging): Answer {
  if (query.has('offset')) throw invalid('offset is not supported, use cursor', 'offset')
  const limit = readLimit(query, most)
  const filters = filtersOf(query)
  const cursor = query.get('cursor')
  const { position, times } = cursor === null ? START : unseal(cursor, { type, filters })
  const found = twist === 'empty-page' ? [] : rows(position, limit + 1)
  const page = found.slice(0, limit)
  const hasMore = twist === 'empty-page' || found.length > limit
  const behind =
    twist === 'empty-page' ? { position, times: times + 1 } : { position: page.at(-1)?.position ?? [], times: 0 }
  const next = hasMore ? seal({ type, filters, ...behind }) : ''
  if (twist === 'missing-record') page.splice(page.length >>> 1, 1)
  const pagination = { limit, offset: 0, has_more: hasMore, ...(hasMore ? { next_cursor: next } : {}) }
  return { ...answerOf({ data: page.map(({ row }) => row), pagination }, { maxAge }), cursor: next }
}

/** Rows that all lie there, told apart by their place. */
export function placed(all: readonly unknown[]): Paging['rows'] {
  return ([from = 0], count) => all.slice(from, from + count).map((row, i) => ({ row, position: [from + i + 1] }))
}

function readLimit(query: URLSearchParams, most: number): number {
  const text = query.get('limit')
  if (text === null) return Math.min(DEFAULT_LIMIT, most)
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw invalid(`limit must be a whole number between 1 and ${most}`, 'limit')
  return limit
}

/** What the cursor is bound to: everything but itself and the size of a page. */
function filtersOf(query: URLSearchParams): number {
  const filters = [...query].filter(([name]) => name !== 'cursor' && name !== 'limit')
  return wordOf(0, `${new URLSearchParams(filters.sort())}`)
}

interface Params {
  readonly position: Position
  /** How many empty pages were served here; each hands out another cursor. */
  readonly times: number
}

const START: Params = { position: [], times: 0 }

interface Sealed extends Params {
  readonly type: string
  readonly filters: number
}

function seal({ type, ...params }: Sealed): string {
  const data = { type, params }
  return Buffer.from(JSON.stringify({ data, sig: signatureOf(data) })).toString('base64url')
}

function unseal(cursor: string, { type, filters }: Pick<Sealed, 'type' | 'filters'>): Params {
  try {
    const { data, sig } = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (sig === signatureOf(data) && data.type === type && data.params.filters === filters) return data.params
  } catch {
    // said below
  }
  throw invalid('invalid cursor', 'cursor')
}

function signatureOf(data: unknown): string {
  return createHmac('sha256', 'replica').update(JSON.stringify(data)).digest('base64url')
}
