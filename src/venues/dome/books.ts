import { MILLISECOND, type Micros, parseInstant } from '../../core/instant.ts'
import { instant, unreadable } from '../../core/numbers.ts'
import { perItem } from '../../core/per-item.ts'
import { defineResource, type Io, type Page, type Plan, type PlanContext, type Slice } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { heldMarkets, NONE_HELD } from './held.ts'
import { walkPages } from './paging.ts'
import { SETTLE } from './time.ts'

const PAGE = 200
/** The venue keeps no older books. */
const BEGINNING: Micros = parseInstant('2025-10-14T00:00:00Z')

/** A side's levels in no particular order; a price or size that cannot be read is null. */
const LEVELS = (side: 'bids' | 'asks'): Sql =>
  `list_transform(from_json(${side}, '[{"price":"VARCHAR","size":"VARCHAR"}]'), lambda level:
    {price: try_cast(level.price as decimal(18, 12)), size: try_cast(level.size as decimal(38, 6))})`

/** Why a side is refused: it is missing, or holds a level that cannot be read. */
const BROKEN = (side: 'bid' | 'ask'): Sql =>
  `case when ${side} is null then '${side}s: expected a list' when len(list_filter(${side}, lambda level: level.price is null or level.size is null)) > 0 then '${side}s: expected prices and sizes, got ' || left(${side}s, 100) end`

/** Snapshots with their sides from the best price on, and why they are refused. */
const SORTED = `(select *, coalesce(${unreadable({ instants: ['"timestamp"'] })}, ${BROKEN('bid')}, ${BROKEN('ask')}) as broken
    from (select *, list_reverse_sort(${LEVELS('bids')}) as bid, list_sort(${LEVELS('asks')}) as ask from raw) as raw)`

/** One row per level, without the texts of the snapshot: they would be copied for each. */
const EACH = `(select *, unnest(levels) as level, generate_subscripts(levels, 1) as place from (
    select assetId, "timestamp", seen_at, broken, side, case side when 'bid' then bid else ask end as levels, _ordinal, _file, _row, _key, _valid
      from ${SORTED} as sorted, (values ('bid'), ('ask')) as sides(side))) as r`

/** Order books as they stood whenever they changed, token by token. */
export const books = defineResource({
  name: 'books',
  doc: 'Snapshots of the order book since 14 October 2025, token by token: of named markets (--market), else of those that are open.',
  asks: {
    endpoint: '/polymarket/orderbooks',
    paging: 'pagination_key (token and time)',
    delta: 'windows that are not covered',
    proof: 'end of the list',
  },
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
      from: `${SORTED} as r`,
      columns: {
        venue: "'dome'",
        market_id: 'market',
        outcome_id: 'assetId',
        at: instant('"timestamp"'),
        best_bid: 'bid[1].price',
        best_ask: 'ask[1].price',
        bid_levels: 'len(bid)',
        ask_levels: 'len(ask)',
        bid_size: 'coalesce(list_sum(list_transform(bid, lambda level: level.size)), 0)',
        ask_size: 'coalesce(list_sum(list_transform(ask, lambda level: level.size)), 0)',
        last_price: 'null',
        tick_size: 'tickSize',
        min_size: 'minOrderSize',
        hash: 'hash',
        seen_at: 'seen_at',
      },
      reject: 'broken',
    },
    book_levels: {
      from: EACH,
      columns: {
        venue: "'dome'",
        outcome_id: 'assetId',
        at: instant('"timestamp"'),
        side: 'side',
        price: 'level.price',
        size: 'level.size',
        place: 'place',
        seen_at: 'seen_at',
      },
      reject: 'broken',
    },
  },
})

async function plan(context: PlanContext): Promise<Plan> {
  const markets = await heldMarkets(context)
  const items = markets.flatMap(({ tokens, from = BEGINNING, to }) =>
    tokens.map((token) => ({ params: { token }, from: Math.max(from, BEGINNING), ...(to !== undefined && { to }) })),
  )
  const slices = perItem(context, items, SETTLE)
  const note = markets.length > 0 ? '' : NONE_HELD
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
