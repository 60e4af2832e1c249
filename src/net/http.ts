import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Agent, request as send } from 'undici'
import {
  NotFoundError,
  OddslakeError,
  PayloadError,
  RefusalError,
  StoppedError,
  TransientError,
  UserError,
} from '../core/errors.ts'
import type { Micros } from '../core/instant.ts'
import type { Sent } from '../core/source.ts'
import { HostClock } from './clock.ts'
import { excerpt } from './cut.ts'
import type { Clock, Limiter } from './limiter.ts'

const inflate = promisify(gunzip)

/** Statuses worth trying again: timeout, conflict in a cache, too early, too many, and the server's own troubles. */
const RETRIED = new Set([408, 409, 425, 429, 500, 502, 503, 504])

/** Beginning of the message for 429. */
const TOO_MANY = 'expected 200, got 429'
/** A venue that asks for more patience than this is asked by another run. */
const LONGEST_WAIT_SECONDS = 300

export type Retry = {
  /** Tries after the first one. */
  readonly attempts: number
  /** First wait, the factor by which waits grow, and the longest wait. Each wait is jittered between half and all of it. */
  readonly baseMs: number
  readonly factor: number
  readonly capMs: number
}

export type HttpOptions = {
  readonly base: string
  /** The setting that holds `base`, named in messages. */
  readonly baseSetting: string
  readonly limiter: Limiter
  readonly retry: Retry
  /** Time limit of one try, until the body is there. */
  readonly timeoutMs: number
  readonly connections: number
  /** Sent with every request, such as a key. */
  readonly headers?: Readonly<Record<string, string>>
  readonly clock: Clock
  /** The server's clock, where other clients of it know it too. */
  readonly hostClock?: HostClock
  readonly signal: AbortSignal
  /** Told right before each request leaves. */
  onSend(): void
  /** Told of each try that was answered, and of each wait before the next. */
  onAnswer(answer: { request: string; status: number; bytes: number; milliseconds: number }): void
  onRetry(retry: { request: string; attempt: number; reason: string; waitMs: number }): void
}

/** What is asked; with `json` by POST. */
export type Question = Sent & { readonly path: string; readonly query?: URLSearchParams }

/** The same as it goes out: the path and query, the body, and all of it as one text. */
type Outgoing = {
  readonly target: string
  readonly body: string | undefined
  readonly request: string
  readonly cost: number
  readonly despite: readonly number[]
}

export type Response = { readonly request: string; readonly body: Buffer; readonly fetchedAt: Micros }

/** An answer whose status means a failure, unless its body is what was asked for. */
type Doubtful = Response & { readonly failure?: OddslakeError }

/** One polite HTTP client per host: paced, retried with jitter, time-limited, stopped at once by its signal. */
export class Http {
  readonly hostClock: HostClock
  readonly #options: HttpOptions
  readonly #agent: Agent

  constructor(options: HttpOptions) {
    this.#options = options
    this.hostClock = options.hostClock ?? new HostClock()
    this.#agent = new Agent({ connections: options.connections, pipelining: 1, keepAliveTimeout: 10_000 })
  }

