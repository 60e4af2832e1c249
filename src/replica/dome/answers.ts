import type { Standing } from '../server/limit.ts'
import type { Answer, Failures } from '../world.ts'

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }

/** A finished JSON text; `cursor` is what a page hands out, `''` on the last one. */
export function answered(text: string, cursor?: string): Answer {
  return { status: 200, headers: JSON_HEADERS, body: [Buffer.from(text)], ...(cursor === undefined ? {} : { cursor }) }
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: [Buffer.from(JSON.stringify(value))] }
}

/** A refusal on its way up to the edge, where its answer is served. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(status: number, body: Readonly<Record<string, string>>) {
    super(`refused with ${status}`)
    this.answer = json(status, body)
  }
}

export function badRequest(error: string, message: string): Refusal {
  return new Refusal(400, { error, message })
}

export function notFound(message: string): Refusal {
  return new Refusal(404, { error: 'Not found', message })
}

export const UNAUTHORIZED = json(401, { error: 'Unauthorized', message: 'A valid API key is required' })
export const ENDED = json(410, { error: 'Gone', message: 'Dome APIs have reached end of life' })
export const FAILED = json(500, { error: 'Internal Server Error', message: 'Failed to fetch market price' })

/** The three headers that every answer carries; those of a refusal tell that nothing is left. */
export function tellLimit(answer: Answer, { most, left, resetsIn }: Standing, now: number): Answer {
  const remaining = answer.status === 429 ? 0 : left
  const headers = {
    'x-ratelimit-limit': String(most),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil((now / 1000 + resetsIn) / 1000)),
  }
  if (answer.status !== 429) return { ...answer, headers: { ...answer.headers, ...headers } }
  const wait = { 'retry-after': String(Math.max(1, Math.ceil(resetsIn / 1000))) }
  return { ...answer, headers: { ...answer.headers, ...headers, ...wait } }
}

const html = (status: number, title: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: [Buffer.from(`<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>\n`)],
})

export const failures: Failures = {
  tooMany: [
    json(429, { error: 'Too Many Requests', message: 'Rate limit exceeded' }),
    { status: 429, headers: { 'content-type': 'text/plain' }, body: [Buffer.from('Too Many Requests')] },
  ],
  broken: [
    json(500, { error: 'Internal Server Error', message: 'Failed to fetch markets data' }),
    html(502, 'Bad Gateway'),
    { status: 500, headers: {}, body: [] },
  ],
  unavailable: [
    html(503, 'Service Temporarily Unavailable'),
    json(503, { error: 'Internal Server Error', message: 'Service unavailable' }),
  ],
  errorWith200: [
    json(200, { error: 'Internal Server Error', message: 'Failed to fetch markets data' }),
    json(200, { message: 'Endpoint request timed out' }),
  ],
}
