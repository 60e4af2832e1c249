import { instantOfText, unreadable } from '../../core/numbers.ts'
import { wholeList } from '../../core/planning.ts'
import { defineResource } from '../../core/source.ts'
import { offsets } from '../../net/offsets.ts'

/** Families of events, such as a league; the list has no "changed since". */
export const series = defineResource({
  name: 'series',
  doc: 'Families of events, all of them each time.',
  asks: {
    endpoint: '/series',
    paging: 'offset',
    delta: 'all each time',
    proof: 'an empty page',
  },
  byDefault: false,
  family: 'gamma',
  key: "payload->>'id'",
  pageCap: 100,
  accepts: [],
  axis: 'updated',
  plan: async (context) => wholeList(context),
  pages: (slice, io) =>
    offsets(io, slice, { path: '/series', query: { order: 'id', ascending: 'true' }, list: null, limit: 100 }),
  raw: { id: 'VARCHAR', title: 'VARCHAR', recurrence: 'VARCHAR', updatedAt: 'VARCHAR' },
  optional: ['recurrence', 'updatedAt'],
  ignored: [
    ...['active', 'archived', 'cgAssetName', 'closed', 'commentCount', 'commentsEnabled', 'competitive', 'createdAt'],
    ...['createdBy', 'events', 'featured', 'icon', 'image', 'layout', 'liquidity', 'new', 'publishedAt', 'pythTokenID'],
    ...['requiresTranslation', 'restricted', 'score', 'seriesType', 'slug', 'startDate', 'subtitle', 'ticker'],
    ...[
      'updatedBy',
      'volume',
      'volume24hr',
      'tags',
      'categories',
      'collections',
      'chats',
      'isTemplate',
      'templateVariables',
    ],
  ],
  silver: {
    series: {
      columns: {
        venue: "'polymarket'",
        series_id: 'id',
        title: 'title',
        category: 'null',
        frequency: "nullif(recurrence, '')",
        tags: 'null',
        fee_type: 'null',
        fee_multiplier: 'null',
        updated_at: instantOfText('updatedAt'),
        seen_at: 'seen_at',
      },
      reject: unreadable({ written: ['updatedAt'] }),
    },
  },
})
