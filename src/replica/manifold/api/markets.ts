import type { Library, MarketFacts, MarketRow, Millis } from '../library.ts'
import type { Call } from './call.ts'
import { cut, jsonList, twisted } from './rows.ts'
import { number, oneOf, readQuery, requiredList, text } from './schema.ts'

const SORTS = ['created-time', 'updated-time', 'last-bet-time', 'last-comment-time'] as const
type Sort = (typeof SORTS)[number]

const LIST = {
  limit: number({ min: 0, max: 1000 }, 500),
  sort: oneOf(SORTS, 'created-time'),
  order: oneOf(['asc', 'desc'], 'desc'),
  before: text,
  userId: text,
  groupId: text,
}

/** All public markets. An unknown cursor is ignored; one without a value in the sort column ends the walk. */
export function listMarkets({ library, query, twist }: Call): string {
  const { limit, sort, order, before, userId, groupId } = readQuery(LIST, query)
  const { markets } = library
  const cursor = before === undefined ? undefined : markets.byId(before)
  const sortKey = (row: MarketRow) => sortValue(row, sort, library)
  const below = cursor === undefined ? null : (sortKey(cursor) ?? Number.NEGATIVE_INFINITY)
  const group = groupId === undefined ? undefined : library.groups.all().find((row) => row.id === groupId)
  const isWanted = (row: MarketRow) =>
    row.isPublic &&
    (userId === undefined || row.creatorId === userId) &&
    (groupId === undefined || (group !== undefined && library.groups.holds(group, row)))
  const sorted = sortedBy(library, sort, order)
  const rows = sorted.filter((row) => isWanted(row) && (below === null || (sortKey(row) ?? below) < below))
  const page = twisted(cut(rows, limit), twist, (row) => row.createdAt)
  return jsonList(page.map((row) => markets.lite(row, { token: false })))
}

/** By a time, those without one last in both orders. */
function sortedBy(library: Library, sort: Sort, order: 'asc' | 'desc'): readonly MarketRow[] {
  const rows = library.markets.all()
  if (sort === 'created-time') return order === 'asc' ? rows : rows.toReversed()
  const sign = order === 'asc' ? 1 : -1
  const keyed = rows.map((row) => ({ row, value: sortValue(row, sort, library) }))
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
    return sign * (a.value - b.value)
  })
  return keyed.map(({ row }) => row)
}

function sortValue(row: MarketRow, sort: Sort, { markets }: Library): Millis | null {
  if (sort === 'created-time') return row.createdAt
  const facts: MarketFacts = markets.facts(row)
  if (sort === 'updated-time') return facts.updatedAt
  return sort === 'last-bet-time' ? facts.lastBetAt : facts.lastCommentAt
}

/** Internal shape, at most 100, unknown ids omitted. */
export function getMarketsByIds({ library, query }: Call): string {
  const { ids } = readQuery({ ids: requiredList(100) }, query)
  return jsonList(rowsOf(library, ids).map((row) => library.markets.internal(row)))
}

export function getMarketProbs({ library, query }: Call): unknown {
  const { ids } = readQuery({ ids: requiredList(100) }, query)
  return Object.fromEntries(rowsOf(library, ids).map((row) => [row.id, library.markets.prob(row)]))
}

function rowsOf({ markets }: Library, ids: readonly string[]): MarketRow[] {
  return ids.map((id) => markets.byId(id)).filter((row) => row !== undefined)
}
