import type { Micros } from '../../core/instant.ts'
import type { Held, Known, PlanContext } from '../../core/source.ts'
import { literals, type Sql } from '../../core/sql.ts'

/** A market as it is held, with what can be asked of it. */
export type HeldMarket = {
  readonly id: string
  readonly tokens: readonly string[]
  /** When trading began, where that is told; and when it ended, of those where it has. */
  readonly from: Micros | undefined
  readonly to: Micros | undefined
}

/** What a plan says that finds no market to ask for. */
export const NONE_HELD = 'no such market is known here; mirror the markets first: oddslake sync dome/markets'

/** Of each market the newest that is held: in bronze that waits to be loaded, else in silver. */
function newest({ silver, waiting }: Held): Sql {
  return `with fresh as (
      select key as id, arg_max(payload, row(filename, ordinal)) as payload from ${waiting('markets')} where key is not null group by key)
    select id, try(payload->>'status') as status, try(payload->>'winning_side') as winner,
        [try(payload->'side_a'->>'id'), try(payload->'side_b'->>'id')] as tokens,
        try_cast(try(payload->>'start_time') as bigint) * 1000000 as opened, try_cast(try(payload->>'close_time') as bigint) * 1000000 as closed
      from fresh
    union all
    select m.market_id, m.status, m.resolution, list(o.outcome_id order by o.position), any_value(epoch_us(m.opened_at)), any_value(epoch_us(m.resolved_at))
      from ${silver('markets')} as m left join ${silver('outcomes')} as o on o.venue = m.venue and o.market_id = m.market_id
      where m.venue = 'dome' and m.market_id not in (select id from fresh) group by m.market_id, m.status, m.resolution`
}

/** What the lists call open is open here too; what they call closed is resolved once a side has won. */
const STATUS: Sql = "case when status = 'closed' and winner is not null then 'resolved' else status end"

/** The markets that are meant, by one statement: named ones, else those of a status (open ones unless another is wanted), so many of them. */
export async function heldMarkets({ known, markets, status, limit }: PlanContext): Promise<HeldMarket[]> {
  const ofStatus = status ?? (markets.length > 0 ? 'all' : 'open')
  const rows = await known(
    (held) => `select to_json({id: id, tokens: list_filter(tokens, lambda t: regexp_full_match(t, '\\d+')),
        "from": opened, "to": case when status <> 'open' then closed end})
      from (${newest(held)}) where ${ofStatus === 'all' ? 'true' : `${STATUS} = '${ofStatus}'`}
      ${markets.length === 0 ? '' : `and id in ${literals(markets)}`} order by id ${limit === undefined ? '' : `limit ${limit}`}`,
  )
  return rows.map((row) => {
    const { id, tokens, from, to } = JSON.parse(row)
    return { id, tokens, from: from ?? undefined, to: to ?? undefined }
  })
}

/** Ids of the markets that can still change: open ones, and those that closed after an instant and have no winner yet. */
export function unsettled(known: Known, closedAfter: Micros): Promise<string[]> {
  return known(
    (held) => `select id from (${newest(held)})
      where status = 'open' or (status = 'closed' and winner is null and coalesce(closed, 0) >= ${closedAfter}) order by id`,
  )
}

/** How many markets are held, whatever is known of them. */
export async function countHeld(known: Known): Promise<number> {
  const [count = '0'] = await known(
    ({ bronze }) => `select count(distinct key)::varchar from ${bronze('markets')} where key is not null`,
  )
  return Number(count)
}

/** How many of some markets are not held. */
export async function countNew(known: Known, ids: readonly string[]): Promise<number> {
  const [count = '0'] = await known(
    ({ bronze }) => `select count(*)::varchar from (select distinct unnest(${literals(ids)}::varchar[]) as id)
      where id not in (select key from ${bronze('markets')} where key is not null)`,
  )
  return Number(count)
}
