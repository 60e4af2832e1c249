import type { Answer } from '../world.ts'

/** Seconds for which a cache in front of a route keeps an answer; null says nothing about it. */
export type MaxAge = number | null

/** Text and bytes as they are, anything else as JSON. */
export function answerOf(body: unknown, { status = 200, maxAge = null as MaxAge, headers = {} } = {}): Answer {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const caching = maxAge === null ? {} : { 'cache-control': `public, max-age=${maxAge}` }
  return { status, headers: { 'content-type': 'application/json', ...caching, ...headers }, body: [bytes] }
}

/** A JSON list between a head and a tail. Texts become bytes one by one: joined they would first be one huge text. */
export function listBytes(head: string, texts: readonly string[], tail: string): Uint8Array {
  const items = texts.map((text, i) => Buffer.from(i === 0 ? text : `,${text}`))
  return Buffer.concat([Buffer.from(`${head}[`), ...items, Buffer.from(`]${tail}`)])
}

export function plainText(body: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: [Buffer.from(body)] }
}

/** A refusal on its way up to the router; refusals are never cached. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(answer: Answer, message: string) {
    super(message)
    this.answer = answer
  }
}

/** Gamma's errors: `{"type":…,"error":…}`. */
export function gammaRefusal(status: number, type: string, error: string): Refusal {
  return new Refusal(answerOf({ type, error }, { status }), error)
}

/** Errors of the CLOB and of the first Data API: `{"error":…}`. */
export function plainRefusal(status: number, error: string): Refusal {
  return new Refusal(answerOf({ error }, { status }), error)
}
