import type { Condition, Fields } from '../library.ts'

const FEES_FROM = Date.UTC(2026, 2, 1) * 1000
const COMBOS_FROM = Date.UTC(2026, 5, 1) * 1000

/** By category: name, rate, and the share that makers get back. */
const FEES: Readonly<Record<string, readonly [string, number, number]>> = {
  Crypto: ['crypto_fees', 0.07, 0.2],
  Sports: ['sports_fees', 0.05, 0.15],
  Politics: ['politics_fees', 0.04, 0.25],
  Economics: ['economics_fees', 0.05, 0.25],
}

/** The taker's fee is shares x rate x p x (1 - p); null where trading is free. */
export function feeOf({ category, life, question }: Condition): { type: string; rate: number; rebate: number } | null {
  const known = FEES[category]
  if (known === undefined || life.createdAt < FEES_FROM || question % 4 === 0) return null
  const [type, rate, rebate] = known
  return { type, rate, rebate }
}

/** What a market says of its fees; older ones say little. */
export function feeFields(condition: Condition): Fields {
  const { createdAt } = condition.life
  if (createdAt < FEES_FROM) return { feesEnabled: false }
  const fee = feeOf(condition)
  const base = fee === null ? 0 : 1000
  return {
    makerBaseFee: base,
    takerBaseFee: base,
    feesEnabled: fee !== null,
    feeType: fee?.type ?? null,
    ...(fee === null ? {} : { feeSchedule: { exponent: 1, rate: fee.rate, takerOnly: true, rebateRate: fee.rebate } }),
    ...(createdAt < COMBOS_FROM ? {} : { comboStatus: fee === null ? 'disabled' : 'enabled' }),
  }
}
