import { afterEach, describe, expect, it } from 'vitest'
import type { FaultKind } from '../faults/kinds.ts'
import { type Replica, type ReplicaOptions, startReplica } from '../server/replica.ts'
import type { Row } from '../testing/walk.ts'
import { manifold } from './index.ts'

const world = { kind: 'simulated', trades: 2500, seed: 3, until: '2026-10-08', days: 20 } as const

let replica: Replica | undefined
afterEach(() => replica?.close())

async function start(more: Partial<ReplicaOptions>): Promise<Replica> {
  replica = await startReplica({ venue: 'manifold', world, ...more })
  return replica
}

const spoilt = (kinds: readonly FaultKind[], rate = 1) => start({ faults: { seed: 4, rate, kinds } })
const rowsOf = async (address: string) => (await (await fetch(address)).json()) as Row[]
const ids = (rows: readonly Row[]) => rows.map(({ id }) => id)

describe('a replica of Manifold over HTTP', () => {
  it('answers with the headers of the service, at its root as well', async () => {
    const { url, port } = await start({})
    expect(url).toBe(`http://127.0.0.1:${port}/v0`)
    const response = await fetch(`${url}/bets?limit=2`)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=5, stale-while-revalidate=10',
      'content-type': 'application/json; charset=utf-8',
      date: 'Thu, 08 Oct 2026 00:00:00 GMT',
    })
    const market = (await rowsOf(`${url}/markets?limit=1`))[0]!
    expect(ids(await rowsOf(`http://127.0.0.1:${port}/markets-by-ids?ids[]=${market.id}`))).toEqual([market.id])
    const head = await fetch(`${url}/bets?limit=2`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await fetch(`${url}/bets`, { method: 'OPTIONS' })).status).toBe(204)
    expect((await fetch(`http://127.0.0.1:${port}/bets`)).status).toBe(404)
  })

  it('refuses beyond its limit in plain text, without a header that helps', async () => {
    const { url } = await start({ limit: { most: 5, seconds: 60 } })
    const responses = await Promise.all(Array.from({ length: 7 }, () => fetch(`${url}/users?limit=1`)))
    const refused = responses.filter(({ status }) => status === 429)
    expect(refused.length).toBe(2)
    expect(await refused[0]!.text()).toMatch(/^Too Many Requests$|^\{"message":"Rate limit/)
    for (const { headers } of refused) expect(headers.get('retry-after')).toBeNull()
  })

  it('compresses where both sides want it, and truncates what is compressed', async () => {
    const plain = await (await fetch(`${(await start({})).url}/bets?limit=50`)).text()
    await replica!.close()
    const { url } = await start({ gzip: true })
    const response = await fetch(`${url}/bets?limit=50`)
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(await response.text()).toBe(plain)
    await replica!.close()
    const cut = await start({ gzip: true, faults: { seed: 1, rate: 1, kinds: ['truncated'] } })
    const text = await (await fetch(`${cut.url}/bets?limit=50`)).text()
    expect(text.length).toBeLessThan(plain.length)
    expect(() => JSON.parse(text)).toThrow()
  })
})

