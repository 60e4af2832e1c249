import type { Answer, ApiRequest, Twist } from '../../world.ts'
import { plainText, Refusal } from '../answers.ts'
import type { Library } from '../library.ts'
import type { Route } from './call.ts'
import { CLOB_BOOKS } from './clob/books.ts'
import { CLOB_HISTORY } from './clob/history.ts'
import { CLOB_LISTS } from './clob/lists.ts'
import { CLOB_PRICES } from './clob/prices.ts'
import { DATA_GROUPS } from './data/groups.ts'
import { GAMMA_EVENTS } from './gamma/events.ts'
import { GAMMA_GROUPS } from './gamma/groups.ts'
import { GAMMA_MARKETS } from './gamma/markets.ts'

/** One table for each group of routes; hosts are told by the first segment. */
const GROUPS: readonly (readonly Route[])[] = [
  GAMMA_MARKETS,
  GAMMA_EVENTS,
  GAMMA_GROUPS,
  CLOB_LISTS,
  CLOB_BOOKS,
  CLOB_PRICES,
  CLOB_HISTORY,
  ...DATA_GROUPS,
]

/** Fixed paths go before those with a `*`. */
const COMPILED = GROUPS.flat()
  .map(([method, path, handle]) => ({ method, handle, pattern: patternOf(path), isFixed: !path.includes('*') }))
  .sort((a, b) => Number(b.isFixed) - Number(a.isFixed))

/** Characters of path and query that every host takes. */
const LONGEST = 8_000

/** Answers one request; paths are whole. */
export function route(library: Library, { method, path, query, body = '' }: ApiRequest, twist?: Twist): Answer {
  if (path.length + `${query}`.length > LONGEST) return plainText('414 Request-URI Too Large\n', 414)
  for (const route of COMPILED) {
    const match = (method === 'HEAD' ? 'GET' : method) === route.method ? route.pattern.exec(path) : null
    if (match === null) continue
    try {
      return route.handle({ library, query, name: decodeName(match[1] ?? ''), body, twist })
    } catch (error) {
      if (error instanceof Refusal) return error.answer
      throw error
    }
  }
  return plainText('404 page not found\n', 404)
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace('*', '([^/]+)')}/?$`)
}

function decodeName(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
