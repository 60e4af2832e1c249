import { defineResource } from '../../core/source.ts'
import { changingList } from './changes.ts'

const words = (field: string, kind: string) =>
  `list_transform(try(from_json(${field}, '["VARCHAR"]')), lambda w: {kind: '${kind}', word: w})`
/** What a series is filed under: its category, the categories that came later, its tags. */
const SUBJECTS = `(select raw.*, unnest(list_distinct(list_concat([{kind: 'category', word: category}],
    ${words('categories', 'category')}, ${words('tags', 'tag')}))) as subject from raw) as r`

/** All series in one answer (18 MB in September 2026); later only those that changed. */
export const series = defineResource({
  name: 'series',
  doc: 'Families of events, with category and fee rule.',
  asks: {
    endpoint: '/series',
    paging: 'one answer',
    delta: 'changed since (min_updated_ts)',
    proof: 'the venue gives no further cursor',
  },
  byDefault: true,
  key: "payload->>'ticker'",
  pageCap: Number.POSITIVE_INFINITY,
  accepts: [],
  axis: 'updated',
  ...changingList('series'),
  raw: {
    ticker: 'VARCHAR',
    title: 'VARCHAR',
    category: 'VARCHAR',
    categories: 'VARCHAR',
    frequency: 'VARCHAR',
    tags: 'JSON',
    fee_type: 'VARCHAR',
    fee_multiplier: 'VARCHAR',
    last_updated_ts: 'VARCHAR',
  },
  optional: ['categories', 'tags'],
  ignored: [
    'additional_prohibitions',
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
    categories: {
      from: SUBJECTS,
      where: "subject.word <> ''",
      columns: {
        venue: "'kalshi'",
        category_id: "subject.kind || ':' || subject.word",
        kind: 'subject.kind',
        label: 'subject.word',
        slug: 'null',
        created_at: 'null',
        updated_at: 'null',
        seen_at: 'seen_at',
      },
    },
    category_links: {
      from: SUBJECTS,
      where: "subject.word <> ''",
      columns: {
        venue: "'kalshi'",
        category_id: "subject.kind || ':' || subject.word",
        linked: "'series'",
        linked_id: 'ticker',
        seen_at: 'seen_at',
      },
    },
  },
})
