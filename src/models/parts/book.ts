import type { ModelContext } from '../../core/model.ts'
import type { Sql } from '../../core/sql.ts'

/** The tables that `firstOutcomePrices` reads. */
export const BOOK_READ = ['trades', 'outcomes'] as const

/**
 * Trades in the book as a relation, at the price of the market's first outcome (YES): of two outcomes the second counts as
 * 1 − price, further ones do not count. `since` is a relation with the markets and, as `day`, from when on.
 */
export function firstOutcomePrices({ ref, among }: Pick<ModelContext, 'ref' | 'among'>, since: Sql): Sql {
  return `(
    select t.venue, t.market_id, t.traded_at, t.trade_id, t.sequence,
           case when s.position = 1 then 1 - t.price else t.price end as price
    from ${ref('trades')} as t
    join ${since} as d on d.venue = t.venue and d.market_id = t.market_id and t.traded_at >= d.day
    left join (
      select o.venue, o.outcome_id, o.position, count(*) over (partition by o.venue, o.market_id) as outcomes
      from ${ref('outcomes')} as o where ${among('o')}
    ) as s on s.venue = t.venue and s.outcome_id = t.outcome_id
    where t.kind = 'trade' and t.outcome_id is not null and ${among('t')}
      and (s.position is null or s.position = 0 or (s.position = 1 and s.outcomes = 2))
  )`
}

/** The last day with trades before the day of an instant, else the first: what held at the instant is of that day or later. */
export function dayBefore({ fn }: Pick<ModelContext, 'fn'>, day: Sql, instant: Sql): Sql {
  return `coalesce(max(case when ${day} < ${fn.bucket('day', instant)} then ${day} end), min(${day}))`
}
