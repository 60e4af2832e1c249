import type { Micros } from '../../core/instant.ts'
import { perItem } from '../../core/per-item.ts'
import type { Held, Plan, PlanContext } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { coverage } from '../../core/timeline.ts'
import { SETTLE } from './time.ts'

/**
 * One time line per market that was traded since it was last asked, or per named market or trader. That a market was traded
 * shows in its volume: the moment is when we learnt of the volume it has now.
 */
export async function perTraded(context: PlanContext, note: string): Promise<Plan> {
  const wanted = [...context.traders.map((trader) => ({ trader })), ...context.markets.map((market) => ({ market }))]
  const items = wanted.length > 0 ? wanted : await traded(context)
  const some = items.slice(0, context.limit)
  const slices = perItem(
    context,
    some.map((params) => ({ params, from: 0 })),
    SETTLE,
  )
  return { slices, requests: slices.length, note: slices.length > 0 ? note : '' }
}

async function traded(context: PlanContext): Promise<{ market: string }[]> {
  const rows = await context.known(
    (held) =>
      `select market || ' ' || epoch_us(max(changed))::varchar from (${volumes(held)}) where market <> '' group by market order by max(changed), market`,
  )
  const asked = lastAsked(context)
  return rows.flatMap((row) => {
    const [market = '', changed] = row.split(' ')
    return context.full || Number(changed) >= (asked.get(market) ?? -1) ? [{ market }] : []
  })
}

/** Until when each market is covered. */
function lastAsked({ progress }: PlanContext): ReadonlyMap<string, Micros> {
  const own = Map.groupBy(progress, ({ params }) => params.market)
  return new Map(
    [...own].flatMap(([market, slices]) =>
      market === undefined ? [] : [[market, coverage(slices).at(-1)?.to ?? -1] as const],
    ),
  )
}

/** Markets that were ever traded, and when we learnt of each volume. */
function volumes({ silver, waiting }: Held): Sql {
  return `select market_id as market, seen_at as changed from (
      select market_id, seen_at, volume, lag(volume) over (partition by market_id order by seen_at) as before
      from ${silver('market_versions')} where venue = 'polymarket')
      where volume > 0 and volume is distinct from before
    union all select payload->>'conditionId', fetched_at from ${waiting('markets')} where try_cast(payload->>'volume' as double) > 0`
}
