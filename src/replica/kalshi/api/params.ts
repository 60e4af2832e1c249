import { instantOf } from '../../../core/instant.ts'
import { invalid, type Refusal } from '../answers.ts'

/** The query of one operation, read strictly where the service is strict. Unknown parameters are ignored. */
export interface Params {
  text(name: string): string | null
  list(name: string): string[] | null
  /** Every value of a parameter that is given several times. */
  repeated(name: string): string[]
  flag(name: string): boolean
  whole(name: string): number | null
  /** Unix seconds, given in microseconds. */
  seconds(name: string): number | null
  /** RFC 3339, given in microseconds. */
  instant(name: string): number | null
  limit(rule: LimitRule): number
  /** A refusal in the bare form: which parameter broke which rule. */
  broken(name: string, rule: string): Refusal
}

interface LimitRule {
  readonly min: number
  readonly max: number
  /** Without one the parameter is required. */
  readonly fallback?: number
  /** Default `limit`. */
  readonly name?: string
}

export function readParams(query: URLSearchParams, operation: string): Params {
  const text = (name: string) => query.get(name) || null
  const whole = (name: string) => {
    const value = text(name)
    if (value === null) return null
    if (!/^-?\d{1,15}$/.test(value)) throw badFormat(name)
    return Number(value)
  }
  const broken = (name: string, rule: string) => {
    const field = fieldOf(name)
    const error = `Error:Field validation for '${field}' failed on the '${rule}' tag`
    return invalid(`Parameter validation failed for ${operation}: Key: '${operation}Params.${field}' ${error}`)
  }
  return {
    text,
    list: (name) =>
      text(name)
        ?.split(',')
        .filter((part) => part !== '') ?? null,
    repeated: (name) => query.getAll(name).filter((value) => value !== ''),
    flag(name) {
      const value = text(name)
      if (value === null || value === 'false' || value === 'true') return value === 'true'
      throw badFormat(name)
    },
    whole,
    seconds(name) {
      const value = whole(name)
      return value === null ? null : value * 1_000_000
    },
    instant(name) {
      const value = text(name)
      if (value === null) return null
      const at = instantOf(value)
      if (at === undefined) throw badFormat(name)
      return at
    },
    limit({ min, max, fallback, name = 'limit' }) {
      const value = whole(name)
      if (value === null || (value === 0 && min === 0)) {
        if (fallback === undefined) throw broken(name, 'required')
        return fallback
      }
      if (value > max) throw broken(name, 'lte')
      if (value < min) throw broken(name, 'gte')
      return value
    },
    broken,
  }
}

function badFormat(name: string) {
  return invalid(`Invalid format for parameter ${name}: error binding string parameter`)
}

/** `page_size` is `PageSize` in messages. */
function fieldOf(name: string): string {
  return name.replace(/(^|_)(.)/g, (_, __, letter: string) => letter.toUpperCase())
}
