import type { Answer, Held, Io, Known, Page, Slice } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { descend } from '../../net/descend.ts'
import { idOf } from '../../net/instants.ts'

/** Ids of the limit orders that are open by the last row seen of them: in silver, or in bronze that waits to be loaded. */
export function openIds({ silver, waiting }: Held): Sql {
  return `select order_id as id from ${silver('orders')} where venue = 'manifold' and status = 'open'
    union select try(payload->>'id') from ${waiting('bets')}
      where try(payload->>'isFilled') = 'false' and coalesce(try(payload->>'isCancelled'), 'false') = 'false'`
}

/**
 * Reads open limit orders again: the venue lists those that are still open, with what was filled so far; one that was open
 * and is not listed any more has become final and is asked for by its id.
 */
export async function* openOrders(slice: Slice, io: Io, known: Known): AsyncGenerator<Page> {
  const before = await known((held) => `select distinct id from (${openIds(held)}) where id is not null order by 1`)
  const listed = new Set<string>()
  const whole: Slice = { name: slice.name, params: slice.params }
  const list = descend(io, whole, {
    path: '/bets',
    query: { kinds: 'open-limit' },
    list: null,
    limit: 1000,
    most: 10_000,
    at: 'createdTime',
    before: { time: (ms) => ({ beforeTime: String(ms) }) },
  })
  let last: Answer | undefined
  for await (const { answer } of list) {
    if (last !== undefined) yield { answer: last, cursor: 'listing' }
    for (const id of idsOf(answer)) listed.add(id)
    last = answer
  }
  const final = before.filter((id) => !listed.has(id))
  for (const id of final) {
    if (last !== undefined) yield { answer: last, cursor: `before ${id}` }
    last = await io.list('/bets', { id }, { list: null })
  }
  if (last === undefined) return
  yield {
    answer: last,
    proof: `${listed.size} orders are open; ${final.length} that were open before were asked for by id`,
  }
}

function idsOf(answer: Answer): string[] {
  return Array.from({ length: answer.ranges.length / 2 }, (_, n) => idOf(answer, n)).filter((id) => id !== undefined)
}
