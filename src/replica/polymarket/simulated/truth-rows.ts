import { byText, type Field } from '../../truth/csv.ts'
import type { Condition } from '../library.ts'
import type { LegacyMarket } from './legacy.ts'
import type { Parts } from './parts.ts'

export const VENUE = 'polymarket'

/** Conditions that Gamma shows by now. */
export function* visible({ share, trading, clock }: Parts): Generator<Condition> {
  for (const index of share.questions) {
    const condition = trading.ofQuestion(index)!
    if (condition.life.createdAt <= clock.now()) yield condition
  }
}

export function* legacyMarkets({ legacy }: Parts): Generator<LegacyMarket> {
  for (let row = 0; row < legacy.count; row++) yield legacy.market(row)
}

/** Rows by the text of two of their fields. */
export function sortedRows(rows: Iterable<Field[]>, ...keys: readonly [number, number]): Field[][] {
  return [...rows].sort(byText((row) => keys.map((key) => String(row[key])).join('\u0000')))
}
