import { defineTable } from '../table.ts'
import { seen_at, venue } from './common.ts'

export const trades = defineTable({
  name: 'trades',
  doc: 'Every trade: bets, fills, transactions. One row per trade, found by its key.',
  kind: 'fact',
  key: ['venue', 'trade_id', 'part'],
  at: 'traded_at',
  columns: {
    venue,
    trade_id: { type: 'text', doc: "The venue's id of the trade." },
    part: {
      type: 'integer',
      doc: 'Tells apart trades to which the venue gave one id (a Manifold sale may reuse the id of a buy: there the creation time in ms); 0 where ids are unique.',
    },
    sequence: {
      type: 'integer',
      doc: 'Order among trades of one instant where the venue tells it: the later, the larger. Null where it does not.',
      nullable: true,
    },
    market_id: { type: 'text', doc: "The venue's id of the market, whether or not that market is known yet." },
    outcome_id: { type: 'text', doc: 'The outcome that `side` and `price` speak of.', nullable: true },
    trader_id: { type: 'text', doc: 'The trader, where the venue names one; Kalshi does not.', nullable: true },
    side: {
      type: 'text',
      doc: 'buy or sell of `outcome_id` by the taker (or by `trader_id` where named).',
      nullable: true,
      oneOf: ['buy', 'sell'],
    },
    price: { type: 'price', doc: 'Price of one share of `outcome_id`, 0 to 1.', min: 0, max: 1 },
    size: { type: 'size', doc: 'Contracts or shares, each paying 1.', min: 0 },
    notional: { type: 'money', doc: "price × size, in the venue's currency.", min: 0 },
    traded_at: { type: 'instant', doc: 'When it happened, by the venue (UTC).' },
    kind: { type: 'text', doc: 'trade; block (agreed off the book); redemption (YES and NO given back for money); …' },
    is_combo: { type: 'boolean', doc: 'True when the market is a combination (parlay) of others.' },
    seen_at,
  },
})

export const orders = defineTable({
  name: 'orders',
  doc: 'Limit orders, and what has become of them. An order whose venue row changed is found again by its key.',
  kind: 'fact',
  key: ['venue', 'order_id'],
  at: 'created_at',
  columns: {
    venue,
    order_id: { type: 'text', doc: "The venue's id of the order." },
    market_id: { type: 'text', doc: "The venue's id of the market." },
    outcome_id: { type: 'text', doc: 'The outcome that is wanted.', nullable: true },
    trader_id: { type: 'text', doc: 'Who placed it, where the venue names that.', nullable: true },
    side: { type: 'text', doc: 'buy or sell of `outcome_id`.', nullable: true, oneOf: ['buy', 'sell'] },
    limit_price: {
      type: 'price',
      doc: 'Worst price it takes, 0 to 1; null for market orders.',
      nullable: true,
      min: 0,
      max: 1,
    },
    amount: { type: 'money', doc: "Money offered, in the venue's currency.", nullable: true },
    filled_amount: { type: 'money', doc: 'Money spent so far.', nullable: true },
    filled_size: { type: 'size', doc: 'Shares received so far.', nullable: true },
    status: {
      type: 'text',
      doc: 'open, filled or cancelled (expired ones too).',
      oneOf: ['open', 'filled', 'cancelled'],
    },
    created_at: { type: 'instant', doc: 'When it was placed, by the venue (UTC).' },
    updated_at: { type: 'instant', doc: 'Last change, by the venue.', nullable: true },
    expires_at: { type: 'instant', doc: 'When it lapses by itself.', nullable: true },
    seen_at,
  },
})

export const prices = defineTable({
  name: 'prices',
  doc: 'Prices the venue told, one row per observation; between two rows the earlier one holds.',
  kind: 'fact',
  key: ['venue', 'outcome_id', 'at', 'trade_id'],
  at: 'at',
  columns: {
    venue,
    market_id: {
      type: 'text',
      doc: 'The market of the outcome, where the venue names it beside the price; outcomes always do.',
      nullable: true,
    },
    outcome_id: { type: 'text', doc: 'The outcome.' },
    at: { type: 'instant', doc: 'When the price came to be, by the venue (UTC).' },
    trade_id: { type: 'text', doc: 'The trade that moved it; empty where the price came without one.' },
    price: { type: 'price', doc: 'Price of one share, 0 to 1.', min: 0, max: 1 },
    seen_at,
  },
})

export const transactions = defineTable({
  name: 'transactions',
  doc: 'Payments between traders, markets and the venue that are not trades: bonuses, payouts, gifts.',
  kind: 'fact',
  key: ['venue', 'transaction_id'],
  at: 'created_at',
  columns: {
    venue,
    transaction_id: { type: 'text', doc: "The venue's id of the payment." },
    category: { type: 'text', doc: 'What for, in the words of the venue.', nullable: true },
    from_type: { type: 'text', doc: 'USER, CONTRACT, BANK, …', nullable: true },
    from_id: { type: 'text', doc: 'Who paid.', nullable: true },
    to_type: { type: 'text', doc: 'USER, CONTRACT, BANK, …', nullable: true },
    to_id: { type: 'text', doc: 'Who received.', nullable: true },
    amount: { type: 'money', doc: 'How much, in units of `currency`.', min: 0 },
    currency: { type: 'text', doc: "The venue's name of the currency.", nullable: true },
    description: { type: 'text', doc: 'Words of the venue.', nullable: true },
    data: { type: 'json', doc: 'What else the venue tells of it.', nullable: true },
    created_at: { type: 'instant', doc: 'When it happened, by the venue (UTC).' },
    seen_at,
  },
})

export const comments = defineTable({
  name: 'comments',
  doc: 'What people wrote below markets.',
  kind: 'fact',
  key: ['venue', 'market_id', 'comment_id'],
  at: 'created_at',
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market it stands below.' },
    comment_id: { type: 'text', doc: "The venue's id, unique within the market." },
    parent_id: { type: 'text', doc: 'The comment it answers.', nullable: true },
    trader_id: { type: 'text', doc: 'Who wrote it.', nullable: true },
    outcome_id: { type: 'text', doc: 'The answer it speaks of.', nullable: true },
    trade_id: { type: 'text', doc: 'The trade it was written with.', nullable: true },
    text: { type: 'text', doc: 'The words, where the venue sends plain text.', nullable: true },
    content: { type: 'json', doc: 'The words as a document tree, where the venue sends that.', nullable: true },
    likes: { type: 'integer', doc: 'Number of likes.', nullable: true },
    is_hidden: { type: 'boolean', doc: 'Hidden by moderators.', nullable: true },
    created_at: { type: 'instant', doc: 'When it was written (UTC).' },
    edited_at: { type: 'instant', doc: 'When it was last edited.', nullable: true },
    seen_at,
  },
})
