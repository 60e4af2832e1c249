import { instant, quotient, rounded, unreadable } from '../../core/numbers.ts'
import type { Resource } from '../../core/source.ts'

const SHARES = 'try_cast(shares as double)'
const IS_REDEMPTION = "coalesce(isRedemption, 'false') = 'true'"
/** The price of an answer where the market has answers, else of the market itself. */
const PLACE = 'coalesce(answerId, contractId)'

/** The fields of a bet that are read. */
export const betRecord: Pick<Resource, 'raw' | 'ignored' | 'optional'> = {
  optional: [
    'answerId',
    'expiresAt',
    'isCancelled',
    'isFilled',
    'isRedemption',
    'limitProb',
    'orderAmount',
    'updatedTime',
  ],
  raw: {
    id: 'VARCHAR',
    userId: 'VARCHAR',
    contractId: 'VARCHAR',
    answerId: 'VARCHAR',
    createdTime: 'VARCHAR',
    updatedTime: 'VARCHAR',
    expiresAt: 'VARCHAR',
    outcome: 'VARCHAR',
    amount: 'VARCHAR',
    shares: 'VARCHAR',
    orderAmount: 'VARCHAR',
    limitProb: 'VARCHAR',
    isFilled: 'VARCHAR',
    isCancelled: 'VARCHAR',
    isRedemption: 'VARCHAR',
    probBefore: 'VARCHAR',
    probAfter: 'VARCHAR',
  },
  ignored: [
    'betGroupId',
    'betId',
    'challengeSlug',
    'dpmShares',
    'dpmWeight',
    'fees',
    'fills',
    'isAnte',
    'isApi',
    'isChallenge',
    'isRebalance',
    'isSold',
    'loanAmount',
    'replyToCommentId',
    'sale',
    'sharesByOutcome',
    'silent',
    'userAvatarUrl',
    'userName',
    'userUsername',
    'visibility',
  ],
}

/** One field that cannot be read makes the whole record doubtful: it is refused by every table. */
const BROKEN = unreadable({
  instants: ['createdTime', 'updatedTime', 'expiresAt'],
  numbers: ['amount', 'shares', 'orderAmount', 'limitProb', 'probAfter'],
})

/**
 * What a bet means: a trade where shares changed hands, an order where it carries a limit or has no shares, a price where it
 * moved one. A limit order that is filled in part is a trade and an order.
 */
export const betMeaning: Resource['silver'] = {
  trades: {
    where: `${SHARES} is null or ${SHARES} <> 0 or ${BROKEN} is not null`,
    columns: {
      venue: "'manifold'",
      trade_id: 'id',
      part: 'createdTime',
      sequence: 'null',
      market_id: 'contractId',
      outcome_id: `${PLACE} || ':' || outcome`,
      trader_id: 'userId',
      side: `case when ${SHARES} < 0 then 'sell' else 'buy' end`,
      price: quotient('amount', 'shares'),
      size: `abs(${rounded('shares', 6)})`,
      notional: `abs(${rounded('amount', 12)})`,
      traded_at: instant('createdTime'),
      kind: `case when ${IS_REDEMPTION} then 'redemption' else 'trade' end`,
      is_combo: 'false',
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
  orders: {
    where: `limitProb is not null or (${SHARES} = 0 and not ${IS_REDEMPTION})`,
    columns: {
      venue: "'manifold'",
      order_id: 'id',
      market_id: 'contractId',
      outcome_id: `${PLACE} || ':' || outcome`,
      trader_id: 'userId',
      side: "case when try_cast(coalesce(orderAmount, amount) as double) < 0 then 'sell' else 'buy' end",
      limit_price: rounded('limitProb', 12),
      amount: rounded('orderAmount', 12),
      filled_amount: rounded('amount', 12),
      filled_size: rounded('shares', 6),
      status: `case when isCancelled = 'true' then 'cancelled' when isFilled = 'false' then 'open' else 'filled' end`,
      created_at: instant('createdTime'),
      updated_at: instant('updatedTime'),
      expires_at: instant('expiresAt'),
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
  prices: {
    where: `probAfter is not null and (probAfter <> probBefore or (${SHARES} <> 0 and not ${IS_REDEMPTION}))`,
    columns: {
      venue: "'manifold'",
      market_id: 'contractId',
      outcome_id: `${PLACE} || ':' || case when outcome in ('YES', 'NO') then 'YES' else outcome end`,
      at: instant('createdTime'),
      trade_id: 'id',
      price: rounded('probAfter', 12),
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
}
