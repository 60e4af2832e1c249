import { defineTable } from '../table.ts'
import { seen_at, venue } from './common.ts'

export const marketRules = defineTable({
  name: 'market_rules',
  versions: 'market_rule_versions',
  doc: 'How a market is traded: steps, smallest orders, fees, as they are now.',
  kind: 'state',
  key: ['venue', 'market_id'],
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market.' },
    accepts_orders: { type: 'boolean', doc: 'Whether orders are taken.', nullable: true },
    accepts_orders_at: { type: 'instant', doc: 'Since when, or from when on.', nullable: true },
    tick_size: { type: 'price', doc: 'Smallest step of a price.', nullable: true, min: 0 },
    min_size: { type: 'size', doc: 'Smallest order, in shares.', nullable: true, min: 0 },
    maker_fee: { type: 'decimal', doc: 'Base fee of makers in basis points, as the venue lists it.', nullable: true },
    taker_fee: { type: 'decimal', doc: 'The same of takers.', nullable: true },
    exclusive_group: { type: 'text', doc: 'Markets that share it can have only one winner.', nullable: true },
    seconds_delay: { type: 'integer', doc: 'Seconds that orders wait before they are matched.', nullable: true },
    rewards: { type: 'json', doc: 'Rewards for resting orders, as the venue tells them.', nullable: true },
    seen_at,
  },
})

export const marketStrikes = defineTable({
  name: 'market_strikes',
  versions: 'market_strike_versions',
  doc: 'The number or the thing that sets a market apart from others of its event, where the venue tells it apart from the question.',
  kind: 'state',
  key: ['venue', 'market_id'],
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market.' },
    strike_type: {
      type: 'text',
      doc: 'greater, greater_or_equal, less, less_or_equal, between, custom, …, in the words of the venue.',
    },
    floor_strike: { type: 'decimal', doc: 'YES when above it, in the unit of the question.', nullable: true },
    cap_strike: { type: 'decimal', doc: 'YES when below it, in the unit of the question.', nullable: true },
    custom_strike: { type: 'json', doc: 'What else YES stands for, such as the id of a team.', nullable: true },
    seen_at,
  },
})

export const resolutions = defineTable({
  name: 'resolutions',
  versions: 'resolution_versions',
  doc: 'How a market ended by the order book and by the oracle; by its final prices it stands in markets.',
  kind: 'state',
  key: ['venue', 'market_id', 'told_by'],
  columns: {
    venue,
    market_id: { type: 'text', doc: 'The market.' },
    told_by: { type: 'text', doc: 'book (the order book) or oracle.', oneOf: ['book', 'oracle'] },
    resolution: {
      type: 'text',
      doc: 'Label of the winner where it is told with it, split (all paid alike), void (nothing is left); null while open.',
      nullable: true,
    },
    winner_position: {
      type: 'integer',
      doc: 'Place of the outcome that won, from 0; null where none did.',
      nullable: true,
      min: 0,
    },
    payouts: {
      type: 'json',
      doc: 'What a share of each outcome pays, in their order, as the venue writes it.',
      nullable: true,
    },
    status: { type: 'text', doc: 'How far the ruling is, in the words of the venue.', nullable: true },
    was_disputed: { type: 'boolean', doc: 'Whether somebody objected.', nullable: true },
    resolved_at: { type: 'instant', doc: 'When it became final.', nullable: true },
    seen_at,
  },
})
