import type { Micros } from '../../economy/types.ts'
import type { Library, Markets } from '../library.ts'
import { marketFields } from './market-body.ts'
import type { Parts } from './parts.ts'

export function openLibrary(parts: Parts, now: () => Micros): Library {
  const nothing = { count: () => 0, fields: () => ({}), text: () => '', withId: () => [], withSlug: () => [] }
  return {
    clock: parts.clock,
    now,
    markets: openMarkets(parts, now),
    events: { ...nothing, isClosed: () => true, tags: () => [], series: () => [] },
    series: { ...nothing, events: () => [] },
    tags: () => [],
    clob: { ...nothing, compact: () => ({}), isSampled: () => false, withCondition: () => [] },
    trading: parts.trading,
  }
}

function openMarkets(parts: Parts, now: () => Micros): Markets {
  const { markets, legacy } = parts
  const fields = (row: number) =>
    row < legacy.count
      ? { id: markets.idOf(row), question: legacy.market(row).question }
      : { id: markets.idOf(row), ...marketFields(parts, parts.condition(row), now()) }
  const one = (row: number | undefined) => (row === undefined || markets.createdAt(row) > now() ? [] : [row])
  return {
    count: () => markets.count(now()),
    isClosed: (row) => markets.closedAt(row) <= now(),
    fields,
    text: (row) => JSON.stringify(fields(row)),
    withId: (id) => one(markets.rowWithId(id)),
    withSlug: () => [],
    withCondition: (id) => one(parts.trading.withCondition(id)?.row),
    withQuestion: () => [],
    withToken: (id) => one(parts.trading.withToken(id)?.condition.row),
    tags: () => [],
  }
}
