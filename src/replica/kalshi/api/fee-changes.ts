import type { Answer } from '../../world.ts'
import { json } from '../answers.ts'
import type { Library } from '../library.ts'
import type { FeeChangeRow } from '../lists.ts'
import { bodiesOf, envelope, pageOf } from './page.ts'
import { readParams } from './params.ts'

/** Changes to come, without paging; those of the past where they are asked for. */
export function listSeriesFeeChanges(library: Library, query: URLSearchParams): Answer {
  const params = readParams(query, 'GetSeriesFeeChanges')
  const series = params.text('series_ticker')
  const withPast = params.flag('show_historical')
  const now = library.clock.now()
  const rows = library.lists.seriesFeeChanges
    .map(({ row }) => row)
    .filter((row) => (series ?? row.ticker) === row.ticker && (withPast || row.at > now))
  return json(200, { series_fee_change_arr: rows.map((row) => row.body()) })
}

export function listEventFeeChanges(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetEventFeeChanges')
  const limit = params.limit({ min: 1, max: 1_000, fallback: 100 })
  const event = params.text('event_ticker')
  const keep = (row: FeeChangeRow) => row.visibleAt <= library.clock.now() && (event ?? row.ticker) === row.ticker
  const page = pageOf(library.lists.eventFeeChanges, { cursor: params.text('cursor'), limit, keep, leaveEmpty })
  return envelope('event_fee_changes', bodiesOf(page.rows), page)
}
