import { MILLISECOND, type Micros, parseInstant } from '../../core/instant.ts'
import { instant, unreadable } from '../../core/numbers.ts'
import { perItem } from '../../core/per-item.ts'
import { defineResource, type Io, type Page, type Plan, type PlanContext, type Slice } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { heldMarkets } from './held.ts'
import { walkPages } from './paging.ts'
import { SETTLE } from './time.ts'

const PAGE = 200
/** The venue keeps no older books. */
const BEGINNING: Micros = parseInstant('2025-10-14T00:00:00Z')

const LEVELS = '[{"price":"VARCHAR","size":"VARCHAR"}]'
const READ = (side: 'bids' | 'asks'): Sql => `from_json(${side}, '${LEVELS}')`
const PRICES = (side: 'bids' | 'asks'): Sql =>
  `list_transform(${READ(side)}, lambda level: try_cast(level.price as decimal(18, 12)))`
const SIZES = (side: 'bids' | 'asks'): Sql =>
  `list_transform(${READ(side)}, lambda level: try_cast(level.size as decimal(38, 6)))`

/** A side that is missing, or holds a level without a price or a size that can be read. */
const BROKEN_SIDE = (side: 'bids' | 'asks'): Sql =>
  `case when ${READ(side)} is null then '${side}: expected a list' when list_count(${PRICES(side)}) < len(${READ(side)}) or list_count(${SIZES(side)}) < len(${READ(side)}) then '${side}: expected prices and sizes, got ' || left(${side}, 100) end`
const BROKEN = `coalesce(${unreadable({ instants: ['"timestamp"'] })}, ${BROKEN_SIDE('bids')}, ${BROKEN_SIDE('asks')})`

/** Levels in no particular order, each with its place from the best price on. */
const SIDED = (side: 'bids' | 'asks', word: 'bid' | 'ask'): Sql =>
  `select *, '${word}' as side, unnest(${READ(side)}) as level, ${PRICES(side)} as prices from raw`
const EACH = `(select *, len(list_filter(list_distinct(prices), lambda p: case side when 'bid' then p > own else p < own end)) + 1 as place
    from (select *, try_cast(level.price as decimal(18, 12)) as own from (${SIDED('bids', 'bid')} union all ${SIDED('asks', 'ask')}) as sided) as levels) as r`

/** Order books as they stood whenever they changed, token by token. */
export const books = defineResource({
  name: 'books',
  doc: 'Snapshots of the order book since 14 October 2025, token by token: of named markets (--market), else of those that are open.',
  byDefault: false,
  key: "(payload->>'assetId') || '@' || (payload->>'timestamp')",
  pageCap: PAGE,
  accepts: ['since', 'until', 'market', 'status', 'chunk-size'],
  limitBy: 'markets',
  axis: 'created',
  line: () => false,
  plan,
  pages,
  raw: {
    assetId: 'VARCHAR',
    market: 'VARCHAR',
    timestamp: 'VARCHAR',
    bids: 'VARCHAR',
    asks: 'VARCHAR',
    hash: 'VARCHAR',
    tickSize: 'VARCHAR',
    minOrderSize: 'VARCHAR',
  },
  ignored: ['indexedAt', 'negRisk'],
  silver: {
    books: {
      columns: {
        venue: "'dome'",
        market_id: 'market',
        outcome_id: 'assetId',
        at: instant('"timestamp"'),
        best_bid: `list_max(${PRICES('bids')})`,
        best_ask: `list_min(${PRICES('asks')})`,
        bid_levels: `len(${READ('bids')})`,
        ask_levels: `len(${READ('asks')})`,
        bid_size: `coalesce(list_sum(${SIZES('bids')}), 0)`,
        ask_size: `coalesce(list_sum(${SIZES('asks')}), 0)`,
        last_price: 'null',
        tick_size: 'tickSize',
        min_size: 'minOrderSize',
        hash: 'hash',
        seen_at: 'seen_at',
      },
      reject: BROKEN,
    },
    book_levels: {
      from: EACH,
      columns: {
        venue: "'dome'",
        outcome_id: 'assetId',
        at: instant('"timestamp"'),
        side: 'side',
        price: 'own',
        size: 'level.size',
        place: 'place',
        seen_at: 'seen_at',
      },
      reject: BROKEN,
    },
  },
})

async function plan(context: PlanContext): Promise<Plan> {
  const markets = await heldMarkets(context)
  const items = markets.flatMap(({ tokens, from = BEGINNING, to }) =>
    tokens.map((token) => ({ params: { token }, from: Math.max(from, BEGINNING), ...(to !== undefined && { to }) })),
  )
  const slices = perItem(context, items, SETTLE)
  const note =
    markets.length > 0 ? '' : 'no such market is known here; mirror the markets first: oddslake sync dome/markets'
  return { slices, requests: slices.length, note }
}

function pages(slice: Slice, io: Io): AsyncGenerator<Page> {
  const { from, to } = slice.asked!
  return walkPages(io, slice, {
    path: '/polymarket/orderbooks',
    query: {
      token_id: slice.params.token,
      start_time: String(Math.floor(from / MILLISECOND)),
      end_time: String(Math.ceil(to / MILLISECOND)),
      limit: String(slice.chunk ?? PAGE),
    },
    list: 'snapshots',
  })
}
