import { defineModel } from '../core/model.ts'

/** What has been asked and proved, in one line for each state. */
export const completeness = defineModel({
  name: 'completeness',
  doc: 'How many slices of a resource are in which state by the ledger, and what they cover.',
  grain: ['venue', 'resource', 'state'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    resource: { type: 'text', doc: 'The resource.' },
    state: { type: 'text', doc: 'planned, partial, complete, empty-confirmed or suspect.' },
    slices: { type: 'integer', doc: 'Slices in this state.' },
    rows: { type: 'integer', doc: 'Records stored from them.' },
    covers_from: {
      type: 'instant',
      doc: "Start of the earliest proved part of the resource's time line; null where they have none.",
      nullable: true,
    },
    covers_to: {
      type: 'instant',
      doc: 'End of the latest (exclusive); what lies between is not always proved: the slices in silver.ledger tell.',
      nullable: true,
    },
  },
  reads: ['ledger'],
  rebuild: 'whole',
  sql: ({ ref }) => `
    select venue, resource, state, count(*) as slices, sum(rows) as rows,
           min(covers_from) as covers_from, max(covers_to) as covers_to
    from ${ref('ledger')} group by 1, 2, 3`,
})
