import { defineTable } from '../table.ts'
import { seen_at, venue } from './common.ts'

export const milestones = defineTable({
  name: 'milestones',
  versions: 'milestone_versions',
  doc: 'What events are about as it happens in the world: games, releases, elections.',
  kind: 'state',
  key: ['venue', 'milestone_id'],
  columns: {
    venue,
    milestone_id: { type: 'text', doc: "The venue's id of the milestone." },
    kind: { type: 'text', doc: 'What it is, in the words of the venue, such as basketball_game.', nullable: true },
    category: { type: 'text', doc: 'Its subject.', nullable: true },
    title: { type: 'text', doc: 'Its name.', nullable: true },
    notification: { type: 'text', doc: 'What the venue tells those who follow it.', nullable: true },
    starts_at: { type: 'instant', doc: 'When it begins (UTC).', nullable: true },
    ends_at: { type: 'instant', doc: 'When it ends (UTC), where that is known.', nullable: true },
    primary_event_ids: { type: 'json', doc: 'Events that are about it: a list of event_id.', nullable: true },
    related_event_ids: { type: 'json', doc: 'All events that have to do with it: a list of event_id.', nullable: true },
    details: { type: 'json', doc: 'What else the venue tells of it; differs by kind.', nullable: true },
    source_id: { type: 'text', doc: 'Its id at the provider of the data.', nullable: true },
    source_ids: { type: 'json', doc: 'Its ids at several providers: an object from provider to id.', nullable: true },
    updated_at: { type: 'instant', doc: 'Last change, by the venue.', nullable: true },
    seen_at,
  },
})

export const structuredTargets = defineTable({
  name: 'structured_targets',
  versions: 'structured_target_versions',
  doc: 'Whom or what strikes of markets name: teams, players, candidates.',
  kind: 'state',
  key: ['venue', 'target_id'],
  columns: {
    venue,
    target_id: { type: 'text', doc: "The venue's id; strikes of markets hold it." },
    kind: { type: 'text', doc: 'What it is, in the words of the venue, such as soccer_team.', nullable: true },
    name: { type: 'text', doc: 'Its name.', nullable: true },
    details: { type: 'json', doc: 'What else the venue tells of it; differs by kind.', nullable: true },
    source_id: { type: 'text', doc: 'Its id at the provider of the data.', nullable: true },
    source_ids: { type: 'json', doc: 'Its ids at several providers: an object from provider to id.', nullable: true },
    updated_at: { type: 'instant', doc: 'Last change, by the venue.', nullable: true },
    seen_at,
  },
})

export const multivariateCollections = defineTable({
  name: 'multivariate_collections',
  versions: 'multivariate_collection_versions',
  doc: 'Sets of events whose markets may be combined into one (parlays), with the rules for that.',
  kind: 'state',
  key: ['venue', 'collection_id'],
  columns: {
    venue,
    collection_id: { type: 'text', doc: "The venue's id of the collection." },
    series_id: { type: 'text', doc: 'Series of the combinations made from it.', nullable: true },
    title: { type: 'text', doc: 'Its name.', nullable: true },
    description: { type: 'text', doc: 'What may be combined.', nullable: true },
    rule: { type: 'text', doc: 'What a combination pays.', nullable: true },
    opens_at: { type: 'instant', doc: 'From when combinations can be made (UTC).', nullable: true },
    closes_at: { type: 'instant', doc: 'Until when (UTC).', nullable: true },
    events: {
      type: 'json',
      doc: 'The events, each with what may be chosen of it: a list of objects as the venue writes them.',
      nullable: true,
    },
    is_ordered: { type: 'boolean', doc: 'Whether the order of the choice matters.', nullable: true },
    min_legs: { type: 'integer', doc: 'Fewest markets in a combination.', nullable: true },
    max_legs: { type: 'integer', doc: 'Most markets in a combination, as the venue writes it.', nullable: true },
    seen_at,
  },
})

export const incentives = defineTable({
  name: 'incentives',
  versions: 'incentive_versions',
  doc: 'Rewards that a venue pays for liquidity or volume in a market for a time.',
  kind: 'state',
  key: ['venue', 'incentive_id'],
  columns: {
    venue,
    incentive_id: { type: 'text', doc: "The venue's id of the programme." },
    market_id: { type: 'text', doc: 'The market.', nullable: true },
    kind: { type: 'text', doc: 'What is rewarded: liquidity, volume, … in the words of the venue.', nullable: true },
    description: { type: 'text', doc: 'Words of the venue.', nullable: true },
    starts_at: { type: 'instant', doc: 'From when (UTC).', nullable: true },
    ends_at: { type: 'instant', doc: 'Until when (UTC).', nullable: true },
    is_paid: { type: 'boolean', doc: 'Whether the reward has been paid out.', nullable: true },
    reward: { type: 'money', doc: "Reward of the whole period, in the venue's currency.", nullable: true, min: 0 },
    max_reward_per_account: {
      type: 'decimal',
      doc: 'Most for one account, as the venue writes it; it names no unit.',
      nullable: true,
      min: 0,
    },
    discount_factor: {
      type: 'decimal',
      doc: 'The discount factor of the programme, 1 for 10,000 basis points.',
      nullable: true,
      min: 0,
    },
    target_size: { type: 'size', doc: 'Contracts that should rest in the book.', nullable: true, min: 0 },
    seen_at,
  },
})

export const exchangeStatus = defineTable({
  name: 'exchange_status',
  versions: 'exchange_status_versions',
  doc: 'Whether the exchange is up, as a whole and each of its matching engines.',
  kind: 'state',
  key: ['venue', 'exchange_index'],
  columns: {
    venue,
    exchange_index: { type: 'text', doc: "The venue's number of the engine; `all` for the exchange as a whole." },
    description: { type: 'text', doc: 'Name of the engine.', nullable: true },
    is_active: { type: 'boolean', doc: 'Whether it is up at all.' },
    is_trading: { type: 'boolean', doc: 'Whether orders are taken.' },
    is_transferring: { type: 'boolean', doc: 'Whether money moves between engines.', nullable: true },
    resumes_at: { type: 'instant', doc: 'When it is expected back (UTC), while it is down.', nullable: true },
    seen_at,
  },
})

export const exchangeSchedules = defineTable({
  name: 'exchange_schedules',
  versions: 'exchange_schedule_versions',
  doc: 'When the exchange is open.',
  kind: 'state',
  key: ['venue'],
  columns: {
    venue,
    time_zone: { type: 'text', doc: 'The time zone that the hours are in.' },
    standard_hours: {
      type: 'json',
      doc: 'Periods of dates, each with the hours of every weekday; 00:00 to 00:00 is the whole day.',
    },
    maintenance_windows: { type: 'json', doc: 'Planned breaks, each with its start and end.' },
    seen_at,
  },
})
