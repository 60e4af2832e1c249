/** What stands for an unknown figure. */
export const UNKNOWN = '–'

type Parts = { readonly negative: boolean; readonly whole: string; readonly fraction: string }

function parts(text: string): Parts | undefined {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (found === null) return undefined
  return { negative: found[1] === '-', whole: found[2]!, fraction: found[3] ?? '' }
}

/** The digits without a point, as if the fraction had `scale` of them; what is beyond is cut off. */
function scaled({ negative, whole, fraction }: Parts, scale: number): bigint {
  const digits = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'))
  return negative ? -digits : digits
}

export type Shape = {
  /** Digits after the point. */
  readonly digits?: number
  /** A plus sign before what is above zero. */
  readonly signed?: boolean
  /** Powers of ten to multiply by: 2 makes percent of a share. */
  readonly shift?: number
}

/** Writes an exact decimal with thousands set apart, rounded half away from zero as SQL does; no float is involved. */
export function decimal(value: string | number | null | undefined, shape: Shape = {}): string {
  const { digits = 0, signed = false, shift = 0 } = shape
  const read = value === null || value === undefined ? undefined : parts(String(value))
  if (read === undefined) return UNKNOWN
  const scale = digits + shift
  const exact = scaled({ ...read, negative: false }, scale)
  const rounded = Number(read.fraction[scale] ?? 0) >= 5 ? exact + 1n : exact
  const text = rounded.toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = rounded === 0n ? '' : read.negative ? '−' : signed ? '+' : ''
  return `${sign}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`
}

/** A price, which is a probability: three digits. */
export const price = (value: string | null | undefined): string => decimal(value, { digits: 3 })

/** A share of one as percent with one digit. */
export const percent = (value: string | null | undefined): string => decimal(value, { digits: 1, shift: 2 })

/** Digits after the point that say something. */
const digitsOf = (value: string): number => (value.split('.')[1] ?? '').replace(/0+$/, '').length

/** All digits that say something. */
export const exact = (value: string | null | undefined): string =>
  value === null || value === undefined ? UNKNOWN : decimal(value, { digits: digitsOf(value) })

/** A price as venues quote it: three digits, and the fourth where it says something. */
export const quote = (value: string | null | undefined): string =>
  value === null || value === undefined ? UNKNOWN : decimal(value, { digits: digitsOf(value) > 3 ? 4 : 3 })

/** The order of two decimals, exactly; unknown comes first. */
export function compare(a: string | number | null | undefined, b: string | number | null | undefined): number {
  const [left, right] = [a, b].map((value) => parts(String(value ?? '')))
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined)
  const scale = Math.max(left.fraction.length, right.fraction.length)
  const [x, y] = [scaled(left, scale), scaled(right, scale)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** For drawing alone: the nearest float. */
export const drawn = (value: string | null | undefined): number =>
  value === null || value === undefined ? Number.NaN : Number(value)

/** The exact sum of decimals; unknown ones do not count. */
export function sum(values: readonly (string | null)[]): string {
  const read = values.flatMap((value) => (value === null ? [] : (parts(value) ?? [])))
  const scale = Math.max(0, ...read.map(({ fraction }) => fraction.length))
  const total = read.reduce((all, one) => all + scaled(one, scale), 0n)
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return total < 0n ? `-${text}` : text
}

/** A decimal without its sign. */
export const size = (value: string): string => value.replace(/^-/, '')
