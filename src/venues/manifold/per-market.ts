import type { Micros } from '../../core/instant.ts'
import type { Held, Plan, PlanContext, Slice } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { coverage, resumable } from '../../core/timeline.ts'
import { SETTLE } from './time.ts'

/** SQL over markets held that gives `market` and `changed`, the instant (µs) of its last change that matters. */
export type Changes = (held: Held) => Sql

/**
 * One slice per market that changed since it was last asked; `changes` says which markets those can be. A slice proves what
 * was there until its time; it goes on from its cursor where a run was cut off.
 */
export async function perMarket(context: PlanContext, changes: Changes): Promise<Plan> {
  const wanted =
    context.markets.length > 0
      ? context.markets.map((id) => ({ id, changed: context.now }))
      : await changed(context, changes)
  const asked = new Map(
    context.progress.map((p) => [p.params.market, { to: coverage([p]).at(-1)?.to ?? -1, left: resumable([p])[0] }]),
  )
  const chosen = await ofStatus(context)
  const slices = wanted.flatMap(({ id, changed }): Slice[] => {
    if (chosen?.has(id) === false) return []
    const before = asked.get(id)
    if (!context.full && before?.left !== undefined) return [before.left]
    if (!context.full && before !== undefined && changed < before.to) return []
    const span = { from: 0, to: context.now - SETTLE }
    return [{ name: `market=${id}`, params: { market: id }, span, asked: { from: 0, to: context.now } }]
  })
  const some = slices.slice(0, context.limit)
  return { slices: some, requests: some.length, note: some.length > 0 ? 'one request per market' : '' }
}

async function changed({ known }: PlanContext, changes: Changes): Promise<{ id: string; changed: Micros }[]> {
  const rows = await known(
    (held) => `select market || ' ' || changed::varchar from (${changes(held)}) where market is not null order by 1`,
  )
  return rows.map((row) => {
    const [id = '', at] = row.split(' ')
    return { id, changed: Number(at) }
  })
}

/** What the newest record of a market says of its status; trading ends without a word when its time has come. */
const RESOLVED = "coalesce(payload->>'isResolved', 'false') = 'true'"
const PAST = (now: Micros) => `coalesce(try_cast(payload->>'closeTime' as double) * 1000 <= ${now}, false)`

/** Ids of the markets that have the status that is wanted; undefined when any will do. */
export async function ofStatus({ status = 'all', known, now }: PlanContext): Promise<ReadonlySet<string> | undefined> {
  if (status === 'all') return undefined
  const where = {
    open: `not ${RESOLVED} and not ${PAST(now)}`,
    closed: `not ${RESOLVED} and ${PAST(now)}`,
    resolved: RESOLVED,
  }
  return new Set(await known((held) => `select market from (${newestMarkets(held)}) where ${where[status]}`))
}

/** The newest record of each market in the list. */
export function newestMarkets({ bronze }: Held): Sql {
  return `select key as market, arg_max(payload, row(filename, ordinal)) as payload, count(*) as versions from ${bronze('markets')} where key is not null group by key`
}
