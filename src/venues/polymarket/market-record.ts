import { instantOfText, rounded, unreadable } from '../../core/numbers.ts'
import type { Resource } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'

/** Fields that are read. The venue leaves a field out where it has no value, so that none is missed. */
const FIELDS = [
  'id',
  'question',
  'conditionId',
  'slug',
  'questionID',
  'marketMakerAddress',
  'category',
  'subcategory',
  'marketType',
  'outcomes',
  'outcomePrices',
  'clobTokenIds',
  'closed',
  'closedTime',
  'createdAt',
  'startDate',
  'acceptingOrdersTimestamp',
  'endDate',
  'updatedAt',
  'volume',
  'volume24hr',
  'liquidity',
  'bestBid',
  'bestAsk',
  'description',
  'creator',
  'events',
]

/** Known and not read. */
const IGNORED = [
  ...['acceptingOrders', 'active', 'ammType', 'approved', 'archived', 'automaticallyActive', 'automaticallyResolved'],
  ...['categories', 'categoryMailchimpTag', 'chartColor', 'clearBookOnStart', 'clobRewards', 'comboStatus'],
  ...['commentsEnabled', 'competitive', 'cryptoMarketConfig', 'curationOrder', 'customLiveness', 'cyom'],
  ...['denominationToken', 'deploying', 'deployingTimestamp', 'disqusThread', 'enableOrderBook', 'endDateIso'],
  ...['eventStartTime', 'featured', 'fee', 'feeSchedule', 'feeType', 'feesEnabled', 'formatType', 'fpmmLive', 'funded'],
  ...['fundedTimestamp', 'gameId', 'gameStartTime', 'groupItemRange', 'groupItemThreshold', 'groupItemTitle'],
  ...['hasReviewedDates', 'holdingRewardsEnabled', 'icon', 'iconOptimized', 'image', 'imageOptimized'],
  ...['lastTradePrice', 'line', 'liquidityAmm', 'liquidityClob', 'liquidityNum', 'lowerBound', 'lowerBoundDate'],
  ...['mailchimpTag', 'makerBaseFee', 'makerRebatesFeeShareBps', 'manualActivation', 'marketGroup', 'marketMetadata'],
  ...['negRisk', 'negRiskFeeBips', 'negRiskMarketID', 'negRiskOther', 'negRiskRequestID', 'new'],
  ...['notificationsEnabled', 'oneDayPriceChange', 'oneHourPriceChange', 'oneMonthPriceChange', 'oneWeekPriceChange'],
  ...['oneYearPriceChange', 'orderMinSize', 'orderPriceMinTickSize', 'pagerDutyNotificationEnabled', 'pastSlugs'],
  ...['pendingDeployment', 'positionIds', 'ready', 'readyForCron', 'readyTimestamp', 'requiresTranslation'],
  ...['resolutionSource', 'resolvedBy', 'restricted', 'rewardsMaxSpread', 'rewardsMinSize', 'rfqEnabled'],
  ...['scheduledDeploymentTimestamp', 'score', 'secondsDelay', 'sentDiscord', 'seriesColor', 'shortOutcomes'],
  ...['showGmpOutcome', 'showGmpSeries', 'sponsorImage', 'sponsorName', 'sportsMarketType', 'spread', 'startDateIso'],
  ...['submitted_by', 'tags', 'takerBaseFee', 'teamAID', 'teamBID', 'twitterCardImage', 'twitterCardLastRefreshed'],
  ...['twitterCardLastValidated', 'twitterCardLocation', 'umaBond', 'umaEndDate', 'umaEndDateIso'],
  ...['umaResolutionStatus', 'umaResolutionStatuses', 'umaReward', 'updatedBy', 'upperBound', 'upperBoundDate'],
  ...['version', 'volume1mo', 'volume1moAmm', 'volume1moClob', 'volume1wk', 'volume1wkAmm', 'volume1wkClob'],
  ...['volume1yr', 'volume1yrAmm', 'volume1yrClob', 'volume24hrAmm', 'volume24hrClob', 'volumeAmm', 'volumeClob'],
  ...['volumeNum', 'wideFormat', 'xAxisValue', 'yAxisValue'],
]

export const marketRecord: Pick<Resource, 'raw' | 'ignored' | 'optional'> = {
  // As text the event would be copied and parsed again: five times the memory.
  raw: {
    ...Object.fromEntries(FIELDS.map((field) => [field, 'VARCHAR'])),
    events: 'STRUCT(id VARCHAR, slug VARCHAR)[]',
  },
  ignored: IGNORED,
  optional: [...FIELDS, ...IGNORED],
}

/** Lists that the venue writes as JSON within a text, such as `"[\"Yes\", \"No\"]"`. */
const listed = (field: Sql): Sql => `try(from_json(${field}, '["VARCHAR"]'))`

/** Every record with its lists unpacked, and what each outcome pays in the end: known once the market is closed. */
const UNPACKED = `(select *, ${listed('outcomes')} as _labels, ${listed('clobTokenIds')} as _tokens, ${listed('outcomePrices')} as _prices,
    list_transform(${listed('outcomePrices')}, lambda p: try_cast(p as double)) as _finals from raw)`

/**
 * How a closed market ended, by its final prices alone: the winner's place from 1, 'split' where all are equal (also written
 * 1 each), 'void' where nothing is left of any, null where the prices do not tell.
 */
