import { defineTable } from '../table.ts'
import { seen_at, venue } from './common.ts'

export const fills = defineTable({
  name: 'fills',
  doc: "Every party's side of the trades, the makers' too. A trade has two or more rows here: sums belong to silver.trades.",
  kind: 'fact',
  key: ['venue', 'fill_id'],
  at: 'traded_at',
  columns: {
    venue,
    fill_id: { type: 'text', doc: 'What stays the same about the record, and its number among equal ones.' },
    market_id: { type: 'text', doc: 'The market.' },
    outcome_id: { type: 'text', doc: 'The outcome that this party bought or sold.', nullable: true },
    trader_id: { type: 'text', doc: 'The party.', nullable: true },
    side: { type: 'text', doc: 'buy or sell, of this party.', oneOf: ['buy', 'sell'] },
    price: { type: 'price', doc: 'Price of one share of `outcome_id`, 0 to 1.', min: 0, max: 1 },
    size: { type: 'size', doc: 'Shares, each paying 1.', min: 0 },
    notional: { type: 'money', doc: "price × size, in the venue's currency.", min: 0 },
    traded_at: { type: 'instant', doc: 'When it happened, by the venue (UTC).' },
    transaction_hash: {
      type: 'text',
      doc: 'The transaction on the chain; all parties of a trade share it.',
      nullable: true,
    },
    seen_at,
  },
})

export const traderActivity = defineTable({
  name: 'trader_activity',
  doc: 'What a trader did: trades, and what changes holdings without a trade (splits, merges, redemptions, rewards).',
  kind: 'fact',
  key: ['venue', 'activity_id'],
  at: 'at',
  columns: {
    venue,
    activity_id: { type: 'text', doc: 'What stays the same about the record, and its number among equal ones.' },
    trader_id: { type: 'text', doc: 'Who did it.' },
    kind: { type: 'text', doc: 'trade, split, merge, redeem, reward, conversion, …' },
    market_id: { type: 'text', doc: 'The market, where it concerns one.', nullable: true },
    outcome_id: { type: 'text', doc: 'The outcome, where it concerns one.', nullable: true },
    side: { type: 'text', doc: 'buy or sell, for trades.', nullable: true, oneOf: ['buy', 'sell'] },
    price: { type: 'price', doc: 'Price of one share, for trades.', nullable: true, min: 0, max: 1 },
    size: { type: 'size', doc: 'Shares.', nullable: true, min: 0 },
    amount: { type: 'money', doc: 'Money paid or received; what was bought contains the fee.', nullable: true },
    at: { type: 'instant', doc: 'When, by the venue (UTC).' },
    transaction_hash: { type: 'text', doc: 'The transaction on the chain.', nullable: true },
    seen_at,
  },
})

export const closedPositions = defineTable({
  name: 'closed_positions',
  versions: 'closed_position_versions',
  doc: 'Holdings that a trader has given up or that were settled.',
  kind: 'state',
  key: ['venue', 'trader_id', 'outcome_id'],
  columns: {
    venue,
    trader_id: { type: 'text', doc: 'Whose.' },
    market_id: { type: 'text', doc: 'The market.' },
    outcome_id: { type: 'text', doc: 'The outcome that was held.' },
    average_price: { type: 'price', doc: 'What a share cost on average.', nullable: true, min: 0 },
    bought: { type: 'size', doc: 'Shares ever bought.', nullable: true, min: 0 },
    profit: { type: 'money', doc: 'Won or lost with it.', nullable: true },
    closed_at: { type: 'instant', doc: 'When, by the venue.', nullable: true },
    seen_at,
  },
})

export const leaderboard = defineTable({
  name: 'leaderboard',
  versions: 'leaderboard_versions',
  doc: 'Who stands where, as the venue ranks them. The venue keeps no history; what was seen is in leaderboard_versions.',
  kind: 'state',
  key: ['venue', 'category', 'period', 'ordered_by', 'rank'],
  columns: {
    venue,
    category: { type: 'text', doc: 'In which field, in the words of the venue.' },
    period: { type: 'text', doc: 'Over how long: day, week, month or all.', oneOf: ['day', 'week', 'month', 'all'] },
    ordered_by: { type: 'text', doc: 'profit or volume.', oneOf: ['profit', 'volume'] },
    rank: { type: 'integer', doc: 'From 1 on.', min: 1 },
    trader_id: { type: 'text', doc: 'Who stands there.' },
    name: { type: 'text', doc: 'Their name.', nullable: true },
    profit: { type: 'money', doc: 'Won or lost in the period.', nullable: true },
    volume: { type: 'money', doc: 'Traded in the period.', nullable: true },
    seen_at,
  },
})

export const holders = defineTable({
  name: 'holders',
  versions: 'holder_versions',
  doc: 'Who holds most of an outcome, place by place; a place that nobody holds has no trader.',
  kind: 'state',
  key: ['venue', 'outcome_id', 'place'],
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market.', nullable: true },
    outcome_id: { type: 'text', doc: 'The outcome.' },
    place: { type: 'integer', doc: 'From 1, who holds most, to 20.', min: 1 },
    trader_id: { type: 'text', doc: 'The holder.', nullable: true },
    size: { type: 'size', doc: 'Shares held.', nullable: true, min: 0 },
    seen_at,
  },
})

export const openInterest = defineTable({
  name: 'open_interest',
  versions: 'open_interest_versions',
  doc: 'Money that stands in a market.',
  kind: 'state',
  key: ['venue', 'market_id'],
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market.' },
    value: { type: 'money', doc: "Money that stands in it, in the venue's currency." },
    seen_at,
  },
})
