import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Api } from './api.ts'
import { Problem, problemBody } from './problem.ts'

export type Listening = { readonly url: string; close(): Promise<void> }

/** Head of a request in bytes, its address included; more is refused before it is read. */
const LARGEST_HEAD = 16 * 1024
const REQUEST_MS = 30_000
const HEAD_MS = 10_000

/** Answers at an address until it is closed. */
export async function listen(app: Api, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { maxHeaderSize: LARGEST_HEAD, requestTimeout: REQUEST_MS, headersTimeout: HEAD_MS },
  }) as Server
  server.on('clientError', refuse)
  server.listen(port, host)
  await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host.replaceAll(/[[\]]/g, '')}]` : host}:${taken}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      // Requests in flight end; who keeps a connection open without asking does not hold the server up.
      setTimeout(() => server.closeAllConnections(), 1000).unref()
      await closed
    },
  }
}

/** What is no request that can be read gets its answer all the same. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, line, detail] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ([431, 'Request Header Fields Too Large', `Address and headers are more than ${LARGEST_HEAD} bytes.`] as const)
      : ([400, 'Bad Request', 'This is not an HTTP request that can be read.'] as const)
  const body = problemBody(new Problem(status, detail), '')
  const head = `HTTP/1.1 ${status} ${line}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`
  socket.end(head + body)
}
