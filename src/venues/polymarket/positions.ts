import { instantOfSeconds, rounded, unreadable } from '../../core/numbers.ts'
import { defineResource, type PlanContext, type Resource } from '../../core/source.ts'
import { offsets } from '../../net/offsets.ts'
import { tradersOf } from './traders.ts'

const SHARED = ['proxyWallet', 'asset', 'conditionId', 'avgPrice', 'totalBought', 'realizedPnl']
const IGNORED = [
  ...['curPrice', 'endDate', 'eventId', 'eventSlug', 'icon', 'negativeRisk', 'oppositeAsset', 'oppositeOutcome'],
  ...['outcome', 'outcomeIndex', 'percentPnl', 'percentRealizedPnl', 'redeemable', 'mergeable', 'slug', 'title'],
]

/** What wallets hold, as it stands. */
export const positions = defineResource({
  name: 'positions',
  doc: 'Holdings of wallets as they stand: of --trader, else of those on the leaderboard held.',
  asks: {
    endpoint: '/positions',
    paging: 'offset up to 10,000',
    delta: 'all of each wallet each time',
    proof: 'an empty page; suspect beyond the cap',
  },
  family: 'data_positions',
  ...perWallet('/positions', { limit: 500, most: 10_000, query: { sizeThreshold: '0', sortBy: 'TOKENS' } }),
  raw: fields(['size', 'initialValue', 'currentValue', 'cashPnl']),
  ignored: IGNORED,
  silver: {
    positions: {
      columns: {
        venue: "'polymarket'",
        market_id: 'conditionId',
        trader_id: 'lower(proxyWallet)',
        answer_id: 'asset',
        yes_size: 'null',
        no_size: 'null',
        size: rounded('size', 6),
        average_price: rounded('avgPrice', 12),
        invested: rounded('initialValue', 12),
        value: rounded('currentValue', 12),
        profit: rounded('cashPnl', 12),
        loan: 'null',
        last_trade_at: 'null',
        seen_at: 'seen_at',
      },
      reject: unreadable({ numbers: ['size', 'avgPrice', 'initialValue', 'currentValue', 'cashPnl'] }),
    },
  },
})

/** What wallets no longer hold. */
export const closedPositions = defineResource({
  name: 'closed_positions',
  doc: 'Holdings that wallets gave up or that were settled: of --trader, else of those on the leaderboard held.',
  asks: {
    endpoint: '/closed-positions',
    paging: 'offset up to 100,000',
    delta: 'all of each wallet each time',
    proof: 'an empty page; suspect beyond the cap',
  },
  family: 'data_closed_positions',
  ...perWallet('/closed-positions', { limit: 50, most: 100_000, query: { sortBy: 'TIMESTAMP', sortDirection: 'ASC' } }),
  raw: fields(['timestamp']),
  ignored: IGNORED,
  silver: {
    closed_positions: {
      columns: {
        venue: "'polymarket'",
        trader_id: 'lower(proxyWallet)',
        market_id: 'conditionId',
        outcome_id: 'asset',
        average_price: rounded('avgPrice', 12),
        bought: rounded('totalBought', 6),
        profit: rounded('realizedPnl', 12),
        closed_at: instantOfSeconds('timestamp'),
        seen_at: 'seen_at',
      },
      reject: unreadable({ seconds: ['timestamp'], numbers: ['avgPrice', 'totalBought', 'realizedPnl'] }),
    },
  },
})

function fields(more: readonly string[]): Resource['raw'] {
  return Object.fromEntries([...SHARED, ...more].map((field) => [field, 'VARCHAR']))
}

type List = { readonly limit: number; readonly most: number; readonly query: Readonly<Record<string, string>> }

/** A list of each wallet, read as a whole each time. */
function perWallet(path: string, { query, ...list }: List) {
  return {
    byDefault: false,
    key: "lower(payload->>'proxyWallet') || '/' || (payload->>'asset')",
    pageCap: list.limit,
    accepts: ['trader' as const],
    limitBy: 'traders' as const,
    axis: 'updated' as const,
    async plan(context: PlanContext) {
      const { traders, note } = await tradersOf(context)
      const slices = traders.map((trader) => ({ name: `trader=${trader}`, params: { trader } }))
      return { slices, requests: slices.length, note }
    },
    pages: ((slice, io) =>
      offsets(io, slice, {
        path,
        query: { ...query, user: slice.params.trader },
        list: null,
        ...list,
      })) satisfies Resource['pages'],
  }
}
