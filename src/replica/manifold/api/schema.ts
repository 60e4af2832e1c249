import { type Detail, Refusal } from '../answers.ts'

/** A query value: a string, several of them, or an object (which no route takes). */
export type Raw = string | readonly string[] | 'object' | undefined

type Read<T> = { readonly value: T } | { readonly error: string }

export interface Param<T> {
  read(raw: Raw): Read<T>
}

export type Schema = Readonly<Record<string, Param<unknown>>>
export type Values<S extends Schema> = { readonly [K in keyof S]: S[K] extends Param<infer T> ? T : never }

const REQUIRED = { error: 'Required' }

export const text: Param<string | undefined> = { read: (raw) => readText(raw) }

export const requiredText: Param<string> = {
  read: (raw) => (raw === undefined ? REQUIRED : (readText(raw) as Read<string>)),
}

export const list: Param<readonly string[] | undefined> = {
  read(raw) {
    if (raw === undefined || Array.isArray(raw)) return { value: raw as readonly string[] | undefined }
    return { error: raw === OBJECT ? 'Expected array, received object' : 'Expected array, received string' }
  },
}

/** A list that must be there, of at most so many elements. */
export function requiredList(most = Number.POSITIVE_INFINITY): Param<readonly string[]> {
  return {
    read(raw) {
      if (raw === undefined) return REQUIRED
      const read = list.read(raw)
      if ('error' in read) return read
      if (read.value!.length > most) return { error: `Array must contain at most ${most} element(s)` }
      return { value: read.value! }
    },
  }
}

/** One string or a list of them. */
export const textOrList: Param<readonly string[] | undefined> = {
  read(raw) {
    if (raw === OBJECT) return { error: 'Invalid input' }
    return { value: typeof raw === 'string' ? [raw] : (raw as readonly string[] | undefined) }
  },
}

export const flag: Param<boolean | undefined> = {
  read(raw) {
    if (raw === undefined) return { value: undefined }
    return raw === 'true' || raw === 'false' ? { value: raw === 'true' } : { error: 'Invalid input' }
  },
}

/** Declared as a boolean that is never coerced: over GET every value is wrong. */
export const uselessFlag: Param<undefined> = {
  read: (raw) => (raw === undefined ? { value: undefined } : { error: 'Expected boolean, received string' }),
}

interface Bounds {
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly whole?: boolean
}

export function number(bounds?: Bounds): Param<number | undefined>
export function number(bounds: Bounds, fallback: number): Param<number>
export function number(bounds: Bounds = {}, fallback?: number): Param<number | undefined> {
  return {
    read(raw) {
      if (raw === undefined) return { value: fallback }
      const value = Number(raw)
      if (Number.isNaN(value)) return { error: 'Expected number, received nan' }
      if (bounds.whole && !Number.isInteger(value)) return { error: 'Expected integer, received float' }
      const { min, above, max } = bounds
      if (min !== undefined && value < min) return { error: `Number must be greater than or equal to ${min}` }
      if (above !== undefined && value <= above) return { error: `Number must be greater than ${above}` }
      if (max !== undefined && value > max) return { error: `Number must be less than or equal to ${max}` }
      return { value }
    },
  }
}

/** One of some words; the service says which when it is an enum, and nothing when it is a union of literals. */
export function oneOf<T extends string>(words: readonly T[], fallback: T, told: 'enum' | 'union' = 'enum'): Param<T> {
  const expected = words.map((word) => `'${word}'`).join(' | ')
  return {
    read(raw) {
      if (raw === undefined) return { value: fallback }
      const word = words.find((known) => known === raw)
      if (word !== undefined) return { value: word }
      return told === 'union'
        ? { error: 'Invalid input' }
        : { error: `Invalid enum value. Expected ${expected}, received '${String(raw)}'` }
    },
  }
}

/** One word or nothing. */
export function onlyWord<T extends string>(word: T): Param<T | undefined> {
  return {
    read(raw) {
      if (raw === undefined || raw === word) return { value: raw as T | undefined }
      return { error: `Invalid literal value, expected "${word}"` }
    },
  }
}

/** Reads a query by a schema; path parameters win over query parameters. Collects every fault before it refuses. */
export function readQuery<S extends Schema>(
  schema: S,
  query: URLSearchParams,
  { path = {}, lenient = false }: { path?: Readonly<Record<string, string>>; lenient?: boolean } = {},
): Values<S> {
  const given = new Map<string, Raw>([...gather(query), ...Object.entries(path)])
  const details: Detail[] = []
  const values: Record<string, unknown> = {}
  for (const [field, param] of Object.entries(schema)) {
    const read = param.read(given.get(field))
    if ('error' in read) details.push({ field, error: read.error })
    else values[field] = read.value
  }
  const unknown = [...given.keys()].filter((key) => !(key in schema))
  if (unknown.length > 0 && !lenient) {
    const keys = unknown.map((key) => `'${key}'`).join(', ')
    details.push({ field: null, error: `Unrecognized key(s) in object: ${keys}` })
  }
  if (details.length > 0) throw new Refusal(400, 'Error validating request.', details)
  return values as Values<S>
}

const OBJECT = 'object'
const MOST_INDEXED = 20

/** Repeated keys, `ids[]=` and `ids[0]=` to `ids[20]=` make lists; a higher index makes an object. */
function gather(query: URLSearchParams): Map<string, Raw> {
  const given = new Map<string, Raw>()
  for (const [key, value] of query) {
    const [, name, index] = /^([^[]+)\[(\d*)\]$/.exec(key) ?? [key, key, null]
    const before = given.get(name!)
    if (index != null && Number(index) > MOST_INDEXED) given.set(name!, OBJECT)
    else if (before === undefined) given.set(name!, index === null ? value : [value])
    else if (before !== OBJECT) given.set(name!, [...(typeof before === 'string' ? [before] : before), value])
  }
  return given
}

function readText(raw: Raw): Read<string | undefined> {
  if (typeof raw === 'string' || raw === undefined) return { value: raw }
  return { error: 'Expected string, received array' }
}
