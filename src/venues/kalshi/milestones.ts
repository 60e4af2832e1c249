import { defineResource } from '../../core/source.ts'
import { changingList } from './changes.ts'

const PAGE = 500

/** Milestones of all ages the first time, then those that changed. */
export const milestones = defineResource({
  name: 'milestones',
  doc: 'What events are about as it happens in the world: games, releases, elections.',
  asks: {
    endpoint: '/milestones',
    paging: 'cursor',
    delta: 'changed since (min_updated_ts)',
    proof: 'the venue gives no further cursor',
  },
  byDefault: false,
  key: "payload->>'id'",
  pageCap: PAGE,
  accepts: ['chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  ...changingList('milestones', PAGE),
  raw: {
    id: 'VARCHAR',
    category: 'VARCHAR',
    type: 'VARCHAR',
    title: 'VARCHAR',
    notification_message: 'VARCHAR',
    start_date: 'VARCHAR',
    end_date: 'VARCHAR',
    primary_event_tickers: 'VARCHAR',
    related_event_tickers: 'VARCHAR',
    details: 'VARCHAR',
    source_id: 'VARCHAR',
    source_ids: 'VARCHAR',
    last_updated_ts: 'VARCHAR',
  },
  optional: ['end_date', 'source_id', 'source_ids'],
  ignored: [],
  silver: {
    milestones: {
      columns: {
        venue: "'kalshi'",
        milestone_id: 'id',
        kind: "nullif(type, '')",
        category: "nullif(category, '')",
        title: 'title',
        notification: "nullif(notification_message, '')",
        starts_at: 'start_date',
        ends_at: 'end_date',
        primary_event_ids: 'primary_event_tickers',
        related_event_ids: 'related_event_tickers',
        details: 'details',
        source_id: "nullif(source_id, '')",
        source_ids: 'source_ids',
        updated_at: 'last_updated_ts',
        seen_at: 'seen_at',
      },
    },
  },
})
