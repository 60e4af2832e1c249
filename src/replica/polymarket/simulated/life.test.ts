import { describe, expect, it } from 'vitest'
import { ask, askJson, type Row } from '../../testing/walk.ts'
import { walkClob } from '../walking.ts'
import { openParts } from './open.ts'
import { simulatedWorld } from './world.ts'

const options = {
  kind: 'simulated',
  trades: 2_000,
  seed: 5,
  until: '2026-10-08',
  days: 90,
  future: 10,
  markets: 900,
} as const
const SECOND = 1_000_000

/** The same parts again: what will happen, told by the economy and not by the API. */
const { share, trading, clock } = openParts(options, () => 0)
const lives = [...share.questions].map((index) => trading.ofQuestion(index)!)
const soon = (at: number) => at > clock.now() && at < clock.now() + 10 * 86_400 * SECOND

describe('the life of a market', () => {
  it('begins on Gamma, and minutes later on the CLOB, which first has no tokens for it', () => {
    const world = simulatedWorld(options)
    const { life, conditionId, tokenIds } = lives.find((each) => soon(each.life.createdAt))!
    const goTo = (at: number) => world.clock.moveOn(at - world.clock.now())
    const onGamma = () => askJson<Row[]>(world, `/gamma/markets?condition_ids=${conditionId}`).length
    const onClob = () => ask(world, `/clob/markets/${conditionId}`).status
    const listed = () => walkClob(world, 'markets').some((row) => row.condition_id === conditionId)
    goTo(life.createdAt - 1)
    expect([onGamma(), onClob(), listed()]).toEqual([0, 404, false])
    goTo(life.createdAt)
    expect([onGamma(), onClob(), listed()]).toEqual([1, 404, false])
    goTo(life.acceptsAt)
    expect([onGamma(), onClob(), listed()]).toEqual([1, 200, false])
    const [early] = askJson<{ tokens: Row[] }>(world, `/clob/markets/${conditionId}`).tokens
    expect(early!.token_id).toBe('')
    goTo(life.hydratedAt)
    expect([onGamma(), onClob(), listed()]).toEqual([1, 200, true])
    const { tokens } = askJson<{ tokens: Row[] }>(world, `/clob/markets/${conditionId}`)
    expect(tokens.map(({ token_id }) => token_id)).toEqual(tokenIds)
  })

  it('goes on behind its end, until the oracle has spoken, doubted and spoken again', () => {
    const world = simulatedWorld(options)
    const { life, conditionId, outcomes, payouts } = lives.find(
      ({ life }) =>
        life.disputedAt !== null && life.reproposedAt !== null && soon(life.reproposedAt) && soon(life.resolvedAt),
    )!
    const at = (instant: number) => {
      if (instant > world.clock.now()) world.clock.moveOn(instant - world.clock.now())
      const [market] = ['false', 'true'].flatMap((closed) =>
        askJson<Row[]>(world, `/gamma/markets?condition_ids=${conditionId}&closed=${closed}`),
      )
      return market!
    }
    expect(at(0).umaResolutionStatus).toBe('disputed')
    expect(at(life.reproposedAt!).umaResolutionStatus).toBe('proposed')
    expect(at(life.resolvedAt - 1)).toMatchObject({ closed: false, acceptingOrders: true })
    const final = at(life.resolvedAt)
    expect(final).toMatchObject({ closed: true, active: true, acceptingOrders: false })
    const winner = payouts.indexOf(1_000_000)
    expect(JSON.parse(final.outcomePrices as string)).toEqual(outcomes.map((_, i) => (i === winner ? '1' : '0')))
    expect(askJson<Row>(world, `/clob/markets/${conditionId}`)).toMatchObject({
      closed: true,
      enable_order_book: false,
    })
  })

  it('ends for all siblings at once where only one of them may win', () => {
    const groups = Map.groupBy(
      lives.filter(({ negRisk }) => negRisk),
      ({ eventId }) => eventId,
    )
    expect(groups.size).toBeGreaterThan(10)
    for (const siblings of groups.values()) {
      expect(new Set(siblings.map(({ life }) => life.resolvedAt)).size).toBe(1)
      const winners = siblings.filter(({ payouts }) => payouts[0] === 1_000_000).length
      const splits = siblings.filter(({ payouts }) => payouts[0] === 500_000).length
      expect(winners === 1 || splits > 0).toBe(true)
    }
  })

  it('is not seen yet where a cache is stale', () => {
    const world = simulatedWorld(options)
    const { conditionId, life } = lives.find((each) => soon(each.life.createdAt))!
    world.clock.moveOn(life.createdAt + SECOND - world.clock.now())
    const path = '/gamma/markets'
    const query = new URLSearchParams({ condition_ids: conditionId })
    const rows = (twist?: 'stale-page') =>
      JSON.parse(String(world.answer({ method: 'GET', path, query }, twist).body[0])) as Row[]
    expect(rows('stale-page').length).toBe(0)
    expect(rows().length).toBe(1)
  })
})
