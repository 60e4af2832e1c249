import type { Answer } from '../../world.ts'
import { badRequest, pieces } from '../answers.ts'
import type { Library } from '../library.ts'
import type { IncentiveRow } from '../lists.ts'
import { readStatus } from './markets.ts'
import { bodiesOf, joined, pageOf } from './page.ts'
import { readParams } from './params.ts'

const STATUSES = ['all', 'active', 'upcoming', 'closed', 'paid_out']
const TYPES = ['all', 'liquidity', 'volume', 'margin_maker_volume', 'margin_taker_volume']

/** The cursor of the next page is called otherwise than in all other lists. */
export function listIncentives(library: Library, query: URLSearchParams, leaveEmpty: boolean): Answer {
  const params = readParams(query, 'GetIncentivePrograms')
  const limit = params.limit({ min: 1, max: 10_000, fallback: 100 })
  const status = readStatus(query, STATUSES, true) ?? 'all'
  const type = params.text('type') ?? 'all'
  if (!TYPES.includes(type)) throw badRequest('invalid type filter')
  const description = params.text('incentive_description')
  const keep = (row: IncentiveRow) =>
    row.visibleAt <= library.clock.now() &&
    (status === 'all' || row.status() === status) &&
    (type === 'all' || row.type === type) &&
    (description ?? row.description) === row.description
  const page = pageOf(library.lists.incentives, { cursor: params.text('cursor'), limit, keep, leaveEmpty })
  const tail = `],"next_cursor":${JSON.stringify(page.cursor)}}`
  return pieces(
    [Buffer.from('{"incentive_programs":['), ...joined(bodiesOf(page.rows)), Buffer.from(tail)],
    page.cursor,
  )
}
