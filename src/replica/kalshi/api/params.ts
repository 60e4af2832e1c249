import { invalid } from '../answers.ts'

/** The query of one operation, read strictly where the service is strict. Unknown parameters are ignored. */
export interface Params {
  text(name: string): string | null
  list(name: string): string[] | null
  flag(name: string): boolean
  /** Unix seconds, given in microseconds. */
  seconds(name: string): number | null
  limit(rule: { min: number; max: number; fallback: number }): number
}

export function readParams(query: URLSearchParams, operation: string): Params {
  const text = (name: string) => query.get(name) || null
  const whole = (name: string) => {
    const value = text(name)
    if (value === null) return null
    if (!/^-?\d{1,15}$/.test(value)) throw badFormat(name)
    return Number(value)
  }
  return {
    text,
    list: (name) =>
      text(name)
        ?.split(',')
        .filter((part) => part !== '') ?? null,
    flag(name) {
      const value = text(name)
      if (value === null || value === 'false' || value === 'true') return value === 'true'
      throw badFormat(name)
    },
    seconds(name) {
      const value = whole(name)
      return value === null ? null : value * 1_000_000
    },
    limit({ min, max, fallback }) {
      const value = whole('limit')
      if (value === null || (value === 0 && min === 0)) return fallback
      if (value > max) throw failed(operation, 'lte')
      if (value < min) throw failed(operation, 'gte')
      return value
    },
  }
}

function badFormat(name: string) {
  return invalid(`Invalid format for parameter ${name}: error binding string parameter`)
}

function failed(operation: string, tag: string) {
  const key = `Key: '${operation}Params.Limit'`
  const error = `Error:Field validation for 'Limit' failed on the '${tag}' tag`
  return invalid(`Parameter validation failed for ${operation}: ${key} ${error}`)
}
