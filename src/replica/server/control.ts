import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { truthFile } from '../truth/write.ts'
import type { World } from '../world.ts'
import { readBody } from './body.ts'
import type { LoggedRequest } from './requests.ts'

export const CONTROL = '/__replica/'

export interface Controlled {
  readonly world: World
  requests(): readonly LoggedRequest[]
  advance(seconds: number): void
}

/** The replica's own paths, beside the venue's: not logged, not limited, never faulty. */
export async function control(request: IncomingMessage, response: ServerResponse, replica: Controlled): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://replica').pathname.slice(CONTROL.length)
  if (request.method === 'POST' && path === 'advance') {
    const seconds = readSeconds(await readBody(request))
    if (seconds === null) return sendJson(response, 400, { error: 'Send {"seconds": N} with N >= 0.' })
    replica.advance(seconds)
    return sendJson(response, 200, { now: nowOf(replica.world) })
  }
  if (path === 'requests') return sendJson(response, 200, replica.requests())
  if (path === '')
    return sendJson(response, 200, { now: nowOf(replica.world), truth: replica.world.truth.map((table) => table.name) })
  const outcome = /^truth\/prices\/([^/]+)\.csv$/.exec(path)?.[1]
  const table =
    outcome === undefined
      ? replica.world.truth.find((each) => path === `truth/${truthFile(each)}`)
      : replica.world.pricesOf?.(decodeURIComponent(outcome))
  if (table === undefined) {
    const paths = ['advance', 'requests', ...replica.world.truth.map((each) => `truth/${truthFile(each)}`)]
    return sendJson(response, 404, { error: `There is no "${path}". Known: ${paths.join(', ')}.` })
  }
  const type = table.format === 'ndjson' ? 'application/x-ndjson' : 'text/csv; charset=utf-8'
  response.writeHead(200, { 'content-type': type })
  await pipeline(Readable.from(table.pieces()), response)
}

function nowOf({ clock }: World): string {
  return new Date(clock.now() / 1000).toISOString()
}

function readSeconds(body: string): number | null {
  try {
    const { seconds } = JSON.parse(body) as { seconds?: unknown }
    return typeof seconds === 'number' && seconds >= 0 && seconds < 1e10 ? seconds : null
  } catch {
    return null
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
