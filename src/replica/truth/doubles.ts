import { divideHalfEven, instantText } from './decimals.ts'

/** A double as a decimal of so many digits: the number that is written on the wire, rounded half to even. */
export function doubleText(value: number, digits: number): string {
  const [numerator, denominator] = fractionOf(value)
  const scaled = divideHalfEven((numerator < 0n ? -numerator : numerator) * 10n ** BigInt(digits), denominator)
  return written(scaled, digits, numerator < 0n)
}

/** a / b of the numbers on the wire, of one sign, as a decimal rounded half to even. */
export function ratioText(a: number, b: number, digits: number): string {
  const [n, d] = [fractionOf(Math.abs(a)), fractionOf(Math.abs(b))]
  return written(divideHalfEven(n[0] * d[1] * 10n ** BigInt(digits), n[1] * d[0]), digits, false)
}

/** One less the decimal of a price. */
export function complementText(price: number, digits: number): string {
  const one = 10n ** BigInt(digits)
  const [numerator, denominator] = fractionOf(price)
  return written(one - divideHalfEven(numerator * one, denominator), digits, false)
}

export function millisText(millis: number): string {
  return instantText(millis * 1000)
}

function written(scaled: bigint, digits: number, isNegative: boolean): string {
  const text = scaled.toString().padStart(digits + 1, '0')
  return `${isNegative && scaled !== 0n ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** The decimal that is written for a double on the wire, as a fraction. */
function fractionOf(value: number): [bigint, bigint] {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const digits = BigInt(whole + fraction)
  const scale = fraction.length - Number(exponent)
  return scale >= 0 ? [digits, 10n ** BigInt(scale)] : [digits * 10n ** BigInt(-scale), 1n]
}
