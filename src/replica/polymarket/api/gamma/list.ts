import type { Answer } from '../../../world.ts'
import { answerOf, listBytes } from '../../answers.ts'
import type { Fields, Form, Rows } from '../../library.ts'
import type { Call } from '../call.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { inOrder, type Order, type Position, readOrder } from './order.ts'
import { invalid, readCount, readFlag, type Test } from './params.ts'

/** A list that is paged by offset and by cursor. */
export interface List {
  readonly name: 'markets' | 'events'
  readonly orders: readonly string[]
  rows(call: Call): Rows & { isClosed(row: number): boolean; text(row: number, form: Form): string }
  /** Rows named by id, slug, condition …; null where none is named. */
  named(call: Call): readonly number[] | null
  /** Tests on the object, and tests on the row that need something else. */
  tests(call: Call): readonly Test[]
  rowTests(call: Call): readonly ((row: number) => boolean)[]
  form(call: Call): Form
}

const MAX_AGE = 300
const DEFAULT_LIMIT = 20
const MOST = 100
const MOST_OFFSET = 2_000

/** The older way: a bare array, by offset, nominally gone since May 2026. */
export function listByOffset(list: List, call: Call): Answer {
  const { query, twist } = call
  const offset = readCount(query, 'offset', 0)
  if (offset > MOST_OFFSET) throw invalid(`offset too large, use /${list.name}/keyset for deeper pagination`)
  const found = take(list, call, { order: readOrder(query, list.orders), after: null, offset })
  const rows = twist === 'empty-page' ? [] : twist === 'missing-record' ? withoutMiddle(found) : found
  const headers = {
    deprecation: 'true',
    sunset: 'Fri, 01 May 2026 00:00:00 GMT',
    warning: `299 - "use /${list.name}/keyset"`,
  }
  return answerOf(listBytes('', textsOf(list, call, rows), ''), { maxAge: MAX_AGE, headers })
}

/** By a cursor that is bound to the query; only a full page hands one out, be it the last one or not. */
export function listByKeyset(list: List, call: Call): Answer {
  const { query, twist } = call
  if (query.has('offset')) throw invalid('offset is not allowed on keyset endpoints')
  const order = readOrder(query, list.orders)
  const sent = readCursor(query)
  const found = take(list, call, { order, after: sent?.position ?? null, offset: 0 })
  const isEmpty = twist === 'empty-page'
  const isFull = found.length === limitOf(query)
  const next = isEmpty
    ? writeCursor(query, sent?.position ?? null, (sent?.turn ?? 0) + 1)
    : isFull
      ? writeCursor(query, found.at(-1)!, 0)
      : ''
  const rows = isEmpty ? [] : twist === 'missing-record' ? withoutMiddle(found) : found
  const tail = next === '' ? '' : `,"next_cursor":"${next}"`
  const schema = `"$schema":"https://gamma-api.polymarket.com/schemas/${list.name}-keyset.json"`
  const body = listBytes(`{${schema},"${list.name}":`, textsOf(list, call, rows), `${tail}}`)
  return { ...answerOf(body, { maxAge: MAX_AGE }), cursor: next }
}

function textsOf(list: List, call: Call, places: readonly Position[]): string[] {
  const [rows, form] = [list.rows(call), list.form(call)]
  return places.map(({ row }) => rows.text(row, form))
}

function limitOf(query: URLSearchParams): number {
  const limit = readCount(query, 'limit', DEFAULT_LIMIT)
  if (limit === 0) throw invalid('limit must be greater than 0')
  return Math.min(limit, MOST)
}

interface From {
  readonly order: Order
  readonly after: Position | null
  readonly offset: number
}

/** Closed rows stay away unless asked for; then the open ones do. */
function take(list: List, call: Call, { order, after, offset }: From): Position[] {
  const rows = list.rows(call)
  const wantsClosed = readFlag(call.query, 'closed') ?? false
  const limit = limitOf(call.query)
  const [tests, rowTests] = [list.tests(call), list.rowTests(call)]
  const fits = (row: number) => {
    if (rows.isClosed(row) !== wantsClosed) return false
    if (!rowTests.every((test) => test(row))) return false
    if (tests.length === 0) return true
    const fields: Fields = rows.fields(row)
    return tests.every((test) => test(fields))
  }
  const places: Position[] = []
  let skipped = 0
  const { now, trading } = call.library
  const asOf = `${now()} ${trading?.trades.length}`
  for (const place of inOrder({ rows, order, after, named: list.named(call), asOf })) {
    if (!fits(place.row)) continue
    if (skipped++ < offset) continue
    places.push(place)
    if (places.length === limit) break
  }
  return places
}

function withoutMiddle<T>(rows: readonly T[]): readonly T[] {
  return rows.toSpliced(Math.floor(rows.length / 2), 1)
}
