import type { Answer, Failures } from '../world.ts'
import { answerOf, plainText } from './answers.ts'

/** What each host says when it fails; the page in front of all of them is the same. */
export function failures(path: string): Failures {
  if (path.startsWith('/gamma/')) return GAMMA
  if (path.startsWith('/data/v2/')) return DATA_V2
  return PLAIN
}

function html(status: number, text: string): Answer {
  const body = `<!DOCTYPE html><html><head><title>${text}</title></head><body>${text}</body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: [Buffer.from(body)] }
}

const TOO_MANY = { error: 'Too Many Requests' }
const CLOUDFLARE = html(429, 'error code: 1015')
const BAD_GATEWAY = html(502, '502 Bad Gateway')
const NO_UPSTREAM = plainText('no healthy upstream', 503)

/** With and without `Retry-After`, with a body that nobody knows, and the page of the network in front. */
function tooMany(body: unknown): Answer[] {
  return [
    answerOf(body, { status: 429, headers: { 'retry-after': '1' } }),
    answerOf(body, { status: 429 }),
    plainText('slow down', 429),
    CLOUDFLARE,
  ]
}

const GAMMA: Failures = {
  tooMany: tooMany(TOO_MANY),
  broken: [
    answerOf({ type: 'internal error', error: 'cannot get the information' }, { status: 500 }),
    BAD_GATEWAY,
    plainText('', 500),
  ],
  unavailable: [
    answerOf({ type: 'service unavailable', error: 'keyset pagination is not configured' }, { status: 503 }),
    NO_UPSTREAM,
  ],
  errorWith200: [answerOf(TOO_MANY)],
}

/** The CLOB's and the first Data API's. */
const PLAIN: Failures = {
  tooMany: tooMany(TOO_MANY),
  broken: [answerOf({ error: 'internal server error' }, { status: 500 }), BAD_GATEWAY, plainText('', 500)],
  unavailable: [answerOf({ error: 'service unavailable' }, { status: 503 }), NO_UPSTREAM],
  errorWith200: [answerOf(TOO_MANY)],
}

const DATA_V2: Failures = {
  tooMany: tooMany(v2Error('rate limit exceeded', 'rate_limited', true)),
  broken: [answerOf(v2Error('internal error', 'internal', false), { status: 500 }), BAD_GATEWAY],
  unavailable: [
    answerOf(v2Error('request timed out', 'request_timeout', true), { status: 503 }),
    answerOf(v2Error('dependency unavailable', 'dependency_unavailable', true), { status: 503 }),
    NO_UPSTREAM,
  ],
  errorWith200: [answerOf(TOO_MANY)],
}

function v2Error(error: string, code: string, retryable: boolean) {
  return { error, code, retryable, trace_id: '00000000000000000000000000000000' }
}
