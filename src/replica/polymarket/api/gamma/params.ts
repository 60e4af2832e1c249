import { gammaRefusal, type Refusal } from '../../answers.ts'
import type { Fields } from '../../library.ts'
import { readInstant } from '../../text.ts'

/** Gamma's word for a query it cannot take. */
export function invalid(error: string): Refusal {
  return gammaRefusal(422, 'validation error', error)
}

export function readCount(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null || text === '') return fallback
  if (!/^\d{1,9}$/.test(text)) throw invalid(`${name} is not a valid number`)
  return Number(text)
}

export function readFlag(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (text !== 'true' && text !== 'false') throw invalid(`${name} is not a valid boolean`)
  return text === 'true'
}

/** Rows a filter lets through. */
export type Test = (fields: Fields) => boolean

/** `NAME_min` and `NAME_max` of a number or an instant; a row without the field fits no bound. */
export function rangeTests(query: URLSearchParams, ranges: Readonly<Record<string, string>>): Test[] {
  return Object.entries(ranges).flatMap(([name, field]) => [
    ...boundTest(query, `${name}_min`, (bound) => (fields) => (measure(fields[field]) ?? Number.NaN) >= bound),
    ...boundTest(query, `${name}_max`, (bound) => (fields) => (measure(fields[field]) ?? Number.NaN) <= bound),
  ])
}

function boundTest(query: URLSearchParams, name: string, test: (bound: number) => Test): Test[] {
  const text = query.get(name)
  if (text === null || text === '') return []
  const bound = measure(text)
  if (bound === null) throw invalid(`${name} is not valid`)
  return [test(bound)]
}

/** Numbers, numbers in text, and instants in microseconds; null for anything else. */
export function measure(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '') return null
  return Number.isNaN(Number(value)) ? readInstant(value) : Number(value)
}

/** Flags that an object has as they are, by the same name. */
export function flagTests(query: URLSearchParams, names: readonly string[]): Test[] {
  return names.flatMap((name) => {
    const wanted = readFlag(query, name)
    return wanted === undefined ? [] : [(fields: Fields) => fields[name] === wanted]
  })
}

/** Texts of which an object must have one; a parameter may be repeated. */
export function textTests(query: URLSearchParams, names: Readonly<Record<string, string>>): Test[] {
  return Object.entries(names).flatMap(([name, field]) => {
    const wanted = query.getAll(name)
    return wanted.length === 0 ? [] : [(fields: Fields) => wanted.includes(String(fields[field]))]
  })
}
