import { instant, rounded, unreadable } from '../../core/numbers.ts'
import type { Resource } from '../../core/source.ts'

/** A market of the list, as it is written in every list of markets. */
export const listRecord: Pick<Resource, 'raw' | 'ignored' | 'optional'> = {
  optional: [
    'closeTime',
    'lastUpdatedTime',
    'pool',
    'probability',
    'resolution',
    'resolutionProbability',
    'resolutionTime',
    'token',
    'totalLiquidity',
  ],
  raw: {
    id: 'VARCHAR',
    question: 'VARCHAR',
    url: 'VARCHAR',
    creatorId: 'VARCHAR',
    createdTime: 'VARCHAR',
    closeTime: 'VARCHAR',
    outcomeType: 'VARCHAR',
    probability: 'VARCHAR',
    totalLiquidity: 'VARCHAR',
    volume: 'VARCHAR',
    volume24Hours: 'VARCHAR',
    uniqueBettorCount: 'VARCHAR',
    isResolved: 'VARCHAR',
    resolution: 'VARCHAR',
    resolutionTime: 'VARCHAR',
    resolutionProbability: 'VARCHAR',
    lastUpdatedTime: 'VARCHAR',
    token: 'VARCHAR',
    mechanism: 'VARCHAR',
    pool: 'VARCHAR',
  },
  ignored: [
    'addAnswersMode',
    'answers',
    'bountyLeft',
    'coverImageUrl',
    'creatorAvatarUrl',
    'creatorName',
    'creatorUsername',
    'description',
    'fundingRate',
    'groupSlugs',
    'isLogScale',
    'isLove',
    'lastBetTime',
    'lastCommentTime',
    'lastFundingTime',
    'loverUserId1',
    'loverUserId2',
    'marketTier',
    'matchCreatorId',
    'max',
    'maxLeverage',
    'min',
    'openInterestLong',
    'openInterestShort',
    'options',
    'oraclePrice',
    'oraclePriceTime',
    'oracleSourceTime',
    'p',
    'poolLong',
    'poolShort',
    'resolvedOraclePrice',
    'resolverId',
    'shouldAnswersSumToOne',
    'siblingContractId',
    'slug',
    'sportsEventId',
    'sportsLeague',
    'sportsStartTimestamp',
    'tags',
    'takerFeeApiBps',
    'takerFeeBps',
    'takerFeeImpact',
    'textDescription',
    'totalBounty',
    'value',
    'volume7Days',
  ],
}

/** What one YES share pays. A cancelled market pays back what was spent, which is no price. */
const PAYS = `case resolution when 'YES' then '1' when 'NO' then '0' when 'MKT' then resolutionProbability end`

/**
 * The outcomes that the list tells of: YES and NO of markets with one price, the numbered answers of the oldest kind of
 * market. Those of markets with answers are in the full record.
 */
const SIDES = `(select raw.*, unnest(sides) as side, generate_subscripts(sides, 1) - 1 as place from (
    select *, case when outcomeType in ('BINARY', 'PSEUDO_NUMERIC', 'STONK') then ['YES', 'NO']
      when mechanism = 'dpm-2' then json_keys(pool) else [] end as sides from raw) as raw) as r`

const BROKEN = unreadable({
  instants: ['createdTime', 'closeTime', 'resolutionTime', 'lastUpdatedTime'],
  numbers: ['probability', 'resolutionProbability', 'volume', 'volume24Hours', 'totalLiquidity'],
})

/** What a market of the list means. */
export const listMeaning: Resource['silver'] = {
  markets: {
    columns: {
      venue: "'manifold'",
      market_id: 'id',
      event_id: 'null',
      question: 'question',
      subtitle: 'null',
      status: `case when isResolved = 'true' then 'resolved' when isResolved = 'false' and ${instant('closeTime')} <= _clock then 'closed'
        when isResolved = 'false' then 'open' end`,
      category: 'null',
      market_type: 'outcomeType',
      is_combo: 'false',
      created_at: instant('createdTime'),
      opened_at: instant('createdTime'),
      closes_at: instant('closeTime'),
      resolved_at: instant('resolutionTime'),
      resolution: 'resolution',
      resolution_value: `case when outcomeType in ('BINARY', 'PSEUDO_NUMERIC') then ${rounded(`(${PAYS})`, 12)} end`,
      last_price: rounded('probability', 12),
      best_bid: 'null',
      best_ask: 'null',
      volume: rounded('volume', 6),
      volume_24h: rounded('volume24Hours', 6),
      open_interest: 'null',
      liquidity: rounded('totalLiquidity', 12),
      traders: 'uniqueBettorCount',
      creator_id: 'creatorId',
      currency: "coalesce(token, 'MANA')",
      rules: 'null',
      url: 'url',
      updated_at: instant('lastUpdatedTime'),
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
  outcomes: {
    from: SIDES,
    columns: {
      venue: "'manifold'",
      market_id: 'id',
      outcome_id: "id || ':' || side",
      position: "case when side in ('YES', 'NO') then place else try_cast(side as bigint) end",
      label: 'side',
      price: `case side when 'YES' then ${rounded('probability', 12)} when 'NO' then 1 - ${rounded('probability', 12)} end`,
      is_winner: `case when resolution in ('YES', 'NO') then resolution = side
        when isResolved = 'true' and mechanism = 'dpm-2' and resolution not in ('MKT', 'CANCEL') then resolution = side end`,
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
}
