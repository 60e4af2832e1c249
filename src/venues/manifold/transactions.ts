import { instant, rounded, unreadable } from '../../core/numbers.ts'
import { lowerPart, newestFirst } from '../../core/planning.ts'
import { defineResource } from '../../core/source.ts'
import { descend } from '../../net/descend.ts'
import { SETTLE } from './time.ts'

/** Payments that are not bets, by time. Pages hold 100, so a whole history takes long: `--since` says how far back. */
export const transactions = defineResource({
  name: 'transactions',
  doc: 'Payments that are not bets: bonuses, payouts, gifts, loans. 100 to a page: say --since unless you want all.',
  asks: {
    endpoint: '/txns',
    paging: 'before, each page again from the last instant; an instant that is too full by token',
    delta: 'what is not covered',
    proof: 'behind the last record the venue has nothing',
  },
  byDefault: false,
  key: "payload->>'id'",
  pageCap: 100,
  accepts: ['since', 'until', 'chunk-size'],
  axis: 'created',
  async plan(context) {
    const from = context.since ?? context.earliest ?? 0
    const slices = newestFirst(context, { params: {}, from, settle: SETTLE })
    return { slices, requests: slices.length, note: '', earliest: Math.min(from, context.earliest ?? from) }
  },
  split: lowerPart,
  pages: (slice, io) =>
    descend(io, slice, {
      path: '/txns',
      query: {},
      list: null,
      limit: slice.chunk ?? 100,
      at: 'createdTime',
      before: { time: (ms) => ({ before: String(ms) }) },
      after: (ms) => ({ after: String(ms) }),
      apart: [{ param: 'token', values: ['M$', 'CASH', 'SPICE', 'SHARE'] }],
    }),
  raw: {
    id: 'VARCHAR',
    createdTime: 'VARCHAR',
    category: 'VARCHAR',
    fromType: 'VARCHAR',
    fromId: 'VARCHAR',
    toType: 'VARCHAR',
    toId: 'VARCHAR',
    amount: 'VARCHAR',
    token: 'VARCHAR',
    description: 'VARCHAR',
    data: 'VARCHAR',
  },
  optional: ['data', 'description'],
  ignored: [],
  silver: {
    transactions: {
      columns: {
        venue: "'manifold'",
        transaction_id: 'id',
        category: 'category',
        from_type: 'fromType',
        from_id: 'fromId',
        to_type: 'toType',
        to_id: 'toId',
        amount: rounded('amount', 12),
        currency: "case token when 'M$' then 'MANA' else token end",
        description: 'description',
        data: 'data',
        created_at: instant('createdTime'),
        seen_at: 'seen_at',
      },
      reject: unreadable({ instants: ['createdTime'], numbers: ['amount'] }),
    },
  },
})
