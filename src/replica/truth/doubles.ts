import { divideHalfEven, instantText } from './decimals.ts'

/** A binary double as a decimal of so many digits: its exact value, rounded half to even. */
export function doubleText(value: number, digits: number): string {
  const [numerator, denominator] = fractionOf(value)
  const scaled = divideHalfEven((numerator < 0n ? -numerator : numerator) * 10n ** BigInt(digits), denominator)
  return written(scaled, digits, numerator < 0n)
}

/** The double that is a / b, as a decimal. */
export function ratioText(a: number, b: number, digits: number): string {
  return doubleText(a / b, digits)
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

const view = new DataView(new ArrayBuffer(8))

/** The exact value of a double, as a fraction. */
function fractionOf(value: number): [bigint, bigint] {
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n
  const power = Math.max(exponent, 1) - 1075
  const signed = bits >> 63n === 1n ? -mantissa : mantissa
  return power >= 0 ? [signed << BigInt(power), 1n] : [signed, 1n << BigInt(-power)]
}
