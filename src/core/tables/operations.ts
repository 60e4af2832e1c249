import { defineTable } from '../table.ts'

const venue = { type: 'text', doc: 'The venue.' } as const
const resource = { type: 'text', doc: 'The resource.' } as const

export const ledger = defineTable({
  name: 'ledger',
  doc: 'What has been asked, how far, and how it is known that nothing is missing.',
  kind: 'log',
  key: ['venue', 'resource', 'slice'],
  columns: {
    venue,
    resource,
    slice: { type: 'text', doc: 'One unit of asking.' },
    state: { type: 'text', doc: 'planned, partial, complete, empty-confirmed or suspect.' },
    rows: { type: 'integer', doc: 'Records stored from it (repeats of known records are not stored).' },
    first_key: { type: 'text', doc: 'Key of the first record received.', nullable: true },
    last_key: { type: 'text', doc: 'Key of the last record received.', nullable: true },
    proof: { type: 'text', doc: 'How completeness was proved, or why it is suspect.', nullable: true },
    covers_from: { type: 'instant', doc: "Start of the proved part of the resource's time line.", nullable: true },
    covers_to: { type: 'instant', doc: 'Its end (exclusive).', nullable: true },
    updated_at: { type: 'instant', doc: 'Last word on it.' },
  },
})

export const rejects = defineTable({
  name: 'rejects',
  doc: 'Records that broke a contract: kept in bronze, not in silver.',
  kind: 'log',
  key: ['venue', 'resource', 'bronze_file', 'bronze_row', 'reason'],
  columns: {
    venue,
    resource,
    reason: { type: 'text', doc: 'What is wrong with it.' },
    bronze_file: { type: 'text', doc: 'The bronze file that holds it, below the home.' },
    bronze_row: { type: 'integer', doc: 'Its row there, from 0.' },
    key: { type: 'text', doc: "The record's key, where it has one.", nullable: true },
    seen_at: { type: 'instant', doc: 'When the record arrived.' },
  },
})

export const unresolved = defineTable({
  name: 'unresolved',
  doc: 'References to rows that have not come yet, such as trades of a market that is not in `markets`.',
  kind: 'log',
  key: ['venue', 'from_table', 'to_table', 'reference'],
  columns: {
    venue,
    from_table: { type: 'text', doc: 'The table that refers.' },
    to_table: { type: 'text', doc: 'The table that lacks the row.' },
    reference: { type: 'text', doc: "The missing row's id, as the venue gave it." },
    rows: { type: 'integer', doc: 'How many rows refer to it.' },
  },
})

export const drift = defineTable({
  name: 'drift',
  doc: 'Fields that appeared, vanished, changed type or became null, against what the mapping knows.',
  kind: 'log',
  key: ['venue', 'resource', 'field', 'change'],
  columns: {
    venue,
    resource,
    field: { type: 'text', doc: 'The field of the record.' },
    change: { type: 'text', doc: 'new, vanished, retyped or newly-null.' },
    detail: { type: 'text', doc: 'The JSON types seen, in order of appearance.', nullable: true },
    sample: {
      type: 'text',
      doc: "The value as JSON, cut to 200 characters; where it is missing or null, the record's key.",
      nullable: true,
    },
    first_seen_at: { type: 'instant', doc: 'When the first record that shows it arrived.' },
  },
})

export const gaps = defineTable({
  name: 'gaps',
  doc: 'Holes in live streams.',
  kind: 'log',
  key: ['venue', 'resource', 'from_at'],
  columns: {
    venue,
    resource,
    from_at: { type: 'instant', doc: 'Last message before the hole.' },
    to_at: { type: 'instant', doc: 'First message after it.', nullable: true },
    reason: { type: 'text', doc: 'Why: closed, silence, sequence …' },
    healed_at: { type: 'instant', doc: 'When a pull had filled it.', nullable: true },
  },
})

export const runs = defineTable({
  name: 'runs',
  doc: 'Every execution of a command that writes.',
  kind: 'log',
  key: ['run_id'],
  columns: {
    run_id: { type: 'text', doc: 'Id of the run; bronze files carry it in their name.' },
    command: { type: 'text', doc: 'The command as given.' },
    started_at: { type: 'instant', doc: 'Start.' },
    ended_at: { type: 'instant', doc: 'End; null while it runs or when it was killed.', nullable: true },
    exit_code: {
      type: 'integer',
      doc: '0 done, 1 failed or rejects over the threshold, 2 wrong use, 75 try again later.',
      nullable: true,
    },
    requests: { type: 'integer', doc: 'Requests sent.' },
    records: { type: 'integer', doc: 'Records received.' },
    rows: { type: 'integer', doc: 'Rows merged into silver.' },
    duplicates: { type: 'integer', doc: 'Records that were known already.' },
    rejects: { type: 'integer', doc: 'Records that broke a contract.' },
    message: { type: 'text', doc: 'The failure, where there was one.', nullable: true },
  },
})
