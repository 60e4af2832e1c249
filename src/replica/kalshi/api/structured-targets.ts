import type { Answer } from '../../world.ts'
import { json, notFound } from '../answers.ts'
import type { Library } from '../library.ts'
import type { TargetRow } from '../lists.ts'
import { isUuid } from '../uuid.ts'
import { bodiesOf, type Codec, envelope, pageOf } from './page.ts'
import { readParams } from './params.ts'

const MOST_IDS = 2_000

/** The cursor is the id of the last row. */
const BY_ID: Codec = {
  encode: ({ id }) => id,
  decode: (text) => (isUuid(text) ? { at: 0, id: text } : null),
}

export function listTargets(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetStructuredTargets')
  const limit = params.limit({ min: 1, max: 2_000, fallback: 100, name: 'page_size' })
  const ids = new Set(params.repeated('ids'))
  if (ids.size > MOST_IDS) throw params.broken('ids', 'max')
  const [type, competition] = [params.text('type'), params.text('competition')]
  const keep = (row: TargetRow) =>
    row.visibleAt <= library.clock.now() &&
    (ids.size === 0 || ids.has(row.id)) &&
    (type ?? row.type) === row.type &&
    (competition ?? row.competition) === row.competition
  const walk = { cursor: params.text('cursor'), limit, keep, leaveEmpty, ascending: true, codec: BY_ID }
  const page = pageOf(library.lists.targets, walk)
  return envelope('structured_targets', bodiesOf(page.rows), page)
}

export function getTarget(library: Library, id: string): Answer {
  const { row } = library.lists.targets.find((each) => each.id === id) ?? {}
  if (row === undefined || row.visibleAt > library.clock.now()) throw notFound()
  return json(200, { structured_target: row.body() })
}
