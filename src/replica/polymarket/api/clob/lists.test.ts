import { describe, expect, it } from 'vitest'
import { ask, askJson, type Row } from '../../../testing/walk.ts'
import { simulatedWorld } from '../../simulated/world.ts'
import { walkClob, walkGamma } from '../../walking.ts'

const world = simulatedWorld({
  kind: 'simulated',
  trades: 20_000,
  seed: 5,
  until: '2026-10-08',
  days: 90,
  markets: 2_500,
})
const all = walkClob(world, 'markets')
const named = all.filter(({ condition_id }) => condition_id !== '')

describe("the CLOB's lists", () => {
  it('hold every market that Gamma shows, open or closed, a thousand a page, and some nobody knows', () => {
    const first = askJson<Row>(world, '/clob/markets')
    expect([first.limit, first.count, (first.data as Row[]).length]).toEqual([1_000, 1_000, 1_000])
    expect(askJson<Row>(world, '/clob/markets?next_cursor=MA==')).toEqual(first)
    const onGamma = ['false', 'true'].flatMap((closed) => walkGamma(world, 'markets', `closed=${closed}`))
    const ids = named.map(({ condition_id }) => condition_id).sort()
    const missing = onGamma.filter(({ conditionId }) => !ids.includes(conditionId as string))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length + missing.length).toBe(onGamma.length)
    for (const { createdAt } of missing)
      expect(Date.parse(createdAt as string)).toBeGreaterThan(Date.UTC(2026, 9, 7, 23, 48))
    expect(all.findIndex(({ condition_id }) => condition_id !== '')).toBe(all.length - named.length)
    expect(all.length - named.length).toBeGreaterThan(2)
    for (const row of all) expect(Object.keys(row).length).toBe(29)
    expect(all.some(({ tags }) => tags === null)).toBe(true)
  })

  it('end with LTE=, which cannot be asked for', () => {
    expect(ask(world, '/clob/markets?next_cursor=LTE=').status).toBe(400)
    expect(askJson<Row>(world, '/clob/markets?next_cursor=LTE=').error).toBe(
      'next item should be greater than or equal to 0',
    )
    const past = Buffer.from('9999999').toString('base64')
    expect(askJson<Row>(world, `/clob/markets?next_cursor=${past}`)).toMatchObject({ data: [], next_cursor: 'LTE=' })
  })

  it('show the same markets in short, and those with live rewards', () => {
    const simple = walkClob(world, 'simplified-markets')
    const names = ['condition_id', 'rewards', 'tokens', 'active', 'closed', 'archived', 'accepting_orders']
    expect(simple).toEqual(all.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))))
    const sampled = walkClob(world, 'sampling-markets')
    expect(sampled.length).toBeGreaterThan(50)
    for (const row of sampled) expect([row.closed, (row.rewards as Row).rates === null]).toEqual([false, false])
    expect(walkClob(world, 'sampling-simplified-markets').length).toBe(sampled.length)
  })

  it('give one market by its condition, whole or compact', () => {
    const last = named.at(-1)!
    expect(askJson(world, `/clob/markets/${last.condition_id}`)).toEqual(last)
    const compact = askJson<Row>(world, `/clob/clob-markets/${last.condition_id}`)
    expect(compact).toMatchObject({ c: last.condition_id, nr: last.neg_risk, mts: last.minimum_tick_size })
    expect(ask(world, '/clob/markets/0x12').status).toBe(404)
    expect(askJson(world, '/clob/markets/0x12')).toEqual({ error: 'market not found' })
    expect(askJson(world, '/clob/time')).toBe(Date.UTC(2026, 9, 8) / 1000)
  })
})
