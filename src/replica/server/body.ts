import type { IncomingMessage } from 'node:http'

/** More than any venue takes in one request, in characters. */
const MOST = 1_000_000

/** The body of a request as text; what comes beyond a million characters is left out. */
export async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const piece of request) {
    body += piece
    if (body.length > MOST) break
  }
  return body
}
