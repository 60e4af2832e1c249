import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import type { Replica } from '../../../src/replica/index.ts'

/** An answer of the replica on its way to the client. */
export type Reply = { status: number; headers: Record<string, string>; body: Buffer }

/** What a proxy does with the answers to some requests: changes them, or takes the response into its own hands. */
export type Damage = (reply: Reply, query: URLSearchParams) => Reply | ((response: ServerResponse) => void)

export type Proxy = {
  /** Base address with the venue's own path. */
  readonly url: string
  /** Spoils the answers of a path below the base from now on, such as `/markets`; all paths with `*`. */
  spoil(path: string, damage: Damage): void
  /** From now on every answer passes as it is. */
  mend(): void
  close(): Promise<void>
}

/** A server between the client and a replica that spoils its answers, until it is mended. */
export async function startProxy(replica: Replica): Promise<Proxy> {
  const base = new URL(replica.url)
  const damages = new Map<string, Damage>()
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', base)
    const answer = await request(`${base.origin}${incoming.url}`, { method: 'GET' })
    const reply: Reply = {
      status: answer.statusCode,
      headers: plain(answer.headers),
      body: Buffer.from(await answer.body.arrayBuffer()),
    }
    const damage = damages.get(url.pathname.slice(base.pathname.length)) ?? damages.get('*')
    const spoilt = damage === undefined ? reply : damage(reply, url.searchParams)
    if (typeof spoilt === 'function') spoilt(response)
    else {
      response.sendDate = false
      response.writeHead(spoilt.status, { ...spoilt.headers, 'content-length': String(spoilt.body.length) })
      response.end(spoilt.body)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${base.pathname}`,
    spoil: (path, damage) => damages.set(path, damage),
    mend: () => damages.clear(),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = ['content-type', 'date', 'retry-after']
  return Object.fromEntries(
    kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  )
}

/** Damage that replaces the body and keeps the rest. */
export function body(change: (text: string) => string | Buffer): Damage {
  return (reply) => {
    const changed = change(reply.body.toString())
    return { ...reply, body: typeof changed === 'string' ? Buffer.from(changed) : changed }
  }
}

/** Damage that changes the parsed records of a list. */
export function records(list: string, change: (records: Record<string, unknown>[]) => unknown[]): Damage {
  return body((text) => {
    const parsed = JSON.parse(text) as Record<string, Record<string, unknown>[]>
    return JSON.stringify({ ...parsed, [list]: change(parsed[list]!) })
  })
}

/** Damage that answers something else altogether. */
export function instead(status: number, text: string, headers: Record<string, string> = {}): Damage {
  return (reply) => ({ status, headers: { ...reply.headers, ...headers }, body: Buffer.from(text) })
}
