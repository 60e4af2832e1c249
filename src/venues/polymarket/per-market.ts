import type { Micros } from '../../core/instant.ts'
import { difference } from '../../core/interval.ts'
import { instantOfText } from '../../core/numbers.ts'
import { perItem } from '../../core/per-item.ts'
import type { Held, Plan, PlanContext } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { coverage } from '../../core/timeline.ts'
import { conditions, wallets } from './named.ts'
import { SETTLE } from './time.ts'

const NONE_HELD =
  'no market that was ever traded is held yet; one request or more for each, once polymarket/markets has come'

/**
 * One time line per market that was traded since it was last asked, or per named market or trader. That a market was traded
 * shows in its volume: the moment is when we learnt of the volume it has now.
 */
export async function perTraded(context: PlanContext, note: string): Promise<Plan> {
  const wanted = [
    ...wallets(context.traders).map((trader) => ({ trader })),
    ...conditions(context.markets).map((market) => ({ market })),
  ]
  const { items, held } = wanted.length > 0 ? { items: wanted, held: true } : await traded(context)
  if (!held) return { slices: [], requests: 0, note: NONE_HELD }
  const some = items.slice(0, context.limit)
  const slices = perItem(
    context,
    some.map((params) => ({ params, from: 0 })),
    SETTLE,
  )
  return { slices, requests: slices.length, note: slices.length > 0 ? note : '' }
}

/**
 * Markets to ask for: never asked or not to the end, closed after they were last asked, or of another volume since. What we
 * learn (a volume, a walk) is compared by our clock, what happens there by the venue's.
 */
async function traded(context: PlanContext): Promise<{ items: { market: string }[]; held: boolean }> {
  const rows = await context.known(
    (
      held,
    ) => `select to_json({market: market, changed: epoch_us(max(changed))::varchar, closed: epoch_us(max(closed))::varchar})
      from (${volumes(held)}) where market <> '' group by market order by max(changed), market`,
  )
  const asked = lastAsked(context)
  const items = rows.flatMap((row) => {
    const { market, changed, closed } = JSON.parse(row) as { market: string; changed: string; closed: string | null }
    const last = asked.get(market)
    const isKnown =
      last !== undefined &&
      (closed === null ? Number(changed) < last.askedAt - SETTLE : Number(closed) < last.coveredTo)
    return context.full || !isKnown ? [{ market }] : []
  })
  return { items, held: rows.length > 0 }
}

type Asked = { readonly coveredTo: Micros; readonly askedAt: Micros }

/** Until when each market is covered, and when we asked last; of those that are covered without a hole. */
function lastAsked({ progress, since = 0 }: PlanContext): ReadonlyMap<string, Asked> {
  const own = Map.groupBy(progress, ({ params }) => params.market)
  return new Map(
    [...own].flatMap(([market, slices]) => {
      const covered = coverage(slices)
      const coveredTo = covered.at(-1)?.to
      if (market === undefined || coveredTo === undefined) return []
      if (difference([{ from: since, to: coveredTo }], covered).length > 0) return []
      return [[market, { coveredTo, askedAt: Math.max(...slices.map(({ updatedAt }) => updatedAt)) }]]
    }),
  )
}

/** Markets that were ever traded, when we learnt of each volume, and when they closed. */
function volumes({ silver, waiting }: Held): Sql {
  return `select market_id as market, seen_at as changed, case when status <> 'open' then resolved_at end as closed from (
      select market_id, seen_at, volume, status, resolved_at, lag(volume) over (partition by market_id order by seen_at) as before
      from ${silver('market_versions')} where venue = 'polymarket')
      where volume > 0 and (volume is distinct from before or status <> 'open')
    union all select payload->>'conditionId', fetched_at, case when payload->>'closed' = 'true' then ${instantOfText("(payload->>'closedTime')")} end
      from ${waiting('markets')} where try_cast(payload->>'volume' as double) > 0`
}
