/** A whole number of 10^-scale as plain text with `shown` decimals; neither negative nor with fewer shown than it has. */
export function decimalText(value: bigint | number, scale: number, shown: number): string {
  const digits = value.toString().padStart(scale + 1, '0')
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}${'0'.repeat(shown - scale)}`
}

/** a / b, rounded half to even. Neither is negative. */
export function divideHalfEven(a: bigint, b: bigint): bigint {
  const quotient = a / b
  const twice = (a % b) * 2n
  if (twice > b || (twice === b && quotient % 2n === 1n)) return quotient + 1n
  return quotient
}

/** Millionths as a price of 12 decimals. */
export const priceText = (e6: number): string => decimalText(e6, 6, 12)

/** Hundredths as a size of 6 decimals. */
export const sizeText = (e2: bigint | number): string => decimalText(e2, 2, 6)

/** Price times size, millionths times hundredths, as money of 12 decimals. */
export const moneyText = (e8: bigint | number): string => decimalText(e8, 8, 12)

/** `YYYY-MM-DDTHH:MM:SS.ffffffZ` of microseconds. */
export function instantText(micros: number): string {
  const second = Math.floor(micros / 1_000_000)
  const fraction = String(micros - second * 1_000_000).padStart(6, '0')
  return `${new Date(second * 1000).toISOString().slice(0, 19)}.${fraction}Z`
}
