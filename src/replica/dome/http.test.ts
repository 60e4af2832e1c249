import { afterEach, describe, expect, it } from 'vitest'
import { type Replica, type ReplicaOptions, startReplica } from '../server/replica.ts'
import { readTruth } from '../testing/truth.ts'
import type { Row } from '../testing/walk.ts'
import type { DomeOptions } from '../world.ts'
import { dome } from './index.ts'
import type { Pagination } from './testing.ts'

const world = { kind: 'simulated', trades: 1500, seed: 4, until: '2026-10-08', days: 40 } as const

let replica: Replica | undefined
afterEach(() => replica?.close())

async function start(more: Partial<ReplicaOptions>, options?: DomeOptions): Promise<Replica> {
  const own = options === undefined ? world : { ...world, dome: options }
  replica = await startReplica({ venue: 'dome', world: own, ...more })
  return replica
}

const withKey = (key = 'some') => ({ headers: { authorization: `Bearer ${key}` } })
const LIMITS = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset']
const limitsOf = ({ headers }: Response) => LIMITS.map((name) => Number(headers.get(name)))
const NOW = Date.UTC(2026, 9, 8) / 1000

describe('a replica of Dome over HTTP', () => {
  it('wants a key, the right one where one is named, and is gone at its end of life', async () => {
    const { url } = await start({}, { key: 'right' })
    const status = async (init: RequestInit) => (await fetch(`${url}/polymarket/markets`, init)).status
    expect([await status({}), await status(withKey('wrong')), await status(withKey('right'))]).toEqual([401, 401, 200])
    await replica!.close()
    const { url: free } = await start({})
    expect((await fetch(`${free}/polymarket/markets`, withKey())).status).toBe(200)
    expect((await fetch(`${free}/polymarket/markets`, { headers: { authorization: 'Bearer ' } })).status).toBe(401)
    expect((await fetch(`${free}/polymarket/nope`, withKey())).status).toBe(404)
    await replica!.close()
    const { url: gone } = await start({}, { ended: true })
    for (const path of ['/polymarket/markets', '/kalshi/trades', '/x']) {
      expect((await fetch(`${gone}${path}`, withKey())).status).toBe(410)
    }
  })

  it('tells on every answer how the caller stands, and when to come back', async () => {
    const { url } = await start({ limit: dome.tiers!.free! })
    const first = await fetch(`${url}/polymarket/markets?limit=1`, withKey())
    expect(limitsOf(first)).toEqual([10, 9, NOW + 1])
    const unknown = await fetch(`${url}/polymarket/market-price/1`, withKey())
    expect([unknown.status, limitsOf(unknown)[1]]).toEqual([404, 8])
    const rest = await Promise.all(
      Array.from({ length: 10 }, () => fetch(`${url}/polymarket/markets?limit=1`, withKey())),
    )
    const refused = rest.filter(({ status }) => status === 429)
    expect(refused.length).toBe(2)
    for (const each of refused) {
      expect(limitsOf(each)).toEqual([10, 0, NOW + 1])
      expect(each.headers.get('retry-after')).toBe('1')
    }
  })

  it('tells it with every fault, too', async () => {
    const { url } = await start({ faults: { seed: 2, rate: 1, kinds: ['limit', 'error', 'unavailable', 'error-200'] } })
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => fetch(`${url}/polymarket/markets?limit=${i + 1}`, withKey())),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429, 500, 502, 503]))
    for (const each of answers) {
      expect(limitsOf(each)[2]).toBeGreaterThanOrEqual(NOW)
      if (each.status === 429) expect([limitsOf(each)[1], each.headers.get('retry-after')]).toEqual([0, '1'])
    }
  })

  it('ends in the whole truth for a client that asks again', async () => {
    const kinds = dome.faults.kinds.filter((kind) => kind !== 'broken-record' && kind !== 'slow')
    const { url, world: held, advance } = await start({ faults: { seed: 9, rate: 0.4, kinds } })
    const found = new Set<string>()
    const page = async (path: string, sent: string): Promise<{ orders: Row[]; pagination: Pagination }> => {
      for (let tries = 0; tries < 20; tries++) {
        const body = await fetch(`${url}${path}${sent}`, withKey())
          .then((response) => response.json() as Promise<{ orders?: Row[]; pagination: Pagination }>)
          .catch(() => null)
        if (body?.orders !== undefined && keyOf(body.pagination) !== sent) return { ...body, orders: body.orders }
      }
      throw new Error(`no good answer for ${path}${sent}`)
    }
    const keyOf = ({ pagination_key: key }: Pagination) => (key ? `&pagination_key=${encodeURIComponent(key)}` : '')
    const walk = async () => {
      for (let sent = ''; ; ) {
        const { orders, pagination } = await page('/polymarket/orders?limit=200', sent)
        for (const order of orders) found.add(`${order.tx_hash}:${order.log_index}`)
        if (!pagination.has_more) return
        sent = keyOf(pagination)
      }
    }
    await walk()
    advance(16)
    const present = new Date(held.clock.now() / 1000 - 4000).toISOString()
    await walk()
    const fills = readTruth(held, 'fills').filter(({ traded_at }) => traded_at! < present)
    expect(fills.length).toBeGreaterThan(4000)
    expect(fills.filter(({ fill_id }) => !found.has(fill_id!))).toEqual([])
  })
})
