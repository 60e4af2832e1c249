import { wholeList } from '../../core/planning.ts'
import { defineResource } from '../../core/source.ts'
import { walk } from '../../net/walk.ts'

const PAGE = 200

/** All collections of events that may be combined, each time. */
export const multivariate = defineResource({
  name: 'multivariate',
  doc: 'Sets of events whose markets may be combined (parlays). All of them each time.',
  asks: {
    endpoint: '/multivariate_event_collections',
    paging: 'cursor',
    delta: 'all each time',
    proof: 'the venue gives no further cursor',
  },
  byDefault: false,
  key: "payload->>'collection_ticker'",
  pageCap: PAGE,
  accepts: ['chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  plan: async (context) => wholeList(context, `one request per ${PAGE} collections`),
  pages: (slice, io) =>
    walk(io, slice, {
      path: '/multivariate_event_collections',
      query: { limit: String(slice.chunk ?? PAGE) },
      list: 'multivariate_contracts',
    }),
  raw: {
    collection_ticker: 'VARCHAR',
    series_ticker: 'VARCHAR',
    title: 'VARCHAR',
    description: 'VARCHAR',
    functional_description: 'VARCHAR',
    open_date: 'VARCHAR',
    close_date: 'VARCHAR',
    associated_events: 'VARCHAR',
    is_ordered: 'VARCHAR',
    size_min: 'VARCHAR',
    size_max: 'VARCHAR',
  },
  ignored: ['associated_event_tickers', 'exchange_index', 'is_all_yes', 'is_single_market_per_event'],
  silver: {
    multivariate_collections: {
      columns: {
        venue: "'kalshi'",
        collection_id: 'collection_ticker',
        series_id: "nullif(series_ticker, '')",
        title: 'title',
        description: "nullif(description, '')",
        rule: "nullif(functional_description, '')",
        opens_at: 'open_date',
        closes_at: 'close_date',
        events: 'associated_events',
        is_ordered: 'is_ordered',
        min_legs: 'size_min',
        max_legs: 'size_max',
        seen_at: 'seen_at',
      },
    },
  },
})
