import type { Answer } from '../../world.ts'
import { json, notFound } from '../answers.ts'
import type { Library } from '../library.ts'
import type { MilestoneRow } from '../lists.ts'
import { bodiesOf, envelope, pageOf } from './page.ts'
import { readParams } from './params.ts'

/** The earliest start first. A limit is required. */
export function listMilestones(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetMilestones')
  const limit = params.limit({ min: 1, max: 500 })
  const since = params.instant('minimum_start_date')
  const updatedSince = params.seconds('min_updated_ts')
  const event = params.text('related_event_ticker')
  const wanted = {
    category: params.text('category'),
    competition: params.text('competition'),
    sourceId: params.text('source_id'),
    type: params.text('type'),
  }
  const keep = (row: MilestoneRow) =>
    row.visibleAt <= library.clock.now() &&
    (since === null || row.startAt >= since) &&
    (updatedSince === null || row.updatedAt() >= updatedSince) &&
    (event === null || row.events.includes(event)) &&
    (wanted.category ?? row.category) === row.category &&
    (wanted.competition ?? row.competition) === row.competition &&
    (wanted.sourceId ?? row.sourceId) === row.sourceId &&
    (wanted.type ?? row.type) === row.type
  const walk = { cursor: params.text('cursor'), limit, keep, leaveEmpty, ascending: true }
  const page = pageOf(library.lists.milestones, walk)
  return envelope('milestones', bodiesOf(page.rows), page)
}

export function getMilestone(library: Library, id: string): Answer {
  const { row } = library.lists.milestones.find((each) => each.id === id) ?? {}
  if (row === undefined || row.visibleAt > library.clock.now()) throw notFound()
  return json(200, { milestone: row.body() })
}
