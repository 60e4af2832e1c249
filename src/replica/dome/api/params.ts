import { badRequest } from '../answers.ts'
import type { Window } from '../library.ts'

type Unit = 'seconds' | 'milliseconds'

/** From here on a number of seconds is taken for milliseconds: the year 5138. */
const MILLIS_FROM = 1e11

/** An instant in the unit of the route, null when it is not given; the other unit is refused. */
export function readTime(query: URLSearchParams, name: string, unit: Unit): number | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const at = Number(text)
  const isMillis = at >= MILLIS_FROM
  if (/^\d{1,15}$/.test(text) && isMillis === (unit === 'milliseconds')) return at
  throw badRequest(`Invalid ${name} parameter`, `${name} must be a valid Unix timestamp in ${unit}`)
}

/** Both bounds inclusive; all of time where one is missing. */
export function readWindow(query: URLSearchParams, unit: Unit): Window {
  const from = readTime(query, 'start_time', unit) ?? 0
  const to = readTime(query, 'end_time', unit) ?? Number.POSITIVE_INFINITY
  if (from >= to) throw badRequest('Invalid time range', 'start_time must be less than end_time')
  return { from, to }
}

export function readLimit(query: URLSearchParams, { most, fallback }: { most: number; fallback: number }): number {
  const text = query.get('limit')
  if (text === null) return fallback
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= most) return limit
  throw badRequest('Invalid limit parameter', `limit must be a number between 1 and ${most}`)
}

/** A number that is not negative, or null. */
export function readNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  const value = Number(text)
  if (text !== '' && value >= 0) return value
  throw badRequest(`Invalid ${name} parameter`, `${name} must be a non-negative number`)
}

export function readStatus(query: URLSearchParams): 'open' | 'closed' | null {
  const status = query.get('status')
  if (status === null || status === 'open' || status === 'closed') return status
  throw badRequest('Invalid status parameter', "status must be 'open' or 'closed'")
}

/** A name that may be given several times; null when it is not given. */
export function readList(query: URLSearchParams, name: string): ReadonlySet<string> | null {
  const values = query.getAll(name).filter((value) => value !== '')
  return values.length === 0 ? null : new Set(values)
}

export function readSearch(query: URLSearchParams, others: readonly string[]): string | null {
  const search = query.get('search')
  if (search === null) return null
  if (search.trim().length < 2) {
    throw badRequest('Invalid search parameter', 'search must be at least 2 characters long')
  }
  if (others.some((name) => query.has(name))) {
    throw badRequest('Invalid query parameters', 'search parameter cannot be used with other filter parameters')
  }
  return search.trim().toLowerCase()
}

/** Each word of a search stands somewhere in the text. */
export function matchesSearch(words: string, search: string): boolean {
  return search.split(/\s+/).every((word) => words.includes(word))
}
