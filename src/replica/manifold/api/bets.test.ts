import { describe, expect, it } from 'vitest'
import { ask, askJson, type Row } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'
import { ALL_BETS, refusal, walkBets } from '../testing.ts'

const world = simulatedWorld({
  kind: 'simulated',
  trades: 3000,
  seed: 8,
  until: '2026-10-08',
  days: 30,
  sharedTimes: 0.6,
})
const page = (query: string) => askJson<Row[]>(world, `/v0/bets?${query}`)
const all = walkBets(world, ALL_BETS)
const times = (rows: Row[]) => rows.map((row) => row.createdTime as number)

describe('the feed of bets', () => {
  it('is newest first unless told otherwise, and leaves out legs unless asked', () => {
    const newest = page('limit=10000')
    expect(times(newest)).toEqual(times(newest).sort((a, b) => b - a))
    const hidden = all.filter((bet) => bet.isRedemption === true && bet.shares === 0)
    expect(hidden.length).toBeGreaterThan(0)
    expect(newest.length).toBe(all.length - hidden.length)
    expect(page('order=asc&limit=10000')).toEqual(newest.toReversed())
  })

  it('has exclusive bounds: a careless cursor loses the neighbours of one millisecond', () => {
    const pair = all.find((bet, i) => bet.createdTime === all[i + 1]?.createdTime)!
    const at = pair.createdTime as number
    const bounds = `includeZeroShareRedemptions=true&afterTime=${at}&beforeTime=${at + 1}`
    expect(page(bounds)).toEqual([])
    const around = page(`includeZeroShareRedemptions=true&afterTime=${at - 1}&beforeTime=${at + 1}`)
    expect(around.length).toBeGreaterThan(1)
    const careless = new Set<unknown>()
    for (let before = ''; ; ) {
      const rows = page(`includeZeroShareRedemptions=true&limit=100${before}`)
      for (const { id, createdTime } of rows) careless.add(`${id} ${createdTime}`)
      if (rows.length < 100) break
      before = `&before=${rows.at(-1)!.id}`
    }
    expect(careless.size).toBeLessThan(all.length)
  })

  it('filters by market, user, answer, amount and kind', () => {
    const some = all[1500]!
    const ofMarket = all.filter((bet) => bet.contractId === some.contractId)
    const sorted = (rows: Row[]) => rows.map((row) => `${row.id}`).sort()
    const query = 'includeZeroShareRedemptions=true&limit=10000'
    expect(sorted(page(`${query}&contractId=${some.contractId}`))).toEqual(sorted(ofMarket))
    const two = `contractId=${some.contractId}&contractId=${all[7]!.contractId}&userId=${some.userId}`
    expect(page(`${query}&${two}`).every((bet) => bet.userId === some.userId)).toBe(true)
    const slug = askJson<Row>(world, `/v0/market/${some.contractId}`).slug
    expect(sorted(page(`${query}&contractSlug=${slug}`))).toEqual(sorted(ofMarket))
    const answer = all.find((bet) => bet.answerId !== undefined)!.answerId
    expect(sorted(page(`${query}&answerId=${answer}`))).toEqual(sorted(all.filter((bet) => bet.answerId === answer)))
    const open = page(`${query}&kinds=open-limit`)
    expect(open.length).toBeGreaterThan(10)
    for (const bet of open)
      expect([bet.isFilled, bet.isCancelled, typeof bet.limitProb]).toEqual([false, false, 'number'])
    for (const bet of page(`${query}&minAmount=100`)) expect(Math.abs(bet.amount as number)).toBeGreaterThanOrEqual(100)
    expect(page(`${query}&filterRedemptions=true`).filter((bet) => bet.isRedemption !== false)).toEqual([])
    expect(page('userId=nobody')).toEqual([])
    expect(page(`id=${some.id}`)).toEqual([some])
    expect(page('id=nothing')).toEqual([])
  })

  it('shows bets of unlisted markets only to those who name the market', () => {
    const raw = [...world.truth.find(({ name }) => name === 'raw_bets')!.pieces()].join('').trimEnd().split('\n')
    const hidden = raw.map((line) => JSON.parse(line) as Row).find((bet) => bet.visibility === 'unlisted')!
    expect(all.some((bet) => bet.contractId === hidden.contractId)).toBe(false)
    expect(page(`contractId=${hidden.contractId}&limit=10000`).length).toBeGreaterThan(0)
  })

  it('counts, and gives points', () => {
    expect(page('count=true&includeZeroShareRedemptions=true')).toEqual([{ count: all.length }])
    expect(Object.keys(page('points=true&limit=20000')[0]!).slice(0, 3)).toEqual([
      'createdTime',
      'probBefore',
      'probAfter',
    ])
    expect(page('limit=0')).toEqual([])
  })

  it('refuses in the words of the service', () => {
    const wrong: [string, number, string][] = [
      ['limit=20000', 400, 'Non-points limit must be less than or equal to 10000'],
      ['username=nobody', 400, 'No user found with that username'],
      ['contractSlug=nothing', 400, 'No contract found with that slug'],
      ['before=nothing', 404, 'Bet specified in before parameter not found'],
      ['before=', 404, 'Bet specified in before parameter not found'],
      ['after=nothing', 404, 'Bet specified in after parameter not found'],
    ]
    for (const [query, status, message] of wrong) {
      expect(refusal(world, `/v0/bets?${query}`)).toEqual([status, { message }])
    }
    expect(page('after=&limit=3').length).toBe(3)
    expect(ask(world, '/v0/bets?limit=x').headers['cache-control']).toBe('public, max-age=5, stale-while-revalidate=10')
  })
})
