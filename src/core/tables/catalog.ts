import { defineTable } from '../table.ts'

const venue = { type: 'text', doc: 'The venue, such as kalshi.' } as const
const seen_at = { type: 'instant', doc: 'When this lake learnt it: the arrival of the response (UTC).' } as const

export const series = defineTable({
  name: 'series',
  doc: 'Recurring families of events, such as a league or a monthly statistic.',
  kind: 'state',
  key: ['venue', 'series_id'],
  columns: {
    venue,
    series_id: { type: 'text', doc: "The venue's id of the series." },
    title: { type: 'text', doc: 'Title as the venue writes it.', nullable: true },
    category: { type: 'text', doc: "The venue's category.", nullable: true },
    frequency: { type: 'text', doc: 'How often it recurs, in the words of the venue.', nullable: true },
    tags: { type: 'json', doc: 'List of tags.', nullable: true },
    fee_type: { type: 'text', doc: "Name of the venue's fee rule.", nullable: true },
    fee_multiplier: { type: 'decimal', doc: 'Factor on that rule.', nullable: true },
    updated_at: { type: 'instant', doc: 'Last change, by the venue.', nullable: true },
    seen_at,
  },
})

export const events = defineTable({
  name: 'events',
  doc: 'Questions about one happening; an event holds one or more markets.',
  kind: 'state',
  key: ['venue', 'event_id'],
  columns: {
    venue,
    event_id: { type: 'text', doc: "The venue's id of the event." },
    series_id: { type: 'text', doc: 'The series it belongs to.', nullable: true },
    title: { type: 'text', doc: 'Title as the venue writes it.', nullable: true },
    subtitle: { type: 'text', doc: 'Second line of the title.', nullable: true },
    category: { type: 'text', doc: "The venue's category; the series' where the event has none.", nullable: true },
    mutually_exclusive: {
      type: 'boolean',
      doc: 'True when at most one of its markets can resolve to yes.',
      nullable: true,
    },
    occurs_at: { type: 'instant', doc: 'When the happening takes place, by the venue.', nullable: true },
    updated_at: { type: 'instant', doc: 'Last change, by the venue.', nullable: true },
    seen_at,
  },
})

export const markets = defineTable({
  name: 'markets',
  versions: 'market_versions',
  doc: 'Tradable questions. The current row; every version is in market_versions.',
  kind: 'state',
  key: ['venue', 'market_id'],
  columns: {
    venue,
    market_id: { type: 'text', doc: "The venue's id of the market." },
    event_id: { type: 'text', doc: 'The event it belongs to.', nullable: true },
    question: { type: 'text', doc: 'The question as the venue writes it.', nullable: true },
    subtitle: { type: 'text', doc: 'What YES stands for, where the question alone does not say it.', nullable: true },
    status: {
      type: 'text',
      doc: 'upcoming, open, paused, closed (trading over, not final) or resolved (final).',
      oneOf: ['upcoming', 'open', 'paused', 'closed', 'resolved'],
    },
    category: { type: 'text', doc: "The venue's category; the event's where the market has none.", nullable: true },
    market_type: { type: 'text', doc: 'binary, scalar, multiple …, in the words of the venue.', nullable: true },
    is_combo: { type: 'boolean', doc: 'True for combinations (parlays) of other markets.' },
    created_at: { type: 'instant', doc: 'When it was listed.', nullable: true },
    opened_at: { type: 'instant', doc: 'When trading starts.', nullable: true },
    closes_at: { type: 'instant', doc: 'When trading ends; may move both ways.', nullable: true },
    resolved_at: { type: 'instant', doc: 'When the result became final, by the venue.', nullable: true },
    resolution: {
      type: 'text',
      doc: "The result in the venue's words, such as yes, no, scalar; null while unknown.",
      nullable: true,
    },
    resolution_value: { type: 'price', doc: 'What one YES share pays, 0 to 1.', nullable: true, min: 0, max: 1 },
    last_price: {
      type: 'price',
      doc: 'Last traded price of YES; null when never traded.',
      nullable: true,
      min: 0,
      max: 1,
    },
    best_bid: { type: 'price', doc: 'Highest bid for YES; null when there is none.', nullable: true, min: 0, max: 1 },
    best_ask: { type: 'price', doc: 'Lowest ask for YES; null when there is none.', nullable: true, min: 0, max: 1 },
    volume: { type: 'size', doc: 'Contracts or shares traded since listing, by the venue.', nullable: true, min: 0 },
    volume_24h: { type: 'size', doc: 'The same over the last 24 hours, by the venue.', nullable: true, min: 0 },
    open_interest: { type: 'size', doc: 'Contracts or shares outstanding.', nullable: true, min: 0 },
    rules: { type: 'text', doc: 'Resolution rules as the venue writes them.', nullable: true },
    url: { type: 'text', doc: 'Page of the market.', nullable: true },
    updated_at: { type: 'instant', doc: 'Last change other than trading, by the venue.', nullable: true },
    seen_at,
  },
})

export const outcomes = defineTable({
  name: 'outcomes',
  doc: 'What can be bought in a market. A share of the outcome that happens pays 1.',
  kind: 'state',
  key: ['venue', 'outcome_id'],
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market it belongs to.' },
    outcome_id: { type: 'text', doc: 'Id of the outcome, unique within the venue.' },
    position: { type: 'integer', doc: 'Its place in the market, from 0.', min: 0 },
    label: { type: 'text', doc: 'Its name.', nullable: true },
    price: {
      type: 'price',
      doc: 'Last price by the venue, a probability; null when never traded.',
      nullable: true,
      min: 0,
      max: 1,
    },
    is_winner: { type: 'boolean', doc: 'Whether it happened; null while unknown or split.', nullable: true },
    seen_at,
  },
})
