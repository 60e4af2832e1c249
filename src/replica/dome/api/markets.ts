import { first } from '../../search.ts'
import type { Answer } from '../../world.ts'
import { decodeCursor, type Start } from '../cursor.ts'
import type { FeedRow, Library, MarketRow, Seconds } from '../library.ts'
import type { Call } from './call.ts'
import { FILTERS, readFilters } from './market-filters.ts'
import { envelope, keyed, pageOf } from './page.ts'
import { readLimit, readList } from './params.ts'

/** Newest first; by volume, largest first, as soon as anything is filtered. */
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
      const close_time = dateText(markets.closeAt(row))
      return { volume_total: markets.volume(row), close_time, condition_id: row.conditionId }
    },
    isBehind: (row, { key, isAt }) =>
      isAfter([markets.volume(row), row.conditionId], [Number(key.volume_total), String(key.condition_id)], isAt),
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
  return rows.sort((a, b) => markets.volume(b) - markets.volume(a) || (a.conditionId < b.conditionId ? 1 : -1))
}