const ENDED = `case when closed = 'true' and len(_finals) > 1 and len(_finals) = len(_labels) and list_count(_finals) = len(_finals) then
    case when list_max(_finals) = 0 then 'void' when list_max(_finals) = list_min(_finals) then 'split'
    when list_max(_finals) >= 0.99 and len(list_filter(_finals, lambda p: p > 0.01)) = 1 then list_position(_finals, list_max(_finals))::varchar end end`

const BROKEN = unreadable({
  written: ['closedTime', 'createdAt', 'startDate', 'acceptingOrdersTimestamp', 'endDate', 'updatedAt'],
  numbers: ['volume', 'volume24hr', 'liquidity', 'bestBid', 'bestAsk'],
})
const UNPAIRED = `case when _labels is null then 'outcomes: expected a JSON list within a text, got ' || coalesce(left(outcomes, 100), 'nothing')
    when outcomePrices is not null and (_prices is null or len(_prices) <> len(_labels)) then 'outcomePrices: expected one for each of outcomes, got ' || left(outcomePrices, 100)
    when clobTokenIds is not null and (_tokens is null or len(_tokens) not in (0, len(_labels))) then 'clobTokenIds: expected one for each of outcomes, got ' || left(clobTokenIds, 100) end`

const FROM = `(select *, ${ENDED} as _ended, coalesce(${UNPAIRED}, ${BROKEN}) as _broken, events[1] as _event from ${UNPACKED}) as r`

/** One row per outcome, with its place from 1. */
const OUTCOMES = `(select r.*, generate_subscripts(_labels, 1) as _place from ${FROM}) as o`

/** Old markets have no tokens: their outcomes are known by their place. */
const OUTCOME_ID = "coalesce(_tokens[_place], conditionId || ':' || (_place - 1))"
/** Whether an outcome is a token: one that has none is named by condition and place. */
export const isToken = (outcome: Sql): Sql => `not contains(${outcome}, ':')`

/** Old markets name a category and a part of it. */
const FILED = `(select raw.*, unnest(['category', 'subcategory']) as _kind, unnest([category, subcategory]) as _label from raw) as f`

export const marketMeaning: Resource['silver'] = {
  markets: {
    from: FROM,
    columns: {
      venue: "'polymarket'",
      market_id: "nullif(conditionId, '')",
      event_id: '_event.id',
      question: 'question',
      subtitle: 'null',
      status:
        "case when closed = 'true' then case when _ended is null then 'closed' else 'resolved' end when closed = 'false' then 'open' end",
      category: "nullif(category, '')",
      market_type: "coalesce(marketType, case when len(_labels) = 2 then 'binary' else 'multiple' end)",
      is_combo: 'false',
      created_at: instantOfText('createdAt'),
      opened_at: instantOfText('coalesce(startDate, acceptingOrdersTimestamp)'),
      closes_at: instantOfText('endDate'),
      resolved_at: `case when closed = 'true' then ${instantOfText('closedTime')} end`,
      resolution: "case when _ended between '1' and '9' then _labels[_ended::integer] else _ended end",
      resolution_value:
        "case when len(_labels) = 2 then case _ended when '1' then 1 when '2' then 0 when 'split' then 0.5 end end",
      last_price: 'null',
      // What stands beside a closed market is left over from when it was open.
      best_bid: `case when closed = 'false' then nullif(${rounded('bestBid', 12)}, 0) end`,
      best_ask: `case when closed = 'false' then nullif(${rounded('bestAsk', 12)}, 1) end`,
      volume: rounded('volume', 6),
      volume_24h: rounded('volume24hr', 6),
      open_interest: 'null',
      liquidity: rounded('liquidity', 12),
      traders: 'null',
      creator_id: "nullif(creator, '')",
      currency: "'USD'",
      rules: 'description',
      url: "'https://polymarket.com/event/' || coalesce(_event.slug, slug)",
      updated_at: instantOfText('updatedAt'),
      seen_at: 'seen_at',
    },
    reject: '_broken',
  },
  outcomes: {
    from: OUTCOMES,
    columns: {
      venue: "'polymarket'",
      market_id: "nullif(conditionId, '')",
      outcome_id: OUTCOME_ID,
      position: '_place - 1',
      label: '_labels[_place]',
      price: rounded('_prices[_place]', 12),
      is_winner: "case when _ended between '1' and '9' then _ended::integer = _place end",
      seen_at: 'seen_at',
    },
    reject: '_broken',
  },
  market_aliases: {
    from: `(select raw.*, unnest(['gamma', 'slug', 'question', 'amm']) as _kind,
      unnest([id, slug, questionID, marketMakerAddress]) as _alias from raw) as a`,
    where: "_alias <> '' and conditionId <> ''",
    columns: { venue: "'polymarket'", kind: '_kind', alias: '_alias', market_id: 'conditionId', seen_at: 'seen_at' },
  },
  categories: {
    from: FILED,
    where: "_label <> ''",
    columns: {
      venue: "'polymarket'",
      category_id: "_kind || ':' || _label",
      kind: '_kind',
      label: '_label',
      slug: 'null',
      created_at: 'null',
      updated_at: 'null',
      seen_at: 'seen_at',
    },
  },
  category_links: {
    from: FILED,
    where: "_label <> '' and conditionId <> ''",
    columns: {
      venue: "'polymarket'",
      category_id: "_kind || ':' || _label",
      linked: "'market'",
      linked_id: 'conditionId',
      seen_at: 'seen_at',
    },
  },
}
