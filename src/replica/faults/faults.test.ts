import { afterEach, describe, expect, it } from 'vitest'
import { kalshi } from '../kalshi/index.ts'
import { type Replica, startReplica } from '../server/replica.ts'
import { instantText } from '../truth/decimals.ts'
import { faultDecider } from './decide.ts'
import { FAILING, FAULT_KINDS, type FaultKind } from './kinds.ts'

const world = { kind: 'simulated', trades: 3000, seed: 2, until: '2026-10-08', days: 60 } as const

let replica: Replica | undefined
afterEach(() => replica?.close())

async function start(kinds: readonly FaultKind[], rate = 1): Promise<Replica> {
  replica = await startReplica({ venue: 'kalshi', world, faults: { seed: 4, rate, kinds } })
  return replica
}

type Page = { cursor: string; trades: { trade_id: string; count_fp: unknown }[] }

async function page(address: string): Promise<Page> {
  const response = await fetch(address)
  return (await response.json()) as Page
}

describe('which fault a request meets', () => {
  const can = { hasCursor: true, isPaged: true, canInsert: true, canRemove: true }

  it('depends on the seed and the request alone, not on the order of arrival', () => {
    const names = Array.from({ length: 50 }, (_, i) => `GET /markets/trades?cursor=${i}`)
    const make = (seed: number) => faultDecider({ seed, rate: 0.5, kinds: FAULT_KINDS })
    const [one, two, other] = [make(1), make(1), make(2)]
    const there = names.map((name) => one(name, can))
    const back = names.toReversed().map((name) => two(name, can))
    expect(back.toReversed()).toEqual(there)
    expect(names.map((name) => other(name, can))).not.toEqual(there)
  })

  it('lets the same request fail three times in a row at most', () => {
    const decide = faultDecider({ seed: 1, rate: 1, kinds: ['error'] })
    const met = Array.from({ length: 12 }, () => decide('GET /series?', can))
    expect(met).toEqual(Array.from({ length: 12 }, (_, i) => (i % 4 === 3 ? null : 'error')))
  })
})

