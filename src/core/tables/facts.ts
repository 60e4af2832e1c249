import { defineTable } from '../table.ts'

const venue = { type: 'text', doc: 'The venue, such as kalshi.' } as const
const seen_at = { type: 'instant', doc: 'When this lake learnt it: the arrival of the response (UTC).' } as const

export const trades = defineTable({
  name: 'trades',
  doc: 'Every trade: bets, fills, transactions. One row per trade, found by its key.',
  kind: 'fact',
  key: ['venue', 'trade_id'],
  at: 'traded_at',
  columns: {
    venue,
    trade_id: { type: 'text', doc: "The venue's id of the trade." },
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
    kind: { type: 'text', doc: 'trade; block (agreed off the book); redemption; …' },
    is_combo: { type: 'boolean', doc: 'True when the market is a combination (parlay) of others.' },
    seen_at,
  },
})
