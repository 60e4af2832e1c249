import { defineTable } from '../table.ts'
import { seen_at, venue } from './common.ts'

const price = (doc: string) => ({ type: 'price', doc, nullable: true, min: 0, max: 1 }) as const

export const candles = defineTable({
  name: 'candles',
  doc: "Candles as the venue draws them; those drawn from this lake's own trades are in gold. Periods without a row had no trade and no change, or were not asked for. Kalshi writes a bid of 0 where nobody bid and an ask of 1 where nobody offered.",
  kind: 'fact',
  key: ['venue', 'outcome_id', 'interval_minutes', 'ends_at'],
  at: 'ends_at',
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market.' },
    outcome_id: { type: 'text', doc: 'The outcome that the prices speak of.' },
    interval_minutes: { type: 'integer', doc: 'Length of the period: 1, 60 or 1440 minutes.', min: 1 },
    ends_at: { type: 'instant', doc: 'End of the period, by the venue (UTC).' },
    open: price('First price in the period.'),
    high: price('Highest.'),
    low: price('Lowest.'),
    close: price('Last.'),
    mean: price('Mean, by the venue.'),
    previous: price('Last price before the period.'),
    bid_open: price('Best bid at the start.'),
    bid_high: price('Highest best bid.'),
    bid_low: price('Lowest best bid.'),
    bid_close: price('Best bid at the end.'),
    ask_open: price('Best ask at the start.'),
    ask_high: price('Highest best ask.'),
    ask_low: price('Lowest best ask.'),
    ask_close: price('Best ask at the end.'),
    volume: { type: 'size', doc: 'Contracts or shares traded in the period.', nullable: true, min: 0 },
    open_interest: { type: 'size', doc: 'Contracts or shares outstanding at its end.', nullable: true, min: 0 },
    seen_at,
  },
})

export const books = defineTable({
  name: 'books',
  doc: 'Order books as they stood: one row per outcome and moment. Their levels are in book_levels.',
  kind: 'fact',
  key: ['venue', 'outcome_id', 'at'],
  at: 'at',
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market.' },
    outcome_id: { type: 'text', doc: 'The outcome that is bid for and offered.' },
    at: {
      type: 'instant',
      doc: 'Since when the book stood so, by the venue; where it does not say, when it was read (UTC).',
    },
    best_bid: price('Highest bid; null when there is none.'),
    best_ask: price('Lowest ask; null when there is none.'),
    bid_levels: { type: 'integer', doc: 'Prices at which somebody bids.', min: 0 },
    ask_levels: { type: 'integer', doc: 'Prices at which somebody offers.', min: 0 },
    bid_size: { type: 'volume', doc: 'Shares bid for at all of them.', min: 0 },
    ask_size: { type: 'volume', doc: 'Shares offered at all of them.', min: 0 },
    last_price: price('Last traded price as the venue writes it beside the book.'),
    tick_size: { type: 'price', doc: 'Smallest step of a price.', nullable: true, min: 0 },
    min_size: { type: 'size', doc: 'Smallest order.', nullable: true, min: 0 },
    hash: { type: 'text', doc: "The venue's name of this state of the book.", nullable: true },
    seen_at,
  },
})

export const bookLevels = defineTable({
  name: 'book_levels',
  doc: 'The levels of the books: how much is wanted or offered at each price.',
  kind: 'fact',
  key: ['venue', 'outcome_id', 'at', 'side', 'price'],
  at: 'at',
  columns: {
    venue,
    outcome_id: { type: 'text', doc: 'The outcome.' },
    at: { type: 'instant', doc: 'The moment of the book (UTC).' },
    side: { type: 'text', doc: 'bid or ask.', oneOf: ['bid', 'ask'] },
    price: { type: 'price', doc: 'Price of one share, 0 to 1.', min: 0, max: 1 },
    size: { type: 'volume', doc: 'Shares at this price.', min: 0 },
    place: { type: 'integer', doc: 'From 1, the best price of its side, on.', min: 1 },
    seen_at,
  },
})

export const quotes = defineTable({
  name: 'quotes',
  doc: 'Best bid and ask of an outcome as the venue told them when asked; what stands between two rows is not known.',
  kind: 'fact',
  key: ['venue', 'outcome_id', 'at'],
  at: 'at',
  columns: {
    venue,
    outcome_id: { type: 'text', doc: 'The outcome.' },
    at: { type: 'instant', doc: 'When it was asked (UTC).' },
    bid: price('Highest bid; null when there is none.'),
    ask: price('Lowest ask; null when there is none.'),
    seen_at,
  },
})
