import { type Micros, UNIT_E6 } from '../../economy/types.ts'
import type { Condition, Trading } from '../library.ts'
import { round } from './account.ts'
import { visible } from './legs.ts'

export interface Holder {
  readonly trader: number
  /** Millionths of a share. */
  readonly size: number
}

/** Who holds an outcome now, most first. */
export function holdersOf(
  { accounts }: Trading,
  condition: Condition,
  { outcome, now }: { outcome: 0 | 1; now: Micros },
): Holder[] {
  return accounts
    .ofCondition(condition, now)
    .map(({ trader, holdings }) => ({ trader, size: holdings[outcome].size }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size || a.trader - b.trader)
}

/** USD that stand behind the shares outstanding: one for each pair, after the resolution what shares still pay. */
export function openInterest({ accounts }: Trading, condition: Condition, now: Micros): number {
  const isResolved = now >= condition.life.resolvedAt
  let money = 0
  for (const { holdings } of accounts.ofCondition(condition, now)) {
    const [yes, no] = holdings
    money += isResolved ? (yes.size * condition.payouts[0] + no.size * condition.payouts[1]) / UNIT_E6 : yes.size
  }
  return round(money / UNIT_E6, 6)
}

/** USD that takers paid or received in a condition. */
export function volumeOf({ tape }: Trading, condition: Condition, now: Micros): number {
  let money = 0
  for (const entry of visible(tape, tape.ofQuestion(condition.question), now)) {
    const { size, price } = tape.taker(entry)
    money += (size / UNIT_E6) * price
  }
  return round(money, 6)
}
