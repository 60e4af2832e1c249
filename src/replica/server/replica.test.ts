import { afterEach, describe, expect, it } from 'vitest'
import { type Replica, type ReplicaOptions, startReplica } from './replica.ts'

const world = { kind: 'simulated', trades: 2000, seed: 9, until: '2026-10-08T12:00:00Z', days: 90, future: 3 } as const

let replica: Replica | undefined
afterEach(() => replica?.close())

async function start(more: Partial<ReplicaOptions> = {}): Promise<Replica> {
  replica = await startReplica({ venue: 'kalshi', world, ...more })
  return replica
}

const rootOf = ({ port }: Replica) => `http://127.0.0.1:${port}`

describe('a replica over HTTP', () => {
  it('answers with the time of its world and the length of its body', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/markets/trades?limit=5`)
    expect(response.headers.get('date')).toBe('Thu, 08 Oct 2026 12:00:00 GMT')
    expect(response.headers.get('content-type')).toBe('application/json')
    const body = await response.text()
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(body)))
    expect(body).toMatch(/^\{"cursor":"[\w-]+","trades":\[\{"count_fp"/)
  })

  it('redirects a trailing slash and does not know other paths', async () => {
    const { url, ...rest } = await start()
    const moved = await fetch(`${url}/events/?limit=1`, { redirect: 'manual' })
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/trade-api/v2/events?limit=1'])
    expect((await fetch(`${url}/events/?limit=1`)).status).toBe(200)
    for (const address of [`${url}/nope`, `${rootOf({ url, ...rest })}/`, `${url}/markets/NOPE`]) {
      const response = await fetch(address)
      expect([response.status, await response.text()]).toEqual([
        404,
        '{"error":{"code":"not_found","message":"not found"}}',
      ])
    }
    expect((await fetch(`${url}/portfolio/balance`)).status).toBe(401)
  })

  it('refuses above its limit with both bodies in turn and no header that helps', async () => {
    const { url, requests } = await start({ limit: { perSecond: 5, burst: 10 } })
    const responses = await Promise.all(Array.from({ length: 14 }, () => fetch(`${url}/exchange/status`)))
    const refused = responses.filter((response) => response.status === 429)
    expect(refused.length).toBe(4)
    const bodies = await Promise.all(refused.map((response) => response.text()))
    expect(new Set(bodies)).toEqual(
      new Set([
        '{"error":"too many requests"}',
        '{"error":{"code":"too_many_requests","message":"too many requests"}}',
      ]),
    )
    for (const { headers } of refused)
      expect([...headers.keys()].filter((name) => /retry|limit/i.test(name))).toEqual([])
    expect(requests().length).toBe(14)
  })

  it('keeps a log of what was asked and when', async () => {
    const started = await start()
    await fetch(`${started.url}/markets?limit=2&status=open`)
    await fetch(`${started.url}/markets?status=finalized`)
    const [first, second] = started.requests()
    expect(first).toMatchObject({
      method: 'GET',
      path: '/trade-api/v2/markets',
      query: 'limit=2&status=open',
      status: 200,
    })
    expect(second).toMatchObject({ status: 400 })
    expect(second!.at).toBeGreaterThanOrEqual(first!.at)
    expect(await (await fetch(`${rootOf(started)}/__replica/requests`)).json()).toEqual(started.requests())
  })

  it('delays each answer without holding up the others', async () => {
    const { url } = await start({ latencyMs: 60 })
    const from = performance.now()
    await Promise.all(Array.from({ length: 10 }, () => fetch(`${url}/exchange/status`)))
    const took = performance.now() - from
    expect(took).toBeGreaterThan(55)
    expect(took).toBeLessThan(400)
  })

  it('moves its clock on when told to', async () => {
    const started = await start()
    const newest = async () =>
      ((await (await fetch(`${started.url}/markets/trades?limit=1`)).json()) as { trades: [{ trade_id: string }] })
        .trades[0].trade_id
    const before = await newest()
    const advance = (body: string) => fetch(`${rootOf(started)}/__replica/advance`, { method: 'POST', body })
    expect(await (await advance('{"seconds":172800}')).json()).toEqual({ now: '2026-10-10T12:00:00.000Z' })
    expect(await newest()).not.toBe(before)
    expect((await advance('soon')).status).toBe(400)
  })

  it('hands out the truth and says which files there are', async () => {
    const started = await start()
    const truth = await (await fetch(`${rootOf(started)}/__replica/truth/trades.csv`)).text()
    expect(truth.trimEnd().split('\n').length).toBe(2001)
    const missing = await fetch(`${rootOf(started)}/__replica/truth/nope.csv`)
    expect(missing.status).toBe(404)
    expect(await missing.text()).toContain('truth/market_summary.csv')
  })
})
