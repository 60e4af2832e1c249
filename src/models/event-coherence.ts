import { defineModel } from '../core/model.ts'
import type { Sql } from '../core/sql.ts'

const OPEN: Sql = "('open', 'paused')"

/** Whether the prices of an event can all be right. */
export const eventCoherence = defineModel({
  name: 'event_coherence',
  doc: 'What the last prices of an event with at least two open markets contradict; a contradiction may stem from prices of different times.',
  grain: ['venue', 'event_id', 'kind'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    event_id: {
      type: 'text',
      doc: 'The event; on Manifold, which has none, the market whose answers exclude one another.',
    },
    kind: {
      type: 'text',
      doc: 'sum: at most one outcome can happen, so the prices should not add up to more than 1; ladder: the questions differ by a threshold, so the price should fall (of "less than": rise) with it. Only Kalshi tells thresholds.',
      oneOf: ['sum', 'ladder'],
    },
    markets: { type: 'integer', doc: 'Open markets (on Manifold: answers) that have a price and count here.' },
    price_sum: { type: 'decimal', doc: 'Sum of their prices; null for ladders.', nullable: true },
    violations: {
      type: 'integer',
      doc: 'Of a sum 1 where it is above 1; of a ladder the steps that go the wrong way.',
    },
    worst: { type: 'decimal', doc: 'By how much: the sum above 1, the largest wrong step; 0 without any.' },
    as_of: { type: 'instant', doc: 'When the newest of the prices came to be; on Manifold when it was seen (UTC).' },
  },
  reads: ['markets', 'events', 'market_strikes', 'market_details', 'outcomes', 'market_summary'],
  rebuild: 'whole',
  sql: ({ ref }) => `
    with priced as (
      select m.venue, m.event_id, m.market_id, s.last_price as price, s.last_traded_at as priced_at
      from ${ref('market_summary')} as s
      join ${ref('markets')} as m on m.venue = s.venue and m.market_id = s.market_id
      where s.status in ${OPEN} and s.last_price is not null and m.event_id is not null and not m.is_combo
    ), excluding as (
      select p.venue, p.event_id, p.price, p.priced_at
      from priced as p join ${ref('events')} as e on e.venue = p.venue and e.event_id = p.event_id
      where e.mutually_exclusive
      union all
      select o.venue, o.market_id, o.price, o.seen_at
      from ${ref('outcomes')} as o
      join ${ref('market_details')} as d on d.venue = o.venue and d.market_id = o.market_id
      join ${ref('markets')} as m on m.venue = o.venue and m.market_id = o.market_id
      where d.answers_sum_to_one and m.status in ${OPEN} and o.price is not null and o.outcome_id like '%:YES'
    ), rungs as (
      select p.venue, p.event_id, p.price, p.priced_at,
             case when k.strike_type like 'greater%' then 'greater' else 'less' end as direction, k.custom_strike,
             coalesce(k.floor_strike, k.cap_strike) as threshold,
             case k.strike_type when 'greater_or_equal' then 0 when 'less' then 0 else 1 end as place, p.market_id
      from priced as p join ${ref('market_strikes')} as k on k.venue = p.venue and k.market_id = p.market_id
      where k.strike_type like 'greater%' or k.strike_type like 'less%'
    ), steps as (
      select *, lag(price) over (partition by venue, event_id, direction, custom_strike order by threshold, place, market_id) as before,
             count(*) over (partition by venue, event_id, direction, custom_strike) as rungs
      from rungs
    ), wrong as (
      select venue, event_id, priced_at,
             case direction when 'greater' then price - before else before - price end as wrong_by
      from steps where rungs > 1
    )
    select venue, event_id, 'sum' as kind, count(*) as markets, sum(price) as price_sum,
           case when sum(price) > 1 then 1 else 0 end as violations,
           case when sum(price) > 1 then sum(price) - 1 else 0 end as worst, max(priced_at) as as_of
    from excluding group by 1, 2 having count(*) > 1
    union all
    select venue, event_id, 'ladder', count(*), null, count(case when wrong_by > 0 then 1 end),
           coalesce(max(case when wrong_by > 0 then wrong_by end), 0), max(priced_at)
    from wrong group by 1, 2`,
})