describe('faults', () => {
  it('answers 429, 500, 503 and 200 with error bodies, in turn', async () => {
    const { url } = await start(['error', 'unavailable', 'limit', 'error-200'])
    const seen = new Set<string>()
    for (let i = 0; i < 60; i++) {
      const response = await fetch(`${url}/markets/trades?limit=${i + 1}`)
      seen.add(`${response.status} ${(await response.text()).slice(0, 26)}`)
    }
    expect([...seen].sort()).toEqual([
      '200 {"code":"service_unavailab',
      '200 {"error":{"code":"internal',
      '429 {"error":"too many request',
      '429 {"error":{"code":"too_many',
      '500 ',
      '500 <html><head><title>500 Int',
      '500 {"error":{"code":"internal',
      '503 <html><head><title>503 Ser',
      '503 {"error":{"code":"service_',
    ])
  })

  it('breaks the connection in the middle of a body', async () => {
    const { url } = await start(['reset'])
    const response = await fetch(`${url}/markets/trades?limit=1000`)
    await expect(response.text()).rejects.toThrow()
  })

  it('cuts JSON off in a finished answer', async () => {
    const { url } = await start(['truncated'])
    const response = await fetch(`${url}/markets/trades?limit=100`)
    const body = await response.text()
    expect(response.headers.get('content-length')).toBe(String(body.length))
    expect(() => JSON.parse(body)).toThrow()
  })

  it('sends a body in drops', async () => {
    const { url } = await start(['slow'])
    const from = performance.now()
    expect((await page(`${url}/markets/trades?limit=1000`)).trades.length).toBe(1000)
    expect(performance.now() - from).toBeGreaterThan(150)
  })

  it('sends a page without rows whose cursor loses nothing and is never the one sent', async () => {
    const { url } = await start(['empty-page'])
    const ids = new Set<string>()
    let empty = 0
    for (let cursor = '', sent = ''; ; sent = cursor) {
      const { trades, cursor: next } = await page(`${url}/markets/trades?limit=500&cursor=${cursor}`)
      if (trades.length === 0) empty++
      for (const trade of trades) ids.add(trade.trade_id)
      if (next === '') break
      expect(next).not.toBe(sent)
      cursor = next
    }
    expect([ids.size, empty]).toEqual([3000, 6])
  })

  it('sends the page before once more, with the same cursor', async () => {
    const { url } = await start(['duplicate-page'])
    const first = await page(`${url}/markets/trades?limit=10`)
    const next = () => page(`${url}/markets/trades?limit=10&cursor=${first.cursor}`)
    for (let i = 0; i < 3; i++) expect(await next()).toEqual(first)
    expect((await next()).trades[0]!.trade_id).not.toBe(first.trades[0]!.trade_id)
  })

  it('lets trades happen at the head during a walk, and serves a stale head for a while', async () => {
    const started = await start(['insert'])
    const head = `${started.url}/markets/trades?limit=10`
    const first = await page(head)
    const second = await page(head)
    expect(second.trades[0]).not.toEqual(first.trades[0])
    expect(Date.parse((second.trades[0] as unknown as { created_time: string }).created_time)).toBeGreaterThanOrEqual(
      Date.parse('2026-10-08'),
    )
    await started.close()
    const stale = await start(['stale-page'])
    const kept = await page(`${stale.url}/markets/trades?limit=10`)
    stale.world.insertTrades!(3)
    expect(await page(`${stale.url}/markets/trades?limit=10`)).toEqual(kept)
    stale.advance(16)
    expect(await page(`${stale.url}/markets/trades?limit=10`)).not.toEqual(kept)
  })

  it('spoils one field of one record, this once', async () => {
    const { url } = await start(['broken-record'], 0.5)
    const pages = await Promise.all(Array.from({ length: 10 }, (_, i) => page(`${url}/markets/trades?limit=${i + 20}`)))
    const spoilt = pages.filter(({ trades }) =>
      trades.some((trade) => /"count_fp":\{|"abc"/.test(JSON.stringify(trade))),
    )
    expect(spoilt.length).toBeGreaterThan(0)
    expect(spoilt.length).toBeLessThan(10)
  })

  it('ends in the whole truth for a client that asks again', async () => {
    const started = await start(
      kalshi.faults.kinds.filter((kind) => kind !== 'broken-record' && kind !== 'slow'),
      0.5,
    )
    const ids = new Set<string>()
    await collect(started, ids)
    // Past the age of any stale page; what happens during the walk from here on is for the next one to find.
    started.advance(16)
    const present = instantText(started.world.clock.now())
    await collect(started, ids)
    const truth = [...started.world.truth.find(({ name }) => name === 'trades')!.pieces()].join('')
    const rows = truth
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
    const expected = rows.filter((row) => row[8]! <= present).map((row) => row[1]!)
    expect(expected.length).toBeGreaterThan(3000)
    expect(expected.filter((id) => !ids.has(id))).toEqual([])
    expect(rows.length).toBeGreaterThan(expected.length)
  })

  it('knows which kinds cost another try', () => {
    for (const kind of FAILING) expect(FAULT_KINDS).toContain(kind)
  })
})

/** One careful walk over the live tier: retries what fails, distrusts a cursor that comes back. */
async function collect({ url }: Replica, ids: Set<string>): Promise<void> {
  for (let cursor = ''; ; ) {
    const found = await careful(`${url}/markets/trades?limit=50&cursor=${cursor}`, cursor)
    for (const trade of found.trades) ids.add(trade.trade_id)
    if (found.cursor === '') return
    cursor = found.cursor
  }
}

async function careful(address: string, sent: string): Promise<Page> {
  for (let tries = 0; tries < 10; tries++) {
    const found = await page(address).catch(() => null)
    if (found !== null && Array.isArray(found.trades) && (found.cursor !== sent || sent === '')) return found
  }
  throw new Error(`no good answer for ${address}`)
}
