import { STATUS_CODES } from 'node:http'
import { formatInstant } from '../core/instant.ts'

/** Headers that an answer adds of its own. */
export type Extra = Readonly<Record<string, string>>

/** A request that cannot be answered: status and what the asker can do about it (RFC 9457). */
export class Problem extends Error {
  readonly status: number
  readonly headers: Extra

  constructor(status: number, detail: string, headers: Extra = {}) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.headers = headers
  }
}

/** Nothing here answers yet: the home has no snapshot. */
export function noSnapshot(home: string): Problem {
  return new Problem(
    503,
    `There is no snapshot in ${home} yet. Run "oddslake sync" or "oddslake demo"; this server notices it by itself.`,
    { 'retry-after': '5' },
  )
}

/** The body of a problem; `instance` is the path that was asked for. */
export function problemBody({ status, message }: Problem, instance: string): string {
  const body = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message, instance }
  return `${JSON.stringify({ ...body, at: formatInstant(Date.now() * 1000) })}\n`
}

/** The answer to a request that ended with a problem. */
export function problemAnswer(problem: Problem, instance: string): Response {
  return new Response(problemBody(problem, instance), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...problem.headers },
  })
}
