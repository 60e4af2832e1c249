import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import type { Replica } from '../../../src/replica/index.ts'

/** An answer of the replica on its way to the client. */
export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What happens to an answer: it is changed, or its response is taken over. */
export type Damage = (reply: Reply, query: URLSearchParams) => Reply | Taken | Promise<Reply>
export type Taken = (response: ServerResponse) => void

export type SpoilingProxy = {
  /** Base address, with the venue's own path. */
  readonly url: string
  /** Spoils the answers to a path below the base from now on, such as `/markets`; those to every path with `*`. */
  spoil(path: string, damage: Damage): void
  /** From now on every answer passes as it is. */
  mend(): void
  close(): Promise<void>
}

/** A server between the client and a replica that spoils its answers until it is mended. */
export async function startProxy(replica: Replica): Promise<SpoilingProxy> {
  const base = new URL(replica.url)
  const root = base.pathname.replace(/\/$/, '')
  const damages = new Map<string, Damage>()
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const url = new URL(incoming.url ?? '/', base)
    const reply = await fetched(url, incoming)
    const damage = damages.get(url.pathname.slice(root.length)) ?? damages.get('*')
    const spoilt = damage === undefined ? reply : await damage(reply, url.searchParams)
    if (typeof spoilt === 'function') spoilt(response)
    else send(response, spoilt)
  }
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: Error) => response.destroy(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${root}`,
    spoil: (path, damage) => damages.set(path, damage),
    mend: () => damages.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function fetched(url: URL, incoming: IncomingMessage): Promise<Reply> {
  const { authorization } = incoming.headers
  const sent = Buffer.concat(await incoming.toArray())
  const { statusCode, headers, body } = await request(url, {
    method: incoming.method === 'POST' ? 'POST' : 'GET',
    headers: authorization === undefined ? {} : { authorization },
    ...(sent.length > 0 && { body: sent }),
  })
  const kept = ['content-type', 'date'].flatMap((name) =>
    headers[name] === undefined ? [] : [[name, String(headers[name])]],
  )
  return { status: statusCode, headers: Object.fromEntries(kept), body: Buffer.from(await body.arrayBuffer()) }
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.sendDate = false
  response.writeHead(status, { ...headers, 'content-length': body.length })
  response.end(body)
}
