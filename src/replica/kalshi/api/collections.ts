import type { Answer } from '../../world.ts'
import { json, notFound } from '../answers.ts'
import type { Library } from '../library.ts'
import type { CollectionRow } from '../lists.ts'
import { readStatus } from './markets.ts'
import { bodiesOf, envelope, pageOf } from './page.ts'
import { readParams } from './params.ts'

export function listCollections(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetMultivariateEventCollections')
  const limit = params.limit({ min: 1, max: 200, fallback: 100 })
  const status = readStatus(query, ['unopened', 'open', 'closed'], true)
  const event = params.text('associated_event_ticker')
  const series = params.text('series_ticker')
  const keep = (row: CollectionRow) =>
    row.visibleAt <= library.clock.now() &&
    (status === null || row.status() === status) &&
    (event === null || row.hasEvent(event)) &&
    (series === null || row.seriesTicker === series)
  const page = pageOf(library.lists.collections, { cursor: params.text('cursor'), limit, keep, leaveEmpty })
  return envelope('multivariate_contracts', bodiesOf(page.rows), page)
}

export function getCollection(library: Library, ticker: string): Answer {
  const { row } = library.lists.collections.find((each) => each.id === ticker) ?? {}
  if (row === undefined || row.visibleAt > library.clock.now()) throw notFound()
  return json(200, { multivariate_contract: row.body() })
}
