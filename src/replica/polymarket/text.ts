import type { Micros } from '../economy/types.ts'
import { instantText } from '../truth/decimals.ts'

/** Times and lists as the hosts write them. */

/** `2026-03-11T09:27:51.14Z`: up to six digits of a second, without zeros at the end. */
export function timeText(at: Micros): string {
  return instantText(at).replace(/\.?0+Z$/, 'Z')
}

/** `2024-11-09 09:45:38+00`, or with milliseconds where they are given. */
export function spacedTime(at: Micros, { millis = false } = {}): string {
  const text = instantText(at)
  return `${text.slice(0, 10)} ${text.slice(11, millis ? 23 : 19)}+00`
}

export function dayText(at: Micros): string {
  return instantText(at).slice(0, 10)
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
