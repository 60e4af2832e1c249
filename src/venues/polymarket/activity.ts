import { rounded, unreadable } from '../../core/numbers.ts'
import { perItem } from '../../core/per-item.ts'
import { defineResource } from '../../core/source.ts'
import { tapes } from './tapes.ts'
import { SETTLE } from './time.ts'
import { FILL_KEY, fillColumns, SECOND_OF_MARKET, tapeRecord } from './trade-record.ts'
import { tradersOf } from './traders.ts'

/** What wallets did: trades, splits, merges, redemptions, rewards. */
export const activity = defineResource({
  name: 'activity',
  doc: 'What wallets did, trades or not: of --trader, else of those on the leaderboard held.',
  asks: {
    endpoint: '/v2/activity, else /activity',
    paging: 'as trades',
    delta: 'what is not covered of each wallet',
    proof: 'as trades',
  },
  byDefault: false,
  family: 'data',
  key: FILL_KEY,
  numbered: SECOND_OF_MARKET,
  pageCap: 1000,
  accepts: ['trader', 'since', 'chunk-size'],
  limitBy: 'traders',
  axis: 'created',
  line: () => false,
  async plan(context) {
    const { traders, note } = await tradersOf(context)
    const slices = perItem(
      context,
      traders.map((trader) => ({ params: { trader }, from: 0 })),
      SETTLE,
    )
    return { slices, requests: slices.length, note }
  },
  pages: (slice, io) =>
    tapes(slice, io, {
      v2: { path: '/v2/activity', query: {} },
      v1: {
        path: '/activity',
        query: { sortBy: 'TIMESTAMP', sortDirection: 'DESC', excludeDepositsWithdrawals: 'false' },
      },
    }),
  ...tapeRecord(['type'], ['usdc_size']),
  silver: {
    trader_activity: {
      columns: {
        venue: fillColumns.venue,
        activity_id: '_key',
        trader_id: fillColumns.trader_id,
        kind: 'lower(type)',
        market_id: "nullif(condition_id, '')",
        outcome_id: "nullif(token_id, '')",
        side: "nullif(lower(side), '')",
        price: `case when type = 'TRADE' then ${fillColumns.price} end`,
        size: fillColumns.size,
        amount: rounded('usdc_size', 12),
        at: fillColumns.traded_at,
        transaction_hash: 'transaction_hash',
        seen_at: 'seen_at',
      },
      reject: unreadable({ seconds: ['timestamp'], numbers: ['price', 'size', 'usdc_size'] }),
    },
  },
})
