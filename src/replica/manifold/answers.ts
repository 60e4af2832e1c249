import type { Answer, Failures } from '../world.ts'

/** Which `Cache-Control` a route sends, on its errors too. */
export type CachePolicy = 'default' | 'light' | 'none'

const POLICIES = {
  default: { 'cache-control': 'public, max-age=5, stale-while-revalidate=10' },
  light: { 'cache-control': 'public, max-age=1, stale-while-revalidate=0' },
  none: {},
} as const

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' }

/** What is wrong with one parameter; `field` is null for a key that is not known. */
export interface Detail {
  readonly field: string | null
  readonly error: string
}

/** A refusal on its way up to the router, which knows how the route is cached. */
export class Refusal extends Error {
  readonly status: number
  readonly details: readonly Detail[] | undefined

  constructor(status: number, message: string, details?: readonly Detail[]) {
    super(message)
    this.status = status
    this.details = details
  }
}

export function notFound(message: string): Refusal {
  return new Refusal(404, message)
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, message)
}

export const UNEXPECTED = 'An unexpected error occurred. Please try again, and report it if it persists.'

/** The answer of a handler: text and bytes as they are, anything else as JSON. */
export function answerOf(body: unknown, policy: CachePolicy, status = 200): Answer {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return { status, headers: { ...JSON_HEADERS, ...POLICIES[policy] }, body: [bytes] }
}

export function refusalAnswer({ status, message, details }: Refusal, policy: CachePolicy): Answer {
  return answerOf(details === undefined ? { message } : { message, details }, policy, status)
}

/** `OPTIONS` on any path. */
export const PREFLIGHT: Answer = {
  status: 204,
  headers: {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE',
    'access-control-max-age': '86400',
  },
  body: [],
}

const plain = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: [Buffer.from(body)],
})

const PROXY = 'upstream connect error or disconnect/reset before headers'
const message = (status: number, text: string) => answerOf({ message: text }, 'default', status)

export const failures: Failures = {
  tooMany: [
    plain(429, 'Too Many Requests'),
    message(429, 'Rate limit exceeded. Please wait 3 seconds before trying again.'),
  ],
  broken: [
    message(500, UNEXPECTED),
    plain(502, PROXY),
    answerOf({ message: 'Error: timeout\n    at Pool.query (db.js:1:1)', error: {} }, 'default', 500),
  ],
  unavailable: [
    plain(503, PROXY),
    message(503, 'Transaction conflict. Please try again.'),
    plain(502, `${PROXY}. reset reason: connection failure`),
  ],
  errorWith200: [message(200, UNEXPECTED), plain(200, PROXY)],
}
