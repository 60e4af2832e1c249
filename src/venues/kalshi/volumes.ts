import { formatInstant } from '../../core/instant.ts'
import type { Check } from '../../core/source.ts'
import { coverage } from '../../core/timeline.ts'

/** Markets that disagree and are named; the others are counted. */
const NAMED = 20

/**
 * A resolved market's volume is the sum of its trades: compared for markets that opened and closed within the part of the
 * time line that is covered without a hole.
 */
export const volumes: Check = async ({ known, progress }) => {
  const span = coverage(progress.filter((p) => p.params.ticker === undefined)).at(-1)
  if (span === undefined) return { compared: 'no time line is covered yet: no volumes to compare', claims: [] }
  const [from, to] = [formatInstant(span.from), formatInstant(span.to)]
  const rows = await known(
    ({ silver }) => `with compared as (
        select m.market_id, any_value(m.volume) as told, coalesce(sum(t.size), 0) as held
        from ${silver('markets')} as m left join ${silver('trades')} as t on t.venue = m.venue and t.market_id = m.market_id
        where m.venue = 'kalshi' and m.status = 'resolved' and m.volume is not null and m.opened_at >= '${from}' and m.closes_at < '${to}'
          and m.seen_at >= m.resolved_at
        group by m.market_id)
      select to_json({market: '', told: count(*)::varchar, held: ''}) from compared
      union all select * from (
        select to_json({market: market_id, told: told::varchar, held: held::varchar}) from compared where told <> held order by market_id)`,
  )
  const [total, ...differing] = rows.map((row) => JSON.parse(row) as { market: string; told: string; held: string })
  const claims = differing.slice(0, NAMED).map(({ market, told, held }) => ({
    place: market,
    what: `has volume ${told} by the venue, and its trades add up to ${held}`,
  }))
  const more = differing.length - claims.length
  if (more > 0) claims.push({ place: 'other markets', what: `${more} more differ likewise` })
  return {
    compared: `volume of ${total?.told ?? 0} resolved markets = sum of their trades, ${differing.length} differ`,
    claims,
  }
}
