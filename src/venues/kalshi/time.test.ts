import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Io } from '../../core/source.ts'
import { systemClock } from '../../net/clock.ts'
import { Http } from '../../net/http.ts'
import { createIo } from '../../net/io.ts'
import { Limiter } from '../../net/limiter.ts'
import { type Replica, startReplica } from '../../replica/index.ts'
import { cutoff } from './time.ts'

let replica: Replica
let http: Http
let io: Io
beforeEach(async () => {
  replica = await startReplica({
    venue: 'kalshi',
    world: { kind: 'simulated', trades: 100, seed: 1, until: '2026-10-08T12:00:00Z' },
    faults: { seed: 1, rate: 1, kinds: ['error-200'] },
  })
  http = new Http({
    base: replica.url,
    baseSetting: 'ODDSLAKE_KALSHI_URL',
    limiter: new Limiter({ requests: 1000, windowSeconds: 1, burst: 10 }, systemClock),
    retry: { attempts: 3, baseMs: 1, factor: 1, capMs: 1 },
    timeoutMs: 10_000,
    connections: 1,
    clock: systemClock,
    signal: new AbortController().signal,
    onSend: () => {},
    onAnswer: () => {},
    onRetry: () => {},
  })
  io = createIo(http, '/historical/cutoff')
})
afterEach(async () => {
  await http.close()
  await replica.close()
})

const at = Date.parse('2026-08-09T00:00:00Z') * 1000
const faults = () => replica.requests().map((request) => request.fault)

it('asks for the cutoff again when the answer is 200 with an error in it', async () => {
  expect(await cutoff(io)).toEqual({ markets: at, trades: at })
  expect(faults()).toEqual(['error-200', 'error-200', 'error-200', null])
})

it('asks for it again as well when the answer that told the clock is such a one', async () => {
  expect(await io.now()).toBe(Date.parse('2026-10-08T12:00:00Z') * 1000)
  expect(faults()).toEqual(['error-200'])
  expect(await cutoff(io)).toEqual({ markets: at, trades: at })
  expect(faults()).toEqual(['error-200', 'error-200', 'error-200', null])
})
