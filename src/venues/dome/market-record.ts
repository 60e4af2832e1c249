import { instantOfSeconds, rounded, unreadable } from '../../core/numbers.ts'
import type { Resource } from '../../core/source.ts'

/** A market as every list of markets writes it. Rows of 2025 lack what was added later, and games alone tell their start. */
export const marketRecord: Pick<Resource, 'key' | 'raw' | 'ignored' | 'optional'> = {
  key: "payload->>'condition_id'",
  raw: {
    condition_id: 'VARCHAR',
    market_slug: 'VARCHAR',
    event_slug: 'VARCHAR',
    title: 'VARCHAR',
    description: 'VARCHAR',
    start_time: 'VARCHAR',
    end_time: 'VARCHAR',
    close_time: 'VARCHAR',
    completed_time: 'VARCHAR',
    tags: 'VARCHAR',
    volume_total: 'VARCHAR',
    image: 'VARCHAR',
    side_a: 'VARCHAR',
    side_b: 'VARCHAR',
    winning_side: 'VARCHAR',
    status: 'VARCHAR',
  },
  optional: [
    'close_time',
    'completed_time',
    'description',
    'end_time',
    'event_slug',
    'extra_fields',
    'game_start_time',
    'negative_risk_id',
    'start_time',
    'winning_side',
  ],
  ignored: [
    'extra_fields',
    'game_start_time',
    'negative_risk_id',
    'resolution_source',
    'volume_1_month',
    'volume_1_week',
    'volume_1_year',
  ],
}

/** The winner is an object with id and label; by one description of the API it may be text instead. */
const WINNER = "case when starts_with(winning_side, '{') then try(winning_side->>'id') else winning_side end"
const WON = (side: string) => `coalesce(${WINNER} in (${side}->>'id', ${side}->>'label'), false)`

/** One row per outcome; of side b too, which the market's price does not speak of. */
const SIDES = `(select raw.*, unnest([{place: 0, side: try(side_a::json)}, {place: 1, side: try(side_b::json)}], recursive := true) from raw) as r`

const BROKEN = unreadable({
  seconds: ['start_time', 'end_time', 'close_time', 'completed_time'],
  numbers: ['volume_total'],
})

/** What a market means. It is resolved once a side has won; that its end has passed says nothing. */
export const marketMeaning: Resource['silver'] = {
  markets: {
    columns: {
      venue: "'dome'",
      market_id: 'condition_id',
      event_id: 'event_slug',
      question: 'title',
      subtitle: 'null',
      status: "case when status = 'closed' and winning_side is not null then 'resolved' else status end",
      category: 'null',
      market_type: 'null',
      is_combo: 'false',
      created_at: 'null',
      opened_at: instantOfSeconds('start_time'),
      closes_at: instantOfSeconds('end_time'),
      resolved_at: `case when status = 'closed' then ${instantOfSeconds('coalesce(completed_time, close_time)')} end`,
      resolution: "case when starts_with(winning_side, '{') then try(winning_side->>'label') else winning_side end",
      resolution_value: `case when ${WON('side_a')} then 1 when ${WON('side_b')} then 0 end`,
      last_price: 'null',
      best_bid: 'null',
      best_ask: 'null',
      volume: rounded('volume_total', 6),
      volume_24h: 'null',
      open_interest: 'null',
      liquidity: 'null',
      traders: 'null',
      creator_id: 'null',
      currency: "'USD'",
      rules: "nullif(description, '')",
      url: 'null',
      updated_at: 'null',
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
  market_details: {
    columns: {
      venue: "'dome'",
      market_id: 'condition_id',
      rules: 'null',
      description: 'null',
      groups: 'tags',
      answers_sum_to_one: 'null',
      add_answers: 'null',
      options: 'null',
      bounty: 'null',
      bounty_left: 'null',
      image_url: "nullif(image, '')",
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
  outcomes: {
    from: SIDES,
    columns: {
      venue: "'dome'",
      market_id: 'condition_id',
      outcome_id: "side->>'id'",
      position: 'place',
      label: "side->>'label'",
      price: 'null',
      is_winner: `case when winning_side is not null then ${WON('side')} end`,
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
  market_aliases: {
    columns: {
      venue: "'dome'",
      kind: "'slug'",
      alias: 'market_slug',
      market_id: 'condition_id',
      seen_at: 'seen_at',
    },
    reject: BROKEN,
  },
}
