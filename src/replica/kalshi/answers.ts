import type { Answer, Failures } from '../world.ts'

const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'public, max-age=15' }

export function json(status: number, value: unknown): Answer {
  return text(status, JSON.stringify(value))
}

export function text(status: number, body: string): Answer {
  const headers = status === 200 ? JSON_HEADERS : { 'content-type': 'application/json' }
  return { status, headers, body: [Buffer.from(body)] }
}

export function pieces(body: readonly Uint8Array[], cursor?: string): Answer {
  return { status: 200, headers: JSON_HEADERS, body, ...(cursor === undefined ? {} : { cursor }) }
}

/** A refusal on its way up to the edge, where its answer is served. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`)
    this.answer = answer
  }
}

export function notFound(code = 'not_found'): Refusal {
  const message = code === 'not_found' ? 'not found' : code
  return new Refusal(json(404, { error: { code, message } }))
}

export function badRequest(details?: string): Refusal {
  const error = { code: 'bad_request', message: 'bad request' }
  return new Refusal(json(400, { error: details === undefined ? error : { ...error, details } }))
}

/** The bare form of parameter validation. */
export function invalid(msg: string): Refusal {
  return new Refusal(json(400, { msg }))
}

export function unauthorized(): Refusal {
  const code = 'token_authentication_failure'
  return new Refusal(json(401, { error: { code, message: code } }))
}

export function moved(location: string): Refusal {
  const body = `<a href="${location}">Moved Permanently</a>.\n\n`
  const headers = { location, 'content-type': 'text/html; charset=utf-8' }
  return new Refusal({ status: 301, headers, body: [Buffer.from(body)] })
}

const html = (status: number, title: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: [Buffer.from(`<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>\n`)],
})

const coded = (status: number, code: string) =>
  json(status, { error: { code, message: code.replaceAll('_', ' '), service: 'exchange' } })

export const failures: Failures = {
  tooMany: [
    json(429, { error: 'too many requests' }),
    json(429, { error: { code: 'too_many_requests', message: 'too many requests' } }),
  ],
  broken: [
    coded(500, 'internal_server_error'),
    html(500, 'Internal Server Error'),
    { status: 500, headers: {}, body: [] },
  ],
  unavailable: [coded(503, 'service_unavailable'), html(503, 'Service Temporarily Unavailable')],
  errorWith200: [
    json(200, { error: { code: 'internal_server_error', message: 'internal server error' } }),
    json(200, { code: 'service_unavailable', message: 'service unavailable' }),
  ],
}