describe('faults of Manifold', () => {
  it('answers in the words of the proxy in front of it', async () => {
    const { url } = await spoilt(['unavailable', 'error-200', 'error', 'limit'])
    const seen = new Set<string>()
    for (let i = 0; i < 60; i++) {
      const response = await fetch(`${url}/bets?limit=${i + 1}`)
      seen.add(`${response.status} ${(await response.text()).slice(0, 22)}`)
    }
    for (const expected of ['503 upstream connect error', '502 upstream connect error', '200 upstream connect error'])
      expect(seen).toContain(expected)
    expect([...seen].some((each) => each.startsWith('500 {"message"'))).toBe(true)
    expect([...seen].some((each) => each.startsWith('429 '))).toBe(true)
  })

  it('repeats the page before within a walk, three times at most', async () => {
    const { url } = await spoilt(['duplicate-page'])
    const first = await rowsOf(`${url}/bets?limit=10`)
    const next = () => rowsOf(`${url}/bets?limit=10&beforeTime=${(first[9]!.createdTime as number) + 1}`)
    for (let i = 0; i < 3; i++) expect(await next()).toEqual(first)
    expect(ids(await next())).not.toEqual(ids(first))
  })

  it('looks back some seconds, also where nobody asked before', async () => {
    const { url, world: held, advance } = await spoilt(['stale-page'])
    held.insertTrades!(5)
    const newest = (await rowsOf(`${url}/bets?limit=1`))[0]!
    expect(newest.createdTime as number).toBeLessThan(Date.UTC(2026, 9, 8))
    advance(16)
    expect((await rowsOf(`${url}/bets?limit=1`))[0]!.createdTime as number).toBeGreaterThan(Date.UTC(2026, 9, 8))
  })

  it('puts rows of one time in another order, losing none', async () => {
    const { url } = await spoilt(['reorder'])
    const query = 'bets?limit=1000&order=asc&includeZeroShareRedemptions=true'
    const turned = await rowsOf(`${url}/${query}`)
    await replica!.close()
    const { url: calm } = await start({})
    const rows = await rowsOf(`${calm}/${query}`)
    expect(ids(turned)).not.toEqual(ids(rows))
    expect(turned.map((row) => row.createdTime)).toEqual(rows.map((row) => row.createdTime))
    expect(ids(turned).sort()).toEqual(ids(rows).sort())
  })

  it('leaves out rows, empties pages and takes comments away only when told so by name', async () => {
    const named = manifold.faults.onlyNamed
    expect(named).toEqual(['empty-page', 'missing-record', 'broken-record', 'remove'])
    const { url } = await spoilt(['missing-record'])
    expect((await rowsOf(`${url}/users?limit=10`)).length).toBe(9)
    await replica!.close()
    const { url: other, world: held } = await spoilt(['remove'])
    const address = `${other}/comments?contractSlug=nothing&limit=1000`
    const before = await rowsOf(address)
    expect((await rowsOf(address)).length).toBeLessThan(before.length)
    expect(held.truth.length).toBeGreaterThan(10)
    await expect(start({ venue: 'kalshi', faults: { seed: 1, rate: 1, kinds: ['remove'] } })).rejects.toThrow(
      /no fault/,
    )
  })

  it('ends in the whole truth for a client that asks again', async () => {
    const { url, world: held, advance } = await start({ faults: { seed: 9, rate: 0.4 } })
    const found = new Map<string, Row>()
    const page = async (query: string, isGood: (rows: Row[]) => boolean): Promise<Row[]> => {
      for (let tries = 0; tries < 20; tries++) {
        const rows = await rowsOf(`${url}/${query}`).catch(() => null)
        if (Array.isArray(rows) && isGood(rows)) return rows
      }
      throw new Error(`no good answer for ${query}`)
    }
    const walk = async () => {
      for (let after = 0; ; ) {
        const query = `bets?limit=200&order=asc&includeZeroShareRedemptions=true&afterTime=${after}`
        const rows = await page(query, (some) => some.every((row) => (row.createdTime as number) > after))
        for (const row of rows) found.set(`${row.id} ${row.createdTime}`, row)
        if (rows.length < 200) return
        after = (rows.at(-1)!.createdTime as number) - 1
      }
    }
    await walk()
    advance(16)
    await walk()
    const raw = [...held.truth.find(({ name }) => name === 'raw_bets')!.pieces()].join('').trimEnd().split('\n')
    const expected = raw.map((line) => JSON.parse(line) as Row).filter((row) => row.visibility === 'public')
    const late = held.clock.now() / 1000 - 16_000
    const missing = expected.filter((row) => !found.has(`${row.id} ${row.createdTime}`))
    expect(missing.filter((row) => (row.createdTime as number) < late)).toEqual([])
    expect(expected.length).toBeGreaterThan(2300)
  })
})
