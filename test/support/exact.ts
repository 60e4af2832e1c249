/** A decimal as it stands in a JSON text: digits × 10^-scale. */
export type Exact = { readonly digits: bigint; readonly scale: number }

/** A record with its numbers as they are written, which `JSON.parse` alone would round to binary floats. */
export function parseExact(line: string): Record<string, unknown> {
  const keep = (_: string, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' ? { source } : value
  return JSON.parse(line, keep as (key: string, value: unknown) => unknown) as Record<string, unknown>
}

/** JSON whose numbers come out as they were written when it is turned into text again. */
export function parseVerbatim(text: string): unknown {
  const { rawJSON } = JSON as unknown as { rawJSON(source: string): unknown }
  const keep = (_: string, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' ? rawJSON(source!) : value
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown)
}

/** A number of a record that `parseExact` read, or undefined where there is none. */
export function exact(value: unknown): Exact | undefined {
  const source = (Object(value) as { source?: unknown }).source
  const [, sign, whole, fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(String(source)) ?? []
  if (whole === undefined) return undefined
  const digits = BigInt(`${sign}${whole}${fraction}`)
  const scale = fraction.length - Number(power)
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 }
}

/** Rounded half to even at so many digits after the point, as text. */
export function rounded({ digits, scale }: Exact, places: number): string {
  return text(halfEven(digits * 10n ** BigInt(places), 10n ** BigInt(scale)), places)
}

/** The quotient of two, likewise. */
export function quotient(a: Exact, b: Exact, places: number): string {
  const sign = b.digits < 0n ? -1n : 1n
  const dividend = sign * a.digits * 10n ** BigInt(b.scale + places)
  return text(halfEven(dividend, sign * b.digits * 10n ** BigInt(a.scale)), places)
}

/** The product of two, likewise. */
export function product(a: Exact, b: Exact, places: number): string {
  return rounded({ digits: a.digits * b.digits, scale: a.scale + b.scale }, places)
}

/** A number that stands in a text, rounded likewise; null where there is none. */
export function roundedText(text: unknown, places: number): string | null {
  const number = exact({ source: text })
  return number === undefined ? null : rounded(number, places)
}

export function absolute({ digits, scale }: Exact): Exact {
  return { digits: digits < 0n ? -digits : digits, scale }
}

/** The quotient of integers, the divisor above 0. */
function halfEven(dividend: bigint, divisor: bigint): bigint {
  const sign = dividend < 0n ? -1n : 1n
  const magnitude = sign * dividend
  const [whole, rest] = [magnitude / divisor, 2n * (magnitude % divisor)]
  const up = rest > divisor || (rest === divisor && whole % 2n === 1n)
  return sign * (up ? whole + 1n : whole)
}

function text(units: bigint, places: number): string {
  const padded = String(units < 0n ? -units : units).padStart(places + 1, '0')
  return `${units < 0n ? '-' : ''}${padded.slice(0, -places)}.${padded.slice(-places)}`
}
