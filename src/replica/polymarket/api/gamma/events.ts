import { answerOf } from '../../answers.ts'
import type { Call, Route } from '../call.ts'
import { type List, listByKeyset, listByOffset } from './list.ts'
import { SHARED_FIELDS } from './order.ts'
import { flagTests, invalid, rangeTests, readFlag, type Test } from './params.ts'
import { answerById, internalError, notFound } from './single.ts'

const LIST: List = {
  name: 'events',
  orders: [...SHARED_FIELDS, 'title', 'ticker', 'startTime', 'openInterest', 'commentCount'],
  rows: ({ library }) => library.events,
  named({ library: { events }, query }) {
    const [ids, slugs] = [query.getAll('id'), query.getAll('slug')]
    if (ids.length + slugs.length === 0) return null
    const byId = ids.flatMap(events.withId)
    const bySlug = slugs.flatMap(events.withSlug)
    if (ids.length === 0 || slugs.length === 0) return [...byId, ...bySlug]
    return byId.filter((row) => bySlug.includes(row))
  },
  tests: ({ query }) => [
    ...flagTests(query, ['active', 'archived', 'featured', 'cyom', 'live']),
    ...titleTest(query),
    ...rangeTests(query, {
      liquidity: 'liquidity',
      volume: 'volume',
      start_date: 'startDate',
      end_date: 'endDate',
      start_time: 'startTime',
    }),
  ],
  rowTests,
  form: ({ query }) => ({ nested: readFlag(query, 'include_markets') !== false }),
}

export const GAMMA_EVENTS: readonly Route[] = [
  ['GET', '/gamma/events', listEvents],
  ['GET', '/gamma/events/keyset', (call) => listByKeyset(LIST, call)],
  ['GET', '/gamma/events/*', (call) => answerById(call, call.library.events, LIST.form(call))],
  ['GET', '/gamma/events/slug/*', getBySlug],
  ['GET', '/gamma/events/*/tags', listTags],
]

function listEvents(call: Call) {
  if (call.query.get('order') === 'competitive') throw internalError()
  return listByOffset(LIST, call)
}

function titleTest(query: URLSearchParams): Test[] {
  const words = query.get('title_search')?.toLowerCase()
  return words ? [({ title }) => String(title).toLowerCase().includes(words)] : []
}

function rowTests({ library: { events }, query }: Call): ((row: number) => boolean)[] {
  const [tags, excluded, slug] = [query.getAll('tag_id'), query.getAll('exclude_tag_id'), query.get('tag_slug')]
  if (tags.some((tag) => excluded.includes(tag))) throw invalid('exclude_tag_id must not overlap tag_id')
  const series = query.getAll('series_id')
  const has = (row: number, wanted: readonly string[], name: 'id' | 'slug') =>
    events.tags(row).some((tag) => wanted.includes(String(tag[name])))
  return [
    ...(tags.length > 0 ? [(row: number) => has(row, tags, 'id')] : []),
    ...(excluded.length > 0 ? [(row: number) => !has(row, excluded, 'id')] : []),
    ...(slug ? [(row: number) => has(row, [slug], 'slug')] : []),
    ...(series.length > 0 ? [(row: number) => events.series(row).some((id) => series.includes(id))] : []),
  ]
}

function getBySlug(call: Call) {
  const [row] = call.library.events.withSlug(call.name)
  if (row === undefined) throw notFound('slug')
  return answerOf(call.library.events.text(row, LIST.form(call)))
}

function listTags({ library: { events }, name }: Call) {
  const [row] = events.withId(name)
  if (row === undefined) throw notFound('id')
  return answerOf(events.tags(row))
}
