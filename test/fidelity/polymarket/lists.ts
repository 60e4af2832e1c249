import { expect } from 'vitest'
import type { Check, Scene } from '../judge.ts'
import { expectSame, type Fields, type Row, walk } from '../wire.ts'
import { listed, present } from './world.ts'

const PAGES = { list: 'data', next: 'next_cursor', end: 'LTE=' }

type Token = Readonly<{ token_id: string; outcome: string; price: number; winner: boolean }>

/** A market in the truth's words. */
const marketRow = ({ condition_id, question, closed }: Fields): Row => ({
  market_id: String(condition_id),
  question: String(question),
  is_closed: String(closed),
})

/** What its tokens are and what they are worth; outcomes without a token go by their place. */
const outcomeRows = ({ condition_id, tokens }: Fields): Row[] =>
  (tokens as Token[]).map(({ token_id, outcome, price }, place) => ({
    market_id: String(condition_id),
    outcome_id: token_id || `${condition_id}:${place}`,
    label: outcome,
    price: price.toFixed(12),
  }))

/** The four lists to their end marker, and single markets. */
export const LISTS: Readonly<Record<string, Check>> = {
  getOk: async ({ client }) => expect(await client.call('getOk')).toBe('OK'),
  getServerTime: async (scene) => expect(await scene.client.call('getServerTime')).toBe(present(scene)),
  getMarkets: async (scene) => {
    const rows = await walkList(scene, 'getMarkets')
    expect(rows.some(isBlank)).toBe(true)
    const served = known(scene, rows)
    const { markets, outcomes } = truthOf(scene)
    expectSame(served.map(marketRow), markets)
    expectSame(served.flatMap(outcomeRows), outcomes)
    const winners = served.flatMap(({ tokens }) => (tokens as Token[]).filter(({ winner }) => winner))
    const won = outcomes.filter(({ is_winner, market_id }) => is_winner === 'true' && hasBook(scene, market_id!))
    expectSame(
      winners.map(({ token_id }) => ({ outcome_id: token_id })),
      won,
    )
  },
  getSimplifiedMarkets: async (scene) => {
    const served = known(scene, await walkList(scene, 'getSimplifiedMarkets'))
    const { markets, outcomes } = truthOf(scene)
    expectSame(
      served.map(({ condition_id, closed }) => ({ market_id: String(condition_id), is_closed: String(closed) })),
      markets,
    )
    expectSame(served.flatMap(outcomeRows), outcomes)
  },
  getSamplingMarkets: async (scene) => {
    expect(await walkList(scene, 'getSamplingMarkets', 1)).toEqual(await rewarded(scene, 'getMarkets'))
  },
  getSamplingSimplifiedMarkets: async (scene) => {
    const served = await walkList(scene, 'getSamplingSimplifiedMarkets', 1)
    expect(served).toEqual(await rewarded(scene, 'getSimplifiedMarkets'))
  },
  getMarket: async (scene) => {
    const { markets, outcomes } = truthOf(scene)
    const some = markets.filter((_, i) => i % 40 === 0)
    const served = await Promise.all(some.map((row) => scene.client.call<Fields>('getMarket', row.market_id)))
    expectSame(served.map(marketRow), some)
    const ids = new Set(some.map((row) => row.market_id))
    expectSame(
      served.flatMap(outcomeRows),
      outcomes.filter((row) => ids.has(row.market_id)),
    )
    expect(await scene.client.call('getMarket', '0x12')).toEqual({ error: 'market not found', status: 404 })
  },
}

function walkList({ client }: Scene, method: string, leastPages = 2): Promise<Fields[]> {
  const ask = (cursor?: string) => client.call<Fields>(method, cursor)
  return walk(ask, { ...PAGES, leastPages })
}

/** Rows that were never finished. */
const isBlank = ({ condition_id }: Fields) => condition_id === ''

/** Served rows that the truth expects by now. */
function known(scene: Scene, rows: readonly Fields[]): Fields[] {
  const ids = listed(scene)
  return rows.filter(({ condition_id }) => ids.has(String(condition_id)))
}

function truthOf(scene: Scene): { markets: Row[]; outcomes: Row[] } {
  const ids = listed(scene)
  const isListed = (row: Row) => ids.has(row.market_id!)
  return {
    markets: scene
      .truth('markets')
      .filter(isListed)
      .map((row) => ({ ...row, is_closed: String(row.status !== 'open') })),
    outcomes: scene.truth('outcomes').filter(isListed),
  }
}

/** Older markets have no winner on the CLOB. */
function hasBook({ truth }: Scene, market: string): boolean {
  return truth('resolutions').some((row) => row.market_id === market)
}

/** Rows of a list that stand for open markets with rewards. */
async function rewarded(scene: Scene, method: string): Promise<Fields[]> {
  const rows = await walkList(scene, method)
  const some = rows.filter(({ rewards, closed }) => (rewards as Fields).rates !== null && closed === false)
  expect(some.length).toBeGreaterThan(20)
  return some
}
