/** Numbers and times as the API writes them. */

const PRICES = Array.from({ length: 10_001 }, (_, i) => (i / 10_000).toFixed(4))
const CENTS = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))
const THOUSANDTHS = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0'))

/** Millionths as a price string of 4 decimals. */
export function priceText(e6: number): string {
  return PRICES[Math.round(e6 / 100)]!
}

/** Hundredths as a count string of 2 decimals. */
export function countText(e2: number): string {
  return `${Math.floor(e2 / 100)}.${CENTS[e2 % 100]}`
}

let lastSecond = Number.NaN
let lastText = ''

/** RFC 3339 in UTC with trailing zeros of the fraction trimmed. */
export function timeText(micros: number): string {
  const second = Math.floor(micros / 1_000_000)
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, 19)
    lastSecond = second
  }
  const rest = micros - second * 1_000_000
  if (rest === 0) return `${lastText}Z`
  const digits = THOUSANDTHS[Math.floor(rest / 1000)]! + THOUSANDTHS[rest % 1000]!
  return `${lastText}.${trimZeros(digits)}Z`
}

function trimZeros(digits: string): string {
  let end = digits.length
  while (digits.charCodeAt(end - 1) === 48) end--
  return digits.slice(0, end)
}

/** The null in disguise of old markets, exact in a double. */
export const YEAR_ONE = -62_135_596_800_000_000

/** Reads what `timeText` writes, to the microsecond; null for what is absent or no time. */
export function readTime(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/.exec(text)
  if (match === null) return null
  const millis = Date.parse(`${match[1]}Z`)
  if (Number.isNaN(millis)) return null
  return millis * 1000 + Number((match[2] ?? '').padEnd(6, '0').slice(0, 6))
}