  /** Sends a question below the base. `accept` reads the body; when it throws PayloadError the request is tried again too. */
  async ask<T>({ path, query, json, cost = 1, despite = [] }: Question, accept: (response: Response) => T): Promise<T> {
    const { retry } = this.#options
    const target = query === undefined || query.size === 0 ? path : `${path}?${query}`
    const body = json === undefined ? undefined : JSON.stringify(json)
    const request = body === undefined ? `GET ${target}` : `POST ${target} ${body}`
    const sent: Outgoing = { target, body, request, cost, despite }
    for (let attempt = 0; ; attempt++) {
      try {
        return accepted(await this.#once(sent), accept)
      } catch (error) {
        if (this.#options.signal.aborted) throw new StoppedError('stopped', { cause: error })
        if (attempt >= retry.attempts || !isWorthAnotherTry(error)) throw this.#failure(sent, error, attempt)
        await this.#waitBefore(attempt + 1, sent, error)
      }
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #once({ target, body: asked, request, cost, despite }: Outgoing): Promise<Doubtful> {
    const { base, limiter, timeoutMs, signal, onSend, onAnswer } = this.#options
    await limiter.take(signal, cost)
    onSend()
    const started = performance.now()
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    let status: number
    let headers: Record<string, string | string[] | undefined>
    let body: Buffer
    try {
      const response = await send(`${base}${target}`, {
        dispatcher: this.#agent,
        signal: limited,
        ...(asked !== undefined && { method: 'POST', body: asked }),
        headers: {
          accept: 'application/json',
          'accept-encoding': 'gzip',
          'user-agent': 'oddslake',
          ...(asked !== undefined && { 'content-type': 'application/json' }),
          ...this.#options.headers,
        },
      })
      status = response.statusCode
      headers = response.headers
      const bytes = await response.body.bytes()
      body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    } catch (error) {
      throw new TransientError(`expected an answer, got ${networkReason(error, timeoutMs)}`, { cause: error })
    }
    body = await decoded(body, headers['content-encoding'])
    onAnswer({ request, status, bytes: body.length, milliseconds: performance.now() - started })
    this.hostClock.read(headers.date)
    const fetchedAt = Date.now() * 1000
    if (despite.includes(status)) return { request, body, fetchedAt, failure: statusError(status, body, headers) }
    if (status >= 300) throw statusError(status, body, headers)
    if (isRefusedForHaste(body)) throw new TransientError(`${TOO_MANY}, dressed as 200: ${excerpt(body, 0)}`)
    return { request, body, fetchedAt }
  }

  async #waitBefore(attempt: number, { request }: Outgoing, error: OddslakeError): Promise<void> {
    const { retry, limiter, clock, signal, onRetry } = this.#options
    const asked = error instanceof TransientError ? error.retryAfter : undefined
    const backoff = Math.min(retry.capMs, retry.baseMs * retry.factor ** (attempt - 1)) * (0.5 + Math.random() / 2)
    const waitMs = Math.max(backoff, (asked ?? 0) * 1000)
    if (asked !== undefined || error.message.startsWith(TOO_MANY)) limiter.pause(waitMs)
    onRetry({ request, attempt, reason: error.message, waitMs })
    await clock.sleep(waitMs, signal).catch((cause) => {
      throw new StoppedError('stopped', { cause })
    })
  }

  #failure({ target, body }: Outgoing, error: unknown, attempt: number): unknown {
    if (!(error instanceof OddslakeError)) return error
    const { base, baseSetting } = this.#options
    const tries = attempt === 0 ? '' : ` after ${attempt + 1} tries`
    error.message = `[${body === undefined ? 'GET' : 'POST'}] ${base}${target}: ${error.message}${tries}. ${nextStep(error, baseSetting)}`
    return error
  }
}

/** What is made of an answer; one of a failing status that cannot be read is the failure that it says. */
function accepted<T>({ failure, ...response }: Doubtful, accept: (response: Response) => T): T {
  try {
    return accept(response)
  } catch (error) {
    throw failure !== undefined && error instanceof PayloadError ? failure : error
  }
}

function isWorthAnotherTry(error: unknown): error is OddslakeError {
  if (error instanceof TransientError) return (error.retryAfter ?? 0) <= LONGEST_WAIT_SECONDS
  return error instanceof PayloadError && !(error instanceof RefusalError)
}

function nextStep(error: OddslakeError, baseSetting: string): string {
  if (error instanceof NotFoundError)
    return `Check the base address in ${baseSetting}, and the names that were given: the venue knows no such thing.`
  if (error instanceof UserError) return `Check the base address in ${baseSetting}, and that this network may use it.`
  if (error instanceof RefusalError)
    return 'Check the names that were given; if none was, the venue has changed its API: look for a newer oddslake.'
  if (error instanceof PayloadError)
    return 'Run the same command again; if it stays, the venue has changed its answers: look for a newer oddslake.'
  return `Run the same command again to continue; if it stays, check the network and the base address in ${baseSetting}.`
}

/** Some venues say "too many requests" with status 200. */
function isRefusedForHaste(body: Buffer): boolean {
  return body.length < 200 && /^\s*\{\s*"error"\s*:\s*"too many requests"/i.test(body.toString())
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

function statusError(status: number, body: Buffer, headers: Headers): OddslakeError {
  const place = typeof headers.location === 'string' ? ` to ${headers.location}` : ''
  const retryAfter = secondsToWait(headers['retry-after'])
  const wait = retryAfter === undefined ? '' : ` (the venue asks to wait ${Math.ceil(retryAfter)} s)`
  const said = body.length === 0 ? '(empty body)' : excerpt(body, 0)
  const message = `expected 200, got ${status}${place} ${said}${wait}`
  if (RETRIED.has(status)) return new TransientError(message, { retryAfter })
  if (status === 404) return new NotFoundError(message)
  if (status < 400 || status === 401 || status === 403) return new UserError(message)
  return new RefusalError(message)
}

/** The body without its content coding. Only gzip was asked for. */
async function decoded(body: Buffer, coding: string | string[] | undefined): Promise<Buffer> {
  if (coding === undefined || coding === 'identity') return body
  if (coding !== 'gzip') throw new PayloadError(`expected gzip or plain text, got content-encoding ${coding}`)
  return inflate(body).catch((error: Error) => {
    throw new PayloadError(`expected gzip, got damaged bytes (${error.message})`, { cause: error })
  })
}

function secondsToWait(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined
}

function networkReason(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `none within ${timeoutMs / 1000} s (ODDSLAKE_TIMEOUT_SECONDS)`
  const inner = error instanceof AggregateError ? error.errors[0] : (error.cause ?? error)
  const { message, code } = (inner instanceof Error ? inner : error) as NodeJS.ErrnoException
  if (code === undefined || message.includes(code)) return message
  return message === '' ? code : `${message} (${code})`
}
