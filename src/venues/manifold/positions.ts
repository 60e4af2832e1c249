import { instant, rounded, unreadable } from '../../core/numbers.ts'
import { defineResource } from '../../core/source.ts'
import { newestMarkets, perMarket } from './per-market.ts'

/** Markets with fewer bettors than this are asked for only by name. */
const BETTORS = 50

/** Who holds what, market by market; the venue leaves out those who neither won nor lost. */
export const positions = defineResource({
  name: 'positions',
  doc: `Holdings, market by market: of named markets (--market), else of those with ${BETTORS} bettors or more that were bet on since.`,
  asks: {
    endpoint: '/market/{id}/positions',
    paging: 'none',
    delta: 'markets with 50 bettors that were bet on since',
    proof: 'the venue gives all holders at once',
  },
  byDefault: false,
  key: "(payload->>'contractId') || '/' || (payload->>'userId') || '/' || coalesce(payload->>'answerId', '')",
  pageCap: 1_000_000,
  accepts: ['market', 'status'],
  limitBy: 'markets',
  axis: 'updated',
  plan: (context) =>
    perMarket(
      context,
      (
        held,
      ) => `select market, greatest(coalesce(try_cast(payload->>'lastBetTime' as bigint), 0), coalesce(try_cast(payload->>'resolutionTime' as bigint), 0)) * 1000 as changed from (${newestMarkets(held)})
        where try_cast(payload->>'uniqueBettorCount' as bigint) >= ${BETTORS}`,
    ),
  async *pages(slice, io) {
    const answer = await io.list(`/market/${encodeURIComponent(slice.params.market!)}/positions`, {}, { list: null })
    yield { answer, proof: 'the venue gives all holders at once' }
  },
  raw: {
    contractId: 'VARCHAR',
    userId: 'VARCHAR',
    answerId: 'VARCHAR',
    totalShares: 'VARCHAR',
    invested: 'VARCHAR',
    payout: 'VARCHAR',
    profit: 'VARCHAR',
    loan: 'VARCHAR',
    lastBetTime: 'VARCHAR',
  },
  optional: ['answerId', 'lastBetTime', 'loan', 'totalShares'],
  ignored: [
    'from',
    'hasNoShares',
    'hasShares',
    'hasYesShares',
    'id',
    'lastProb',
    'marginLoan',
    'maxSharesOutcome',
    'previousProfit',
    'profitAdjustment',
    'profitPercent',
    'totalAmountInvested',
    'totalAmountSold',
    'totalSpent',
    'userAvatarUrl',
    'userName',
    'userUsername',
  ],
  silver: {
    positions: {
      columns: {
        venue: "'manifold'",
        market_id: 'contractId',
        trader_id: 'userId',
        answer_id: "coalesce(answerId, '')",
        yes_size: rounded("(totalShares->>'YES')", 6),
        no_size: rounded("(totalShares->>'NO')", 6),
        size: 'null',
        average_price: 'null',
        invested: rounded('invested', 12),
        value: rounded('payout', 12),
        profit: rounded('profit', 12),
        loan: rounded('loan', 12),
        last_trade_at: instant('lastBetTime'),
        seen_at: 'seen_at',
      },
      reject: unreadable({
        instants: ['lastBetTime'],
        numbers: ['invested', 'payout', 'profit', 'loan', "(totalShares->>'YES')", "(totalShares->>'NO')"],
      }),
    },
  },
})
