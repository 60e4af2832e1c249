import { mix } from '../../economy/random.ts'
import { badRequest, Refusal, UNEXPECTED } from '../answers.ts'
import type { GroupRow, Library, MarketRow } from '../library.ts'
import type { Call } from './call.ts'
import { cut, jsonList, twisted } from './rows.ts'
import { flag, number, oneOf, readQuery, text, type Values } from './schema.ts'

const SORTS =
  'newest score daily-score freshness-score 24-hour-vol most-popular liquidity subsidy last-updated close-date start-time resolve-date random bounty-amount prob-descending prob-ascending prob-50'.split(
    ' ',
  )
const FILTERS = 'all open closed resolved news uncertain closing-day closing-week closing-month closing-90-days'.split(
  ' ',
)
const TYPES =
  'ALL BINARY MULTIPLE_CHOICE DEPENDENT_MULTIPLE_CHOICE INDEPENDENT_MULTIPLE_CHOICE FREE_RESPONSE PSEUDO_NUMERIC BOUNTIED_QUESTION STONK POLL NUMBER MULTI_NUMERIC DATE PERP'.split(
    ' ',
  )

const SCHEMA = {
  term: text,
  sort: oneOf(SORTS, 'score', 'union'),
  filter: oneOf(FILTERS, 'all', 'union'),
  contractType: oneOf(TYPES, 'ALL', 'union'),
  limit: number({ above: 0, max: 1000 }, 100),
  offset: number({ min: 0 }, 0),
  beforeTime: number(),
  topicSlug: text,
  creatorId: text,
  gids: text,
  token: oneOf(['MANA', 'CASH', 'ALL', 'CASH_AND_MANA'], 'MANA'),
  liquidity: number(),
  includeLiteAnswers: flag,
  isPrizeMarket: text,
  forYou: text,
  hasBets: text,
}

type SearchQuery = Values<typeof SCHEMA>

const TOO_FAR =
  'offset must be <= 1000. Use sort=newest with the beforeTime parameter to page through contracts to see our entire market list.'

export function searchMarkets({ library, query, twist }: Call): string {
  const asked = readQuery(SCHEMA, query)
  if (asked.offset > 1000) throw badRequest(TOO_FAR)
  const rows = library.markets.all().filter(filterOf(library, asked))
  const sorted = sort(library, rows, asked.sort)
  const page = cut(sorted, asked.limit, asked.beforeTime === undefined ? asked.offset : 0)
  const how = { token: true, answers: asked.includeLiteAnswers === true }
  return jsonList(twisted(page, twist, (row) => row.createdAt).map((row) => library.markets.lite(row, how)))
}

function filterOf(library: Library, asked: SearchQuery): (row: MarketRow) => boolean {
  const groups = topicsOf(library, asked)
  const term = asked.term?.toLowerCase() ?? ''
  const slug = /^https?:\/\/\S+\/([^/]+)$/.exec(term)?.[1]
  return (row) => {
    if (!row.isPublic || library.markets.facts(row).isDeleted) return false
    if (asked.token !== 'ALL' && asked.token !== 'CASH_AND_MANA' && row.isCash !== (asked.token === 'CASH'))
      return false
    if (asked.creatorId !== undefined && row.creatorId !== asked.creatorId) return false
    if (asked.beforeTime !== undefined && row.createdAt >= asked.beforeTime) return false
    if (term === '' && asked.sort === 'score' && row.outcomeType === 'STONK') return false
    if (slug !== undefined ? row.slug !== slug : !row.question.toLowerCase().includes(term)) return false
    if (asked.contractType !== 'ALL' && !row.outcomeType.endsWith(asked.contractType.replace(/^(IN)?DEPENDENT_/, '')))
      return false
    if (groups !== null && !groups.some((group) => library.groups.holds(group, row))) return false
    return fitsFilter(library, row, asked.filter)
  }
}

function topicsOf(library: Library, { topicSlug, gids }: SearchQuery): readonly GroupRow[] | null {
  const all = library.groups.all()
  if (topicSlug !== undefined) {
    const group = all.find((row) => row.slug === topicSlug)
    if (group === undefined) throw new Refusal(500, UNEXPECTED)
    return [group]
  }
  const ids = gids?.split(',')
  return ids === undefined ? null : all.filter((row) => ids.includes(row.id))
}

const DAY = 86_400_000
const CLOSING: Readonly<Record<string, number>> = {
  'closing-day': DAY,
  'closing-week': 7 * DAY,
  'closing-month': 30 * DAY,
  'closing-90-days': 90 * DAY,
}

function fitsFilter(library: Library, row: MarketRow, filter: string): boolean {
  if (filter === 'all') return true
  const { isResolved, closeAt } = library.markets.facts(row)
  if (filter === 'resolved') return isResolved
  const isClosed = closeAt !== null && closeAt <= library.now()
  if (filter === 'closed') return isClosed && !isResolved
  const within = CLOSING[filter]
  return !isResolved && !isClosed && (within === undefined || (closeAt ?? Infinity) <= library.now() + within)
}

/** Higher comes first; what has no value comes last. */
function sort(library: Library, rows: readonly MarketRow[], by: string): MarketRow[] {
  const sortKey = (row: MarketRow): number | null => {
    const facts = library.markets.facts(row)
    if (by === 'newest') return row.createdAt
    if (by === 'last-updated') return facts.updatedAt
    if (by === 'resolve-date') return facts.resolvedAt
    if (by === 'close-date') return facts.closeAt === null ? null : -facts.closeAt
    return by === 'random' ? mix(row.ref, library.clock.version()) : facts.bettors
  }
  const keyed = rows.map((row) => ({ row, value: sortKey(row) ?? Number.NEGATIVE_INFINITY }))
  keyed.sort((a, b) => (a.value === b.value ? b.row.createdAt - a.row.createdAt : b.value - a.value))
  return keyed.map(({ row }) => row)
}
