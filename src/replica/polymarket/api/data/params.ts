import { plainRefusal } from '../../answers.ts'
import type { Condition, Trading } from '../../library.ts'

/** What v1 takes for a number: whole, from 0 up; what is above the maximum is the maximum. */
export function readLimit(query: URLSearchParams, { fallback, most }: { fallback: number; most: number }): number {
  return Math.min(most, readWhole(query, 'limit') ?? fallback)
}

export function readWhole(query: URLSearchParams, name: string): number | undefined {
  const number = readNumber(query, name)
  return number === undefined ? undefined : Math.floor(number)
}

export function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  const number = Number(text)
  if (!Number.isFinite(number) || number < 0) throw plainRefusal(400, `invalid query param '${name}'`)
  return number
}

export function readWord<T extends string>(query: URLSearchParams, name: string, words: readonly T[]): T | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  const word = words.find((known) => known === text.toUpperCase())
  if (word === undefined) throw plainRefusal(400, `invalid query param '${name}'`)
  return word
}

export function readFlag(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name)
  return text === null || text === '' ? undefined : text === 'true' || text === '1'
}

/** Values separated by commas, or the parameter several times. */
export function readList(query: URLSearchParams, name: string): readonly string[] | undefined {
  const values = query.getAll(name).flatMap((text) => text.split(',').filter((value) => value !== ''))
  return values.length === 0 ? undefined : values
}

/** Says what is missing, also to those who pass a token where a condition is wanted. */
export function missing(name: string): Error {
  return plainRefusal(400, `required query param '${name}' not provided`)
}

const CONDITION = /^0x[0-9a-fA-F]{62,64}$/

/** The conditions of `market` or `eventId`; undefined where neither is given. Unknown ones are left out. */
export function readConditions(query: URLSearchParams, trading: Trading): readonly Condition[] | undefined {
  const markets = readList(query, 'market')
  const events = readList(query, 'eventId')
  if (markets !== undefined && events !== undefined)
    throw plainRefusal(400, "query params 'market' and 'eventId' are mutually exclusive")
  if (events !== undefined) return events.flatMap((id) => trading.ofEvent(id))
  if (markets === undefined) return undefined
  if (!markets.every((id) => CONDITION.test(id))) throw missing('market')
  return markets.flatMap((id) => trading.withCondition(id.toLowerCase()) ?? [])
}

/** The trader of `user`; -1 for a wallet that never traded, undefined where none is given. */
export function readTrader(query: URLSearchParams, trading: Trading): number | undefined {
  const wallet = query.get('user')
  if (wallet === null || wallet === '') return undefined
  return trading.traderOf(wallet) ?? NOBODY
}

export const NOBODY = -1

export function requireTrader(query: URLSearchParams, trading: Trading): number {
  const trader = readTrader(query, trading)
  if (trader === undefined) throw missing('user')
  return trader
}

/** Sorts by what is named, descending unless `sortDirection` says otherwise. */
export function sorted<T>(rows: readonly T[], query: URLSearchParams, keyOf: (row: T) => number | string): T[] {
  const sign = query.get('sortDirection')?.toUpperCase() === 'ASC' ? 1 : -1
  const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0)
  return [...rows].sort((a, b) => sign * compare(keyOf(a), keyOf(b)))
}
