import { describe, expect, it } from 'vitest'
import { startReplica } from '../server/replica.ts'
import { ask, askJson, bodyOf, type Row } from '../testing/walk.ts'
import { failures } from './failures.ts'
import { polymarket } from './index.ts'
import { walkGamma } from './walking.ts'

const world = { kind: 'simulated', trades: 1_500, seed: 9, until: '2026-10-08', days: 60, markets: 300 } as const
const KINDS = [
  'limit',
  'error',
  'unavailable',
  'error-200',
  'truncated',
  'duplicate-page',
  'empty-page',
  'insert',
] as const

/** Asks until there is a page that is one, and not the one before. */
async function askAgain(url: string, before: string): Promise<Row & { markets: Row[] }> {
  for (;;) {
    const answer = await fetch(url)
    const text = await answer.text()
    const page = await Promise.resolve(text)
      .then(JSON.parse)
      .catch(() => null)
    if (answer.status !== 200 || page === null || 'error' in page) continue
    if (page.next_cursor === undefined || page.next_cursor !== before) return page
  }
}

describe('Polymarket in trouble', () => {
  it('ends in the whole catalogue for a client that asks again', async () => {
    const calm = walkGamma(polymarket.simulated(world), 'markets', 'closed=true')
    const replica = await startReplica({ venue: 'polymarket', world, faults: { seed: 4, rate: 0.5, kinds: KINDS } })
    const ids: unknown[] = []
    for (let cursor = ''; ; ) {
      const address = `${replica.url}/gamma/markets/keyset?limit=10&closed=true&after_cursor=${cursor}`
      const page = await askAgain(address, cursor)
      ids.push(...page.markets.map(({ id }) => id))
      if (page.next_cursor === undefined) break
      cursor = page.next_cursor as string
    }
    await replica.close()
    expect(ids).toEqual(calm.map(({ id }) => id))
    const met = new Set(replica.requests().map(({ fault }) => fault))
    expect(met.size).toBeGreaterThan(5)
  })

  it('speaks in the words of the host that fails', () => {
    const said = (path: string) => JSON.parse(bodyOf(failures(path).broken[0]!)) as Row
    expect(said('/gamma/markets')).toEqual({ type: 'internal error', error: 'cannot get the information' })
    expect(Object.keys(said('/clob/markets'))).toEqual(['error'])
    expect(said('/data/v2/trades')).toMatchObject({ code: 'internal', retryable: false })
    const refusals = failures('/data/trades').tooMany
    expect(new Set(refusals.map(({ headers }) => 'retry-after' in headers)).size).toBe(2)
    expect(refusals.map(bodyOf).some((body) => body.includes('error code: 1015'))).toBe(true)
  })

  it('lets who is too fast wait, where it delays instead of refusing', async () => {
    const limit = { perSecond: 20, burst: 2 }
    const replica = await startReplica({ venue: 'polymarket', world, limit, delaysOverLimit: true })
    const began = performance.now()
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${replica.url}/gamma/status`)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(performance.now() - began).toBeGreaterThan(250)
    await replica.close()
  })

  it('shows a fixed address the same answer for five minutes, where a cache stands in front', () => {
    const cached = polymarket.simulated({ ...world, future: 3, polymarket: { cached: true } })
    const newest = (more = '') =>
      askJson<Row[]>(cached, `/gamma/markets?order=id&ascending=false&limit=1${more}`)[0]!.id as string
    const before = newest()
    const refused = () => ask(cached, '/gamma/markets?order=nothing').status
    expect(refused()).toBe(422)
    while (newest(`&dummy=${cached.clock.now()}`) === before) cached.clock.moveOn(60_000_000)
    const fresh = newest(`&dummy=${cached.clock.now()}`)
    cached.clock.moveOn(300_000_000)
    const later = newest()
    expect(Number(later)).toBeGreaterThanOrEqual(Number(fresh))
    cached.clock.moveOn(86_400_000_000 - 300_000_000)
    const frozen = newest()
    cached.clock.moveOn(299_000_000)
    expect(newest()).toBe(frozen)
  })
})
