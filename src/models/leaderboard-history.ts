import { defineModel } from '../core/model.ts'

const RANKS = 100
/** Days that are looked at together: only who may be among the first on one of them is followed day by day. */
const PERIOD = 16
/** A day that never comes. */
const NEVER = 1_000_000

export const leaderboardHistory = defineModel({
  name: 'leaderboard_history',
  doc:
    `The ${RANKS} traders of a venue who had won most by the end of a day, for each day (UTC) on which some position paid. A position's whole profit counts from the day on which it paid, so that the order does not hang on prices. ` +
    'Worked out from gold.trader_positions, from the trades that this lake holds, also for Polymarket, whose own ranking (as it stood when it was read) is silver.leaderboard_versions. Kalshi names no traders: it has no rows.',
  grain: ['venue', 'day', 'rank'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    day: { type: 'instant', doc: 'Start of the day (UTC).' },
    trader_id: { type: 'text', doc: 'The trader.' },
    rank: { type: 'integer', doc: 'From 1, who had won most; equal ones by trader_id.', min: 1, max: RANKS },
    realised_to_date: { type: 'money', doc: "Profit of all positions that had paid by then, in the venue's currency." },
  },
  reads: ['trader_positions'],
  rebuild: 'whole',
  sql: ({ ref, fn }) => `
    with booked as (
      select venue, trader_id, ${fn.bucket('day', 'resolved_at')} as day, sum(realised) as realised
      from ${ref('trader_positions')} where resolved_at is not null group by 1, 2, 3
    ), numbered as (
      select venue, day, row_number() over (partition by venue order by day) - 1 as nth
      from (select distinct venue, day from booked) as d
    ), days as (
      select venue, day, nth, ${fn.cast(`floor(nth / ${PERIOD}.0)`, 'integer')} as period from numbered
    ), periods as (
      select venue, period, min(nth) as first, max(nth) as last from days group by venue, period
    ), standings as (
      select b.venue, b.trader_id, d.nth as since, lead(d.nth, 1, ${NEVER}) over (partition by b.venue, b.trader_id order by d.nth) as until,
             sum(b.realised) over (partition by b.venue, b.trader_id order by d.nth) as realised
      from booked as b join days as d on d.venue = b.venue and d.day = b.day
    ), ranges as (
      select p.venue, p.period, p.first, s.trader_id, min(s.since) as since, min(s.realised) as lowest, max(s.realised) as highest
      from periods as p join standings as s on s.venue = p.venue and s.since <= p.last and s.until > p.first
      group by p.venue, p.period, p.first, s.trader_id
    ), bars as (
      select venue, period, lowest as bar
      from (select venue, period, lowest, row_number() over (partition by venue, period order by lowest desc, trader_id) as nth
            from ranges where since <= first) as r
      where nth = ${RANKS}
    ), candidates as (
      select r.venue, r.period, r.trader_id from ranges as r
      left join bars as b on b.venue = r.venue and b.period = r.period
      where b.bar is null or r.highest >= b.bar
    ), ranked as (
      select d.venue, d.day, s.trader_id, s.realised,
             row_number() over (partition by d.venue, d.nth order by s.realised desc, s.trader_id) as rank
      from candidates as c
      join days as d on d.venue = c.venue and d.period = c.period
      join standings as s on s.venue = c.venue and s.trader_id = c.trader_id
        and s.since <= d.nth and s.until > d.nth
    )
    select venue, day, trader_id, rank, realised as realised_to_date from ranked where rank <= ${RANKS}`,
})
