import { first } from '../../search.ts'
import type { Answer } from '../../world.ts'
import { badRequest } from '../answers.ts'
import { decodeCursor, type Start } from '../cursor.ts'
import type { FeedRow, Library, MarketRow, Seconds } from '../library.ts'
import type { Call } from './call.ts'
import { envelope, keyed, pageOf } from './page.ts'
import { matchesSearch, readLimit, readList, readNumber, readSearch, readStatus, readTime } from './params.ts'

const FILTERS = [
  'market_slug',
  'event_slug',
  'condition_id',
  'token_id',
  'tags',
  'status',
  'min_volume',
  'start_time',
  'end_time',
]

export function listMarkets(call: Call): Answer {
  const { library, query } = call
  const limit = readLimit(query, { most: 100, fallback: 10 })
  const isFiltered = [...FILTERS, 'search'].some((name) => query.has(name))
  const fits = readFilters(library, query)
  const order = isFiltered ? byVolume(library) : byStart(library)
  const start = decodeCursor(query.get('pagination_key') || null, order.names)
  const rows = isFiltered ? candidates(library, query).filter(fits) : order.rows
  const page = pageOf(rowsFrom(rows, order, start), call, { start, limit })
  return envelope('markets', page, { limit, total: rows.length, has_more: page.next !== null, ...keyed(page) })
}

/** An order of markets: what its cursors carry, and which markets lie behind such a key. */
interface Order {
  readonly names: readonly string[]
  readonly rows: readonly MarketRow[]
  keyOf(row: MarketRow): FeedRow['key']
  isBehind(row: MarketRow, start: Start): boolean
  textOf(row: MarketRow): string
}

function byStart({ markets }: Library): Order {
  return {
    names: ['start_date', 'condition_id'],
    rows: markets.byStart(),
    keyOf: ({ startAt, conditionId }) => ({ start_date: dateText(startAt), condition_id: conditionId }),
    isBehind({ startAt, conditionId }, { key, isAt }) {
      const at = typeof key.start_date === 'string' ? Date.parse(key.start_date) / 1000 : Number.NEGATIVE_INFINITY
      return isAfter([startAt ?? Number.NEGATIVE_INFINITY, conditionId], [at, String(key.condition_id)], isAt)
    },
    textOf: markets.text,
  }
}

function byVolume({ markets }: Library): Order {
  return {
    names: ['volume_total', 'condition_id'],
    rows: markets.byVolume(),
    keyOf(row) {
      const { volume, closeAt } = markets.facts(row)
      return { volume_total: volume, close_time: dateText(closeAt), condition_id: row.conditionId }
    },
    isBehind: (row, { key, isAt }) =>
      isAfter([markets.facts(row).volume, row.conditionId], [Number(key.volume_total), String(key.condition_id)], isAt),
    textOf: markets.text,
  }
}

/** Whether a row stands behind a key in a list whose largest stands first. */
function isAfter(row: readonly [number, string], key: readonly [number, string], orAt: boolean): boolean {
  if (row[0] !== key[0]) return row[0] < key[0]
  return row[1] < key[1] || (orAt && row[1] === key[1])
}

function dateText(at: Seconds | null): string | null {
  return at === null ? null : new Date(at * 1000).toISOString()
}

function* rowsFrom(rows: readonly MarketRow[], order: Order, start: Start | null): Generator<FeedRow> {
  const from = start === null ? 0 : first(rows.length, (i) => order.isBehind(rows[i]!, start))
  for (let i = from; i < rows.length; i++) {
    const row = rows[i]!
    yield { key: order.keyOf(row), text: () => order.textOf(row) }
  }
}

/** Named markets without a look at the others; else all. Largest volume first. */
function candidates({ markets }: Library, query: URLSearchParams): readonly MarketRow[] {
  const named = [
    [...(readList(query, 'condition_id') ?? [])].map(markets.byCondition),
    [...(readList(query, 'token_id') ?? [])].map(markets.byToken),
    [...(readList(query, 'market_slug') ?? [])].map(markets.bySlug),
  ].find((rows) => rows.length > 0)
  if (named === undefined) return markets.byVolume()
  const rows = [...new Set(named.filter((row) => row !== undefined))]
  const volume = (row: MarketRow) => markets.facts(row).volume
  return rows.sort((a, b) => volume(b) - volume(a) || (a.conditionId < b.conditionId ? 1 : -1))
}

function readFilters({ markets }: Library, query: URLSearchParams): (row: MarketRow) => boolean {
  const search = readSearch(query, FILTERS)
  const [slugs, events, conditions, tokens, tags] = [
    'market_slug',
    'event_slug',
    'condition_id',
    'token_id',
    'tags',
  ].map((name) => readList(query, name))
  refuseTokens(tokens)
  const status = readStatus(query)
  const least = readNumber(query, 'min_volume')
  const from = readTime(query, 'start_time', 'seconds')
  const to = readTime(query, 'end_time', 'seconds')
  const isIn = (values: ReadonlySet<string> | null | undefined, ...own: readonly string[]) =>
    values == null || own.some((value) => values.has(value))
  return (row) => {
    if (search !== null) return matchesSearch(markets.words(row), search)
    if (!isIn(slugs, row.slug) || !isIn(events, row.eventSlug) || !isIn(conditions, row.conditionId)) return false
    if (!isIn(tokens, ...row.tokens)) return false
    if (from !== null && (row.startAt === null || row.startAt < from)) return false
    if (to !== null && (row.startAt === null || row.startAt > to)) return false
    const { isOpen, volume, tags: own } = markets.facts(row)
    if (!isIn(tags, ...own)) return false
    return (status === null || isOpen === (status === 'open')) && (least === null || volume >= least)
  }
}

const MOST_TOKENS = 100

function refuseTokens(tokens: ReadonlySet<string> | null | undefined): void {
  if (tokens == null) return
  if (tokens.size > MOST_TOKENS) {
    throw badRequest('Invalid token_id parameter', `token_id accepts at most ${MOST_TOKENS} values`)
  }
  if ([...tokens].some((token) => !/^\d+$/.test(token))) {
    throw badRequest('Invalid token_id parameter', 'token_id must contain digits only')
  }
}
