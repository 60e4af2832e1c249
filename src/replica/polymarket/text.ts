import { DAY, type Micros, SECOND } from '../economy/types.ts'

/** Times and lists as the hosts write them. */

/** `2026-03-11T09:27:51.14Z`: up to six digits of a second, without zeros at the end. */
export function timeText(at: Micros): string {
  const rest = at % SECOND
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`
  return `${dayText(at)}T${clockText(at)}${fraction}Z`
}

/** `2024-11-09 09:45:38+00`, or with the fraction that is given. */
export function spacedTime(at: Micros, fraction = ''): string {
  return `${dayText(at)} ${clockText(at)}${fraction}+00`
}

/** The milliseconds of an instant as a fraction. */
export function millisText(at: Micros): string {
  return `.${String(Math.floor((at % SECOND) / 1000)).padStart(3, '0')}`
}

const dayTexts = new Map<number, string>()

/** A world knows few days, so each is written once. */
export function dayText(at: Micros): string {
  const day = Math.floor(at / DAY)
  const known = dayTexts.get(day)
  if (known !== undefined) return known
  const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
  dayTexts.set(day, text)
  return text
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'))

function clockText(at: Micros): string {
  const seconds = Math.floor(at / SECOND) % 86_400
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes]}:${TWO_DIGITS[seconds % 60]}`
}

/** A JSON list of texts to be put into a text. */
export function listText(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(', ')}]`
}

/** Millionths as a number. */
export function unitsOf(e6: number): number {
  return e6 / 1_000_000
}

/** Hundred-millionths of a dollar as a decimal without zeros at the end. */
export function moneyText(e8: bigint): string {
  const digits = e8.toString().padStart(9, '0')
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`.replace(/\.?0+$/, '')
}

/** Reads any of the spellings of an instant, or a date, to the microsecond; null for what is none. */
export function readInstant(text: unknown): Micros | null {
  if (typeof text !== 'string') return null
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?))?$/.exec(text)
  if (match === null) return null
  const [, day, time = '00:00:00', fraction = '', zone = 'Z'] = match
  const millis = Date.parse(`${day}T${time}${zone.length === 3 ? `${zone}:00` : zone}`)
  return Number.isNaN(millis) ? null : millis * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))
}
