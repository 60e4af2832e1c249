import { defineResource } from '../../core/source.ts'
import { changingList } from './changes.ts'

const PAGE = 200

/** Events of all ages, without their markets (a nested copy would change with every trade). */
export const events = defineResource({
  name: 'events',
  doc: 'Events of all ages; combination events are not among them.',
  asks: {
    endpoint: '/events',
    paging: 'cursor',
    delta: 'changed since (min_updated_ts)',
    proof: 'the venue gives no further cursor',
  },
  byDefault: true,
  key: "payload->>'event_ticker'",
  pageCap: PAGE,
  accepts: ['chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  ...changingList('events', PAGE),
  raw: {
    event_ticker: 'VARCHAR',
    series_ticker: 'VARCHAR',
    title: 'VARCHAR',
    sub_title: 'VARCHAR',
    category: 'VARCHAR',
    mutually_exclusive: 'VARCHAR',
    strike_date: 'VARCHAR',
    last_updated_ts: 'VARCHAR',
  },
  ignored: [
    'available_on_brokers',
    'collateral_return_type',
    'exchange_index',
    'fee_multiplier_override',
    'fee_type_override',
    'markets',
    'product_metadata',
    'settlement_sources',
    'strike_period',
  ],
  silver: {
    events: {
      columns: {
        venue: "'kalshi'",
        event_id: 'event_ticker',
        series_id: "nullif(series_ticker, '')",
        title: 'title',
        subtitle: "nullif(sub_title, '')",
        category: "nullif(category, '')",
        mutually_exclusive: 'mutually_exclusive',
        status: 'null',
        occurs_at: 'strike_date',
        updated_at: 'last_updated_ts',
        seen_at: 'seen_at',
      },
    },
  },
})
