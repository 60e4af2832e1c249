import { wholeList } from '../../core/planning.ts'
import { defineResource } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { walk } from '../../net/walk.ts'

const PAGE = 10_000
/** A number that cannot be read stays as it is, so that the table's contract refuses it. */
const scaled = (field: Sql, factor: string) =>
  `case when try_cast(${field} as decimal(26, 6)) is null then ${field} else (try_cast(${field} as decimal(26, 6)) * ${factor})::varchar end`

/** Incentive programmes of all states, each time. */
export const incentives = defineResource({
  name: 'incentives',
  doc: 'Rewards for liquidity or volume in a market. All programmes each time.',
  asks: {
    endpoint: '/incentive_programs',
    paging: 'cursor',
    delta: 'all each time',
    proof: 'the venue gives no further cursor',
  },
  byDefault: false,
  key: "payload->>'id'",
  pageCap: PAGE,
  accepts: ['chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  plan: async (context) => wholeList(context, `one request per ${PAGE} programmes`),
  pages: (slice, io) =>
    walk(io, slice, {
      path: '/incentive_programs',
      query: { limit: String(slice.chunk ?? PAGE), status: 'all' },
      list: 'incentive_programs',
      cursorField: 'next_cursor',
    }),
  raw: {
    id: 'VARCHAR',
    market_ticker: 'VARCHAR',
    incentive_type: 'VARCHAR',
    incentive_description: 'VARCHAR',
    start_date: 'VARCHAR',
    end_date: 'VARCHAR',
    paid_out: 'VARCHAR',
    period_reward: 'VARCHAR',
    max_reward_per_account: 'VARCHAR',
    discount_factor_bps: 'VARCHAR',
    target_size_fp: 'VARCHAR',
    target_size: 'VARCHAR',
  },
  optional: ['discount_factor_bps', 'max_reward_per_account', 'target_size_fp'],
  ignored: ['market_id'],
  eras: [{ until: '2026-03-12', gives: { target_size_fp: 'target_size' } }],
  silver: {
    incentives: {
      columns: {
        venue: "'kalshi'",
        incentive_id: 'id',
        market_id: "nullif(market_ticker, '')",
        kind: "nullif(incentive_type, '')",
        description: "nullif(incentive_description, '')",
        starts_at: 'start_date',
        ends_at: 'end_date',
        is_paid: 'paid_out',
        // The venue counts in hundredths of a cent.
        reward: scaled('period_reward', '0.0001'),
        max_reward_per_account: 'max_reward_per_account',
        discount_factor: scaled('discount_factor_bps', '0.0001'),
        target_size: 'target_size_fp',
        seen_at: 'seen_at',
      },
    },
  },
})
