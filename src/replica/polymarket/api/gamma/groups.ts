import { answerOf, plainText } from '../../answers.ts'
import type { Fields, SeriesList } from '../../library.ts'
import type { Call, Route } from '../call.ts'
import { inOrder, readOrder } from './order.ts'
import { readCount, readFlag, textTests } from './params.ts'
import { answerById, internalError, notFound } from './single.ts'

/** What events are grouped by (series and tags), and Gamma's health. */
export const GAMMA_GROUPS: readonly Route[] = [
  ['GET', '/gamma/status', () => plainText('OK')],
  ['GET', '/gamma/series', listSeries],
  ['GET', '/gamma/series/*', (call) => answerById(call, call.library.series, { nested: true, schema: true })],
  ['GET', '/gamma/tags', listTags],
  ['GET', '/gamma/tags/*', (call) => tagBy('id', call)],
  ['GET', '/gamma/tags/slug/*', (call) => tagBy('slug', call)],
]

const DEFAULT_LIMIT = 20
const MAX_AGE = 300
const SERIES_ORDERS = [
  'id',
  'slug',
  'title',
  'createdAt',
  'updatedAt',
  'startDate',
  'volume24hr',
  'volume',
  'liquidity',
]

function listSeries({ library, query }: Call) {
  const { series, now } = library
  const [limit, offset] = [readCount(query, 'limit', DEFAULT_LIMIT), readCount(query, 'offset', 0)]
  const order = readOrder(query, SERIES_ORDERS)
  if (order.field === 'volume24hr' && !order.isUpwards && limit >= 20) throw internalError()
  const tests = textTests(query, { slug: 'slug', recurrence: 'recurrence' })
  const closed = readFlag(query, 'closed')
  const fits = (fields: Fields) =>
    tests.every((test) => test(fields)) && (closed === undefined || fields.closed === closed)
  const rows = pageOf(
    series,
    { limit, offset, fits },
    inOrder({ rows: series, order, after: null, named: null, asOf: String(now()) }),
  )
  return answerOf(`[${rows.map((row) => series.text(row, { nested: false })).join(',')}]`, { maxAge: MAX_AGE })
}

interface Page {
  readonly limit: number
  readonly offset: number
  readonly fits: (fields: Fields) => boolean
}

function pageOf(series: SeriesList, { limit, offset, fits }: Page, places: Iterable<{ row: number }>): number[] {
  const rows: number[] = []
  let skipped = 0
  for (const { row } of places) {
    if (rows.length === limit) break
    if (fits(series.fields(row)) && skipped++ >= offset) rows.push(row)
  }
  return rows
}

function listTags({ library, query }: Call) {
  const [limit, offset] = [readCount(query, 'limit', DEFAULT_LIMIT), readCount(query, 'offset', 0)]
  const isCarousel = readFlag(query, 'is_carousel')
  const tags = library.tags().filter((tag) => isCarousel === undefined || tag.isCarousel === isCarousel)
  return answerOf(tags.slice(offset, offset + limit), { maxAge: MAX_AGE })
}

function tagBy(field: 'id' | 'slug', { library, name }: Call) {
  const tag = library.tags().find((each) => each[field] === name)
  if (tag === undefined) throw notFound(field)
  return answerOf(tag)
}
