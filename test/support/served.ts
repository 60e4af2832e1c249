import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a test's server says: JSON or a text, with a status. */
export type Said = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export type Served = { readonly url: string; requests(): readonly URL[]; close(): Promise<void> }

/** A server that says what a test wants it to say to each address. */
export async function serve(answer: (url: URL) => Said): Promise<Served> {
  const requests: URL[] = []
  const server = createServer(async (incoming: IncomingMessage, response) => {
    await incoming.toArray()
    const url = new URL(incoming.url!, 'http://127.0.0.1')
    requests.push(url)
    const { status = 200, headers = {}, body } = answer(url)
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
