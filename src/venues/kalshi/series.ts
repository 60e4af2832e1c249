import { defineResource } from '../../core/source.ts'
import { walk } from '../../net/walk.ts'
import { changedSince, changes } from './changes.ts'
import { floorSeconds } from './time.ts'

/** All series in one answer (18 MB in September 2026); later only those that changed. */
export const series = defineResource({
  name: 'series',
  doc: 'Families of events, with category and fee rule.',
  byDefault: true,
  key: "payload->>'ticker'",
  pageCap: Number.POSITIVE_INFINITY,
  accepts: [],
  axis: 'updated',
  async plan(context) {
    const slices = changes(context, {})
    return { slices, requests: slices.length, note: '' }
  },
  pages(slice, io) {
    const from = changedSince(slice)
    return walk(io, slice, {
      path: '/series',
      query: { min_updated_ts: from === undefined ? undefined : floorSeconds(from) },
      list: 'series',
    })
  },
  raw: {
    ticker: 'VARCHAR',
    title: 'VARCHAR',
    category: 'VARCHAR',
    frequency: 'VARCHAR',
    tags: 'JSON',
    fee_type: 'VARCHAR',
    fee_multiplier: 'VARCHAR',
    last_updated_ts: 'VARCHAR',
  },
  ignored: [
    'additional_prohibitions',
    'categories',
    'contract_terms_url',
    'contract_url',
    'exchange_index',
    'product_metadata',
    'settlement_sources',
    'volume_fp',
  ],
  silver: {
    series: {
      columns: {
        venue: "'kalshi'",
        series_id: 'ticker',
        title: 'title',
        category: "nullif(category, '')",
        frequency: 'frequency',
        tags: 'tags',
        fee_type: 'fee_type',
        fee_multiplier: 'fee_multiplier',
        updated_at: 'last_updated_ts',
        seen_at: 'seen_at',
      },
    },
  },
})
