import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { UserError } from '../../core/errors.ts'
import { failureTurns } from '../faults/answers.ts'
import { type Delivery, withFaults } from '../faults/faults.ts'
import type { FaultOptions } from '../faults/kinds.ts'
import { replicaVenue } from '../venues.ts'
import type { ApiRequest, ReplicaVenue, World, WorldOptions } from '../world.ts'
import { readBody } from './body.ts'
import { CONTROL, control } from './control.ts'
import { deliver } from './deliver.ts'
import { compressing } from './gzip.ts'
import { createLimit, type Limit, type Limiter, type Standing } from './limit.ts'
import type { LoggedRequest } from './requests.ts'

export interface ReplicaOptions {
  readonly venue: string
  readonly world: WorldOptions
  /** Default 0: any free port. */
  readonly port?: number
  /** Default 127.0.0.1: nobody else on the network sees it. */
  readonly host?: string
  readonly latencyMs?: number
  /** Default null: no limit. */
  readonly limit?: Limit | null
  /** Whether a request beyond the limit waits for its turn instead of being refused. Default false. */
  readonly delaysOverLimit?: boolean
  readonly faults?: FaultOptions | null
  /** Whether answers are compressed for callers that take gzip. Default false: it costs more than all the rest. */
  readonly gzip?: boolean
}

export interface Replica {
  /** Where the API begins, with the venue's own base path. */
  readonly url: string
  readonly port: number
  readonly world: World
  /** Every request so far, in order of arrival. */
  requests(): readonly LoggedRequest[]
  /** Moves the world's clock on. */
  advance(seconds: number): void
  close(): Promise<void>
}

export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const venue = replicaVenue(options.venue)
  const world = options.world.kind === 'simulated' ? venue.simulated(options.world) : venue.recorded(options.world)
  const log: LoggedRequest[] = []
  const requests = () => log
  const advance = (seconds: number) => world.clock.moveOn(Math.round(seconds * 1_000_000))
  const answer = answering(options, venue, world)
  const server = createServer((request, response) => {
    const isControl = request.url?.startsWith(CONTROL) === true
    const done = isControl
      ? control(request, response, { world, requests, advance })
      : serve({ request, response, log, answer, options, world })
    done.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  server.keepAliveTimeout = 60_000
  const port = await listen(server, options)
  const url = `http://${options.host ?? '127.0.0.1'}:${port}${venue.base}`
  return { url, port, world, requests, advance, close: () => close(server) }
}

/** Limit first, then faults, then the world: as the service's gateway does. */
function answering(
  { limit, faults, delaysOverLimit = false }: ReplicaOptions,
  venue: ReplicaVenue,
  world: World,
): (request: ApiRequest, at: number) => Promise<Delivery> {
  const limiter = limit == null ? UNLIMITED : createLimit(limit)
  const refusal = failureTurns(venue.failures)
  const answer = withFaults(compressing(world), venue, faults ?? null)
  const refuse = (path: string): Delivery => ({ answer: refusal('limit', path)!, manner: 'whole', fault: null })
  return async (request, at) => {
    if (delaysOverLimit) await waitForTurn(limiter)
    const delivery = delaysOverLimit || limiter.mayPass(at) ? answer(request) : refuse(request.path)
    const standing = limiter.standing(at)
    return { ...delivery, answer: venue.tellLimit?.(delivery.answer, standing, world.clock.now()) ?? delivery.answer }
  }
}

async function waitForTurn(limiter: Limiter): Promise<void> {
  while (!limiter.mayPass(performance.now())) await wait(limiter.standing(performance.now()).resetsIn)
}

const PLENTY: Standing = { most: 1000, left: 1000, resetsIn: 1000 }
const UNLIMITED = { mayPass: () => true, standing: () => PLENTY }

interface Serving {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly log: LoggedRequest[]
  readonly answer: (request: ApiRequest, at: number) => Promise<Delivery>
  readonly options: ReplicaOptions
  readonly world: World
}

async function serve({ request, response, log, answer, options, world }: Serving): Promise<void> {
  const at = performance.now()
  const [path, query = ''] = split(request.url ?? '/')
  const method = request.method ?? 'GET'
  const entry: LoggedRequest = { at, method, path, query, status: 0, fault: null }
  log.push(entry)
  const base = replicaVenue(options.venue).base
  const inside = path.startsWith(`${base}/`) ? path.slice(base.length) : ''
  const asked = replicaVenue(options.venue).seesWholePath ? path : inside
  const gzip = options.gzip === true && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  const body = method === 'POST' ? { body: await readBody(request) } : {}
  const { authorization } = request.headers
  const delivery = await answer(
    { method, path: asked, query: new URLSearchParams(query), gzip, authorization, ...body },
    at,
  )
  entry.status = delivery.answer.status
  entry.fault = delivery.fault
  if (options.latencyMs) await wait(options.latencyMs)
  await deliver(response, delivery, world.clock.now())
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?')
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

function listen(server: Server, { port = 0, host = '127.0.0.1' }: ReplicaOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new UserError(`Port ${port} is taken. Name another one, or 0 for any free port.`) : error)
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
