import { instantOfText, unreadable } from '../../core/numbers.ts'
import { wholeList } from '../../core/planning.ts'
import { defineResource } from '../../core/source.ts'
import { offsets } from '../../net/offsets.ts'

/** Subjects that events are filed under. Labels are untidy; the id is what joins. */
export const tags = defineResource({
  name: 'tags',
  doc: 'Subjects of events, all of them each time; events bring the links.',
  asks: {
    endpoint: '/tags',
    paging: 'offset',
    delta: 'all each time',
    proof: 'an empty page',
  },
  byDefault: false,
  family: 'gamma_tags',
  key: "payload->>'id'",
  pageCap: 100,
  accepts: [],
  axis: 'updated',
  plan: async (context) => wholeList(context),
  pages: (slice, io) =>
    offsets(io, slice, { path: '/tags', query: { order: 'id', ascending: 'true' }, list: null, limit: 100 }),
  raw: { id: 'VARCHAR', label: 'VARCHAR', slug: 'VARCHAR', createdAt: 'VARCHAR', updatedAt: 'VARCHAR' },
  optional: ['label', 'slug', 'createdAt', 'updatedAt'],
  ignored: ['createdBy', 'forceHide', 'forceShow', 'isCarousel', 'publishedAt', 'requiresTranslation', 'updatedBy'],
  silver: {
    categories: {
      columns: {
        venue: "'polymarket'",
        category_id: "'tag:' || id",
        kind: "'tag'",
        label: 'label',
        slug: "nullif(slug, '')",
        created_at: instantOfText('createdAt'),
        updated_at: instantOfText('updatedAt'),
        seen_at: 'seen_at',
      },
      reject: unreadable({ written: ['createdAt', 'updatedAt'] }),
    },
  },
})
