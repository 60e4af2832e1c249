import type { Answer } from '../../../../world.ts'
import { Refusal } from '../../../answers.ts'
import type { Condition, Trading } from '../../../library.ts'
import type { Route } from '../../call.ts'
import { type TradingCall, traded } from '../call.ts'
import { readList } from '../params.ts'
import { invalid, refusal } from './refusal.ts'

/** A route of the second Data API; a recorded world has none of them. */
export function routeOf(path: string, handle: (call: TradingCall) => Answer): Route {
  const refused = (call: TradingCall) => {
    try {
      return handle(call)
    } catch (error) {
      // Parameters are read as in the first Data API, which says it in other words.
      if (error instanceof Refusal && error.answer.headers['x-trace-id'] === undefined)
        throw refusal('invalid_request', error.message)
      throw error
    }
  }
  return traded(path, refused, () => refusal('not_found', 'not found'))
}

/** What is posted to any of them. */
export const V2_POSTED: Route = [
  'POST',
  '/data/v2/*',
  () => {
    throw refusal('method_not_allowed', 'method not allowed')
  },
]

const MOST = 20

/** The conditions of `condition` or `event_id`; undefined where neither is given. */
export function readScope(query: URLSearchParams, trading: Trading): readonly Condition[] | undefined {
  const conditions = readIds(query, 'condition')
  const events = readIds(query, 'event_id')
  if (conditions !== undefined && events !== undefined)
    throw invalid('condition and event_id are mutually exclusive', 'event_id')
  if (events !== undefined) return events.flatMap((id) => trading.ofEvent(id))
  return conditions?.flatMap((id) => trading.withCondition(id.toLowerCase()) ?? [])
}

function readIds(query: URLSearchParams, name: string): readonly string[] | undefined {
  const ids = readList(query, name)
  if (ids !== undefined && ids.length > MOST) throw invalid(`at most ${MOST} values of ${name}`, name)
  if (name === 'condition' && ids?.some((id) => !/^0x[0-9a-fA-F]{62,64}$/.test(id)))
    throw invalid('condition must be a condition id', name)
  return ids
}

const NAMES = new Map([
  ['asset', 'token_id'],
  ['oppositeAsset', 'opposite_token_id'],
])

/** A row of the first Data API with the names of the second. */
export function snakeRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const renamed: Record<string, unknown> = {}
  for (const name of Object.keys(row)) renamed[snakeName(name)] = row[name]
  return renamed
}

function snakeName(name: string): string {
  const known = NAMES.get(name)
  if (known !== undefined) return known
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  NAMES.set(name, snake)
  return snake
}
