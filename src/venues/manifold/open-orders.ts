import { HOUR, type Micros } from '../../core/instant.ts'
import type { Answer, Held, Io, Known, Page, Params, Slice } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { descend } from '../../net/descend.ts'
import { idOf } from '../../net/instants.ts'

const PAGE = 1000
const MOST = 10_000

/** Limit orders (`id`, `ms`) that are open by the last row seen of them: in silver, or in bronze that waits to be loaded. */
export function openIds({ silver, waiting }: Held): Sql {
  return `select order_id as id, epoch_ms(created_at) as ms from ${silver('orders')} where venue = 'manifold' and status = 'open'
    union select try(payload->>'id'), try_cast(try(payload->>'createdTime') as bigint) from ${waiting('bets')}
      where try(payload->>'isFilled') = 'false' and coalesce(try(payload->>'isCancelled'), 'false') = 'false'`
}

type Order = { readonly id: string; readonly hour: Micros; readonly betsInHour: number }

/**
 * Reads open limit orders again: the venue lists those that are still open, with what was filled so far. One that was open
 * and is not listed any more has become final: it is asked for by its id, or, where more of them were made in an hour than
 * the bets of that hour have pages, all bets of the hour are.
 */
export async function* openOrders(slice: Slice, io: Io, known: Known): AsyncGenerator<Page> {
  const before = await openBefore(known)
  const listed = new Set<string>()
  const whole: Slice = { name: slice.name, params: slice.params }
  let last: Answer | undefined
  for await (const { answer } of bets(io, whole, { kinds: 'open-limit' })) {
    if (last !== undefined) yield { answer: last, cursor: 'listing' }
    for (let n = 0; n < answer.ranges.length / 2; n++) listed.add(idOf(answer, n) ?? '')
    last = answer
  }
  const final = before.filter(({ id }) => !listed.has(id))
  for await (const answer of again(io, whole, final)) {
    if (last !== undefined) yield { answer: last, cursor: 'reading again' }
    last = answer
  }
  if (last === undefined) return
  yield { answer: last, proof: `${listed.size} orders are open; ${final.length} that were open before were read again` }
}

/** The rows of orders, in as few requests as their times allow. */
async function* again(io: Io, whole: Slice, orders: readonly Order[]): AsyncGenerator<Answer> {
  for (const [hour, ofHour] of Map.groupBy(orders, (order) => order.hour)) {
    const pages = Math.floor(ofHour[0]!.betsInHour / PAGE) + 1
    if (ofHour.length <= pages) {
      for (const { id } of ofHour) yield await io.list('/bets', { id }, { list: null })
      continue
    }
    const span = { from: hour, to: hour + HOUR }
    const legs = { includeZeroShareRedemptions: 'true' }
    for await (const { answer } of bets(io, { ...whole, span, asked: span }, legs)) yield answer
  }
}

function bets(io: Io, slice: Slice, query: Params): AsyncGenerator<Page> {
  const before = { time: (ms: number) => ({ beforeTime: String(ms) }) }
  const after = (ms: number) => ({ afterTime: String(ms) })
  return descend(io, slice, {
    path: '/bets',
    query,
    list: null,
    limit: PAGE,
    most: MOST,
    at: 'createdTime',
    before,
    after,
  })
}

async function openBefore(known: Known): Promise<Order[]> {
  const rows = await known(
    (
      held,
    ) => `with orders as (select distinct id, ms * 1000 // ${HOUR} * ${HOUR} as hour from (${openIds(held)}) where id is not null and ms is not null),
      hours as (select epoch_us(traded_at) // ${HOUR} * ${HOUR} as hour, count(*) as bets from ${held.silver('trades')}
        where venue = 'manifold' and epoch_us(traded_at) // ${HOUR} * ${HOUR} in (select hour from orders) group by all)
      select to_json({id: id, hour: hour::varchar, bets: coalesce(bets, 0)}) from orders left join hours using (hour) order by hour, id`,
  )
  return rows.map((row) => {
    const { id, hour, bets } = JSON.parse(row) as { id: string; hour: string; bets: number }
    return { id, hour: Number(hour), betsInHour: Number(bets) }
  })
}
