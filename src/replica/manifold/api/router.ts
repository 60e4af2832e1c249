import type { Answer, ApiRequest, Twist } from '../../world.ts'
import { answerOf, type CachePolicy, PREFLIGHT, Refusal, refusalAnswer } from '../answers.ts'
import type { Library } from '../library.ts'
import { listBets } from './bets.ts'
import type { Call } from './call.ts'
import { listComments } from './comments.ts'
import { getGroup, getGroupById, listGroups } from './groups.ts'
import {
  getAnswer,
  getMarket,
  getMarketBySlug,
  getMarketLite,
  getProb,
  listAnswers,
  listGroupsOfMarket,
  listPositions,
} from './market.ts'
import { getMarketProbs, getMarketsByIds, listMarkets } from './markets.ts'
import { searchMarkets } from './search.ts'
import { listTxns } from './txns.ts'
import { getBalances, getUser, getUserById, getUserByIdLite, getUserLite, getUsersById, listUsers } from './users.ts'

type Handler = (call: Call) => unknown

/** The first pattern that fits answers; `*` is one path segment. */
const ROUTES: readonly (readonly [string, CachePolicy, Handler])[] = [
  ['/v0/bets', 'default', listBets],
  ['/v0/users', 'default', listUsers],
  ['/v0/users/by-id', 'default', getUsersById],
  ['/v0/user/by-id/*/lite', 'default', getUserByIdLite],
  ['/v0/user/by-id/*', 'none', getUserById],
  ['/v0/user/*/lite', 'default', getUserLite],
  ['/v0/user/*', 'default', getUser],
  ['/v0/markets', 'default', listMarkets],
  ['/v0/market-probs', 'light', getMarketProbs],
  ['/v0/market/*/answers', 'light', listAnswers],
  ['/v0/market/*/prob', 'light', getProb],
  ['/v0/market/*/positions', 'default', listPositions],
  ['/v0/market/*/groups', 'light', listGroupsOfMarket],
  ['/v0/market/*/lite', 'default', getMarketLite],
  ['/v0/market/*', 'default', getMarket],
  ['/v0/slug/*', 'default', getMarketBySlug],
  ['/v0/answer/*', 'light', getAnswer],
  ['/v0/search-markets', 'default', searchMarkets],
  ['/v0/comments', 'light', listComments],
  ['/v0/groups', 'default', listGroups],
  ['/v0/group/by-id/*', 'default', getGroupById],
  ['/v0/group/*', 'default', getGroup],
  ['/v0/txns', 'light', listTxns],
  ['/markets-by-ids', 'light', getMarketsByIds],
  ['/users/by-id/balance', 'default', getBalances],
]

const COMPILED = ROUTES.map(([path, policy, handle]) => ({
  pattern: new RegExp(`^${path.replace('*', '([^/]+)')}/?$`, 'i'),
  policy,
  handle,
}))

/** Answers one request; a wrong method is an unknown route. Paths are whole, and tolerate case and a last slash. */
export function route(library: Library, { method, path, query }: ApiRequest, twist?: Twist): Answer {
  if (method === 'OPTIONS') return PREFLIGHT
  for (const { pattern, policy, handle } of COMPILED) {
    const match = method === 'GET' || method === 'HEAD' ? pattern.exec(path) : null
    if (match === null) continue
    try {
      return answerOf(handle({ library, query, name: decodeName(match[1] ?? ''), twist }), policy)
    } catch (error) {
      if (error instanceof Refusal) return refusalAnswer(error, policy)
      throw error
    }
  }
  const message = `The requested route '${path}' does not exist. Please check your URL for any misspellings or refer to app.ts`
  return answerOf({ message }, 'none', 404)
}

function decodeName(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
