import { defineTable } from '../table.ts'
import { seen_at, venue } from './common.ts'

export const categories = defineTable({
  name: 'categories',
  versions: 'category_versions',
  doc: 'Subjects under which venues file things: tags, categories, topics.',
  kind: 'state',
  key: ['venue', 'category_id'],
  columns: {
    venue,
    category_id: {
      type: 'text',
      doc: "The kind and the venue's id or word, such as `tag:100265` or `category:Sports`.",
    },
    kind: {
      type: 'text',
      doc: 'tag, category, subcategory or group.',
      oneOf: ['tag', 'category', 'subcategory', 'group'],
    },
    label: { type: 'text', doc: 'Its name as the venue writes it.', nullable: true },
    slug: { type: 'text', doc: 'Its short name in addresses.', nullable: true },
    created_at: { type: 'instant', doc: 'When it was made.', nullable: true },
    updated_at: { type: 'instant', doc: 'Last change, by the venue.', nullable: true },
    seen_at,
  },
})

export const categoryLinks = defineTable({
  name: 'category_links',
  versions: 'category_link_versions',
  doc: 'What is filed under which subject. A market has its own subjects, those of its event and those of its series.',
  kind: 'state',
  key: ['venue', 'category_id', 'linked', 'linked_id'],
  columns: {
    venue,
    category_id: { type: 'text', doc: 'The subject.' },
    linked: {
      type: 'text',
      doc: 'What is filed there: market, event or series.',
      oneOf: ['market', 'event', 'series'],
    },
    linked_id: { type: 'text', doc: 'Its market_id, event_id or series_id.' },
    seen_at,
  },
})

export const marketAliases = defineTable({
  name: 'market_aliases',
  versions: 'market_alias_versions',
  doc: 'Other names of a market: short names in addresses, ids in other interfaces of the venue.',
  kind: 'state',
  key: ['venue', 'kind', 'alias', 'market_id'],
  columns: {
    venue,
    kind: {
      type: 'text',
      doc: 'slug, gamma (the id in the catalogue), question (the id at the oracle) or amm (the address of an old market maker).',
    },
    alias: { type: 'text', doc: 'The name.' },
    market_id: { type: 'text', doc: 'The market.' },
    seen_at,
  },
})
