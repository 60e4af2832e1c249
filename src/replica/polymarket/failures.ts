import type { Failures } from '../world.ts'
import { answerOf, plainText } from './answers.ts'

const CLOUDFLARE = '<!DOCTYPE html><html><head><title>Access denied</title></head><body>error code: 1015</body></html>'

const html = (status: number) => ({
  status,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: [Buffer.from(CLOUDFLARE)],
})

const TOO_MANY = { error: 'Too Many Requests' }

export const failures: Failures = {
  tooMany: [
    answerOf(TOO_MANY, { status: 429, headers: { 'retry-after': '1' } }),
    plainText('slow down', 429),
    html(429),
    answerOf({ error: 'rate limit exceeded', code: 'rate_limited', retryable: true, trace_id: '0' }, { status: 429 }),
  ],
  broken: [
    answerOf({ type: 'internal error', error: 'cannot get the information' }, { status: 500 }),
    answerOf({ error: 'internal' }, { status: 500 }),
    { status: 502, headers: { 'content-type': 'text/html' }, body: [Buffer.from('<html>502 Bad Gateway</html>')] },
  ],
  unavailable: [
    answerOf({ type: 'service unavailable', error: 'keyset pagination is not configured' }, { status: 503 }),
    plainText('no healthy upstream', 503),
  ],
  errorWith200: [answerOf(TOO_MANY)],
}
