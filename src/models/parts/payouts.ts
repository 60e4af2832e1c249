import type { ModelContext } from '../../core/model.ts'
import type { Sql } from '../../core/sql.ts'

/** The tables that `payouts` reads. */
export const PAYOUTS_READ = ['markets', 'outcomes', 'resolutions'] as const

/**
 * One row per outcome, as a relation: `market_id`, `outcome_id`, and
 * - `told_id`: the outcome whose price tells this one's, too. Of two outcomes that is the first, and of answers with a YES
 *   and a NO the YES: a share of the other one is worth 1 less the price.
 * - `payout`: what a share pays: 1 or 0 for winner and losers, a part where the market pays parts, null while that is not
 *   known. By the market itself, else by the order book, else by the oracle.
 * - `is_refunded`: whether the market was cancelled, so that everybody gets back what they spent (Manifold).
 * - `is_final`: whether the market has ended for good, and `resolved_at`: when, where the venue tells it.
 */
export function payouts({ ref, among }: Pick<ModelContext, 'ref' | 'among'>): Sql {
  return `(
    select o.venue, o.market_id, o.outcome_id,
           case when n.outcomes = 2 and o.position = 1 then coalesce(n.first_id, o.outcome_id)
                when n.outcomes > 2 and o.outcome_id like '%:NO' then left(o.outcome_id, length(o.outcome_id) - 3) || ':YES'
                else o.outcome_id end as told_id,
           case when o.is_winner then 1 when not o.is_winner then 0
                when m.status = 'resolved' and n.outcomes = 2 and m.resolution_value is not null
                then case o.position when 0 then m.resolution_value else 1 - m.resolution_value end
                when r.winner_position is not null then case when o.position = r.winner_position then 1 else 0 end
           end as payout,
           coalesce(m.status = 'resolved' and m.resolution = 'CANCEL' and o.is_winner is null, false) as is_refunded,
           coalesce(m.status = 'resolved', false) or r.winner_position is not null as is_final, m.resolved_at
    from ${ref('outcomes')} as o
    join (select i.venue, i.market_id, count(*) as outcomes, max(case when i.position = 0 then i.outcome_id end) as first_id
          from ${ref('outcomes')} as i where ${among('i')} group by i.venue, i.market_id) as n
      on n.venue = o.venue and n.market_id = o.market_id
    left join ${ref('markets')} as m on m.venue = o.venue and m.market_id = o.market_id
    left join (select t.venue, t.market_id,
                      coalesce(max(case when t.told_by = 'book' then t.winner_position end),
                               max(case when t.told_by = 'oracle' then t.winner_position end)) as winner_position
               from ${ref('resolutions')} as t where ${among('t')} group by t.venue, t.market_id) as r
      on r.venue = o.venue and r.market_id = o.market_id
    where ${among('o')}
  )`
}
