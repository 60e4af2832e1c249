import { instant, rounded } from '../../core/numbers.ts'
import { defineResource } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { batches, openTokens, tokensOf } from './batches.ts'

const SIDE = `'[{"price":"VARCHAR","size":"VARCHAR"}]'`
const levels = (field: Sql): Sql => `try(from_json(${field}, ${SIDE}))`
/** The venue lists the worst price first; the order is ours. */
const best = (field: Sql, of: 'max' | 'min'): Sql =>
  `list_${of}(list_transform(${levels(field)}, lambda l: try_cast(l.price as decimal(18, 12))))`
const total = (field: Sql): Sql =>
  `coalesce(list_sum(list_transform(${levels(field)}, lambda l: try_cast(l.size as decimal(38, 6)))), 0)`

/** One row per level, best price first. */
const LEVELS = `(select *, row_number() over (partition by _file, _ordinal, _side order by case _side when 'bid' then -_price else _price end) as _place
  from (select asset_id, timestamp, seen_at, _ordinal, _file, _row, _key, _valid, _side, _level.size as _size, try_cast(_level.price as decimal(18, 12)) as _price, _level.price as _told
    from (select raw.*, 'bid' as _side, unnest(${levels('bids')}) as _level from raw
      union all select raw.*, 'ask' as _side, unnest(${levels('asks')}) as _level from raw))) as l`

/** Order books of open markets as they stand now; the venue keeps none of the past. */
export const books = defineResource({
  name: 'books',
  doc: 'Order books as they stand, 500 tokens a request: of open markets, or of --market. The venue has no older ones.',
  asks: {
    endpoint: 'POST /books',
    paging: 'none',
    delta: 'a snapshot each time',
    proof: 'one answer per token; those without a book are counted',
  },
  byDefault: false,
  family: 'clob_books',
  key: "(payload->>'asset_id') || '/' || (payload->>'timestamp')",
  pageCap: 500,
  accepts: ['market'],
  axis: 'updated',
  plan: (context) => batches(context, { size: 500, names: openTokens, ofMarkets: tokensOf }),
  async *pages(slice, io) {
    const json = slice.items!.map((token_id) => ({ token_id }))
    const answer = await io.list('/books', {}, { list: null, json })
    const missing = json.length - answer.ranges.length / 2
    yield {
      answer,
      proof: missing === 0 ? 'every token was answered' : `${missing} of ${json.length} tokens have no book`,
    }
  },
  raw: Object.fromEntries(
    ['asset_id', 'market', 'timestamp', 'hash', 'bids', 'asks', 'min_order_size', 'tick_size', 'last_trade_price'].map(
      (field) => [field, 'VARCHAR'],
    ),
  ),
  optional: ['min_order_size', 'tick_size', 'last_trade_price'],
  ignored: ['neg_risk', 'event_type'],
  silver: {
    books: {
      columns: {
        venue: "'polymarket'",
        market_id: 'market',
        outcome_id: 'asset_id',
        at: instant('timestamp'),
        best_bid: best('bids', 'max'),
        best_ask: best('asks', 'min'),
        bid_levels: `len(${levels('bids')})`,
        ask_levels: `len(${levels('asks')})`,
        bid_size: total('bids'),
        ask_size: total('asks'),
        last_price: `case when nullif(last_trade_price, '') is not null then ${rounded('last_trade_price', 12)} end`,
        tick_size: rounded('tick_size', 12),
        min_size: rounded('min_order_size', 6),
        hash: 'hash',
        seen_at: 'seen_at',
      },
    },
    book_levels: {
      from: LEVELS,
      columns: {
        venue: "'polymarket'",
        outcome_id: 'asset_id',
        at: instant('timestamp'),
        side: '_side',
        price: 'coalesce(_price::varchar, _told)',
        size: rounded('_size', 6),
        place: '_place',
        seen_at: 'seen_at',
      },
    },
  },
})
