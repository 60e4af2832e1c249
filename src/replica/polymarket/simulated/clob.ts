import type { Micros } from '../../economy/types.ts'
import { first } from '../../search.ts'
import type { ClobMarkets, Fields } from '../library.ts'
import { blankRow, clobFields, compactFields, legacyRow } from './clob-body.ts'
import type { Parts } from './parts.ts'
import { traitsOf } from './traits.ts'

/** One row in so many was never finished: it has neither condition nor tokens, and Gamma does not know it. */
const PER_BLANK = 400

/** The CLOB's list: unfinished rows, then those of the time before the order book, then by the moment of hydration. */
export function openClob(parts: Parts, now: () => Micros): ClobMarkets {
  const { markets, legacy, trading, chain } = parts
  const { rows, at } = markets.hydrated
  const blanks = 2 + Math.floor(rows.length / PER_BLANK)
  const before = blanks + legacy.count
  const known = () => first(at.length, (i) => at[i]! > now())
  const conditionOf = (row: number) => parts.condition(rows[row - before]!)
  const fields = (row: number): Fields => {
    if (row < blanks) return blankRow(row)
    return row < before ? legacyRow(legacy.market(row - blanks)) : clobFields(parts, conditionOf(row), now())
  }
  return {
    count: () => before + known(),
    fields,
    text: (row) => JSON.stringify(fields(row)),
    isSampled(row) {
      if (row < before || markets.closedAt(rows[row - before]!) <= now()) return false
      const condition = conditionOf(row)
      return traitsOf(condition).hasRewards && condition.life.acceptsAt <= now()
    },
    withCondition(conditionId) {
      const index = chain.questionOfCondition(conditionId)
      const old = index === undefined ? undefined : legacy.rowOf(index)
      if (old !== undefined)
        return [legacyRow(legacy.market(old))]
          .filter((row) => row.condition_id === conditionId)
          .map((row) => JSON.stringify(row))
      const condition = trading.withCondition(conditionId)
      return condition === undefined || condition.life.acceptsAt > now()
        ? []
        : [JSON.stringify(clobFields(parts, condition, now()))]
    },
    compact(conditionId) {
      const condition = trading.withCondition(conditionId)
      if (condition === undefined || condition.life.hydratedAt > now()) return undefined
      return compactFields(parts, condition, now())
    },
  }
}
