import { UNIT_E6 } from '../../economy/types.ts'
import { decimalText, divideHalfEven } from '../../truth/decimals.ts'
import { doubleText } from '../../truth/doubles.ts'

/** A price on the wire in units of 10^-12, rounded half to even. */
export function priceE12(price: number): number {
  const e6 = Math.round(price * UNIT_E6)
  if (e6 / UNIT_E6 === price) return e6 * UNIT_E6
  return Number(doubleText(price, 12).replace('.', ''))
}

/** Price times size, 10^-12 times 10^-6, in units of 10^-12, rounded half to even. */
export function notionalE12(price: number, size: number): bigint {
  return divideHalfEven(BigInt(price) * BigInt(size), 1_000_000n)
}

export const e12Text = (e12: number | bigint): string => decimalText(e12, 12, 12)

/** Millionths of a share. */
export const sharesText = (e6: number): string => decimalText(e6, 6, 6)

/** USD with at most 6 digits as money of 12; it may be below zero. */
export function usdText(usd: number): string {
  const e6 = Math.round(Math.abs(usd) * UNIT_E6)
  return `${usd < 0 && e6 > 0 ? '-' : ''}${decimalText(e6, 6, 12)}`
}
