import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordings } from '../support/recordings.ts'
import { installClients } from './install.ts'
import { openScene, type Scene } from './judge.ts'
import { type Fields, walk } from './wire.ts'

/** The recorded objects of one file. */
function linesOf(folder: string, name: string): Fields[] {
  const lines = readFileSync(path.join(folder, `${name}.ndjson`), 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Fields)
}

/** The same objects in any order; one that stands twice is wanted twice. */
function expectObjects(served: readonly Fields[], recorded: readonly Fields[]): void {
  const texts = (rows: readonly Fields[]) => rows.map((row) => JSON.stringify(row)).sort()
  expect(texts(served)).toEqual(texts(recorded))
}

const kalshi = recordings('worlds/kalshi')

describe.skipIf(kalshi === undefined)("Kalshi's own client on recordings", () => {
  const lines = (name: string) => linesOf(kalshi!, name)
  const pages = { next: 'cursor', end: '', leastPages: 1 }
  let scene: Scene

  beforeAll(async () => {
    installClients()
    scene = await openScene({ venue: 'kalshi', world: { kind: 'recorded', from: kalshi! }, path: '' })
  }, 400_000)
  afterAll(() => scene?.close())

  it('reads every series and every event', async () => {
    const { series } = await scene.client.call<{ series: Fields[] }>('MarketApi.getSeriesList', ...Array(2), true)
    expectObjects(series, lines('series'))
    const walks = ['getEvents', 'getMultivariateEvents'].map((name) =>
      walk((cursor) => scene.client.call<Fields>(`EventsApi.${name}`, 200, cursor), { ...pages, list: 'events' }),
    )
    expectObjects((await Promise.all(walks)).flat(), lines('events'))
  })

  it('reads every market and every trade, below the two tiers', async () => {
    const markets = await walk((cursor) => scene.client.call<Fields>('MarketApi.getMarkets', 200, cursor), {
      ...pages,
      list: 'markets',
    })
    const archived = lines('markets').filter(({ ticker }) => !markets.some((market) => market.ticker === ticker))
    const alone = archived.map(async ({ ticker }) => {
      return (await scene.client.call<{ market: Fields }>('HistoricalApi.getHistoricalMarket', ticker)).market
    })
    expectObjects([...markets, ...(await Promise.all(alone))], lines('markets'))
    const none = Array(3).fill(undefined)
    const live = await scene.client.call<{ trades: Fields[] }>('MarketApi.getTrades', 1_000)
    const older = await scene.client.call<{ trades: Fields[] }>('HistoricalApi.getTradesHistorical', ...none, 1_000)
    const byId = new Map([...live.trades, ...older.trades].map((trade) => [trade.trade_id, trade]))
    expectObjects([...byId.values()], lines('trades'))
  })
})

const polymarket = recordings('worlds/polymarket')

describe.skipIf(polymarket === undefined)("Polymarket's own client on recordings", () => {
  let scene: Scene

  beforeAll(async () => {
    installClients()
    const world = { kind: 'recorded', from: polymarket! } as const
    scene = await openScene({ venue: 'polymarket', world, path: '/clob' })
  }, 400_000)
  afterAll(() => scene?.close())

  it("reads every market of the CLOB's list, and one alone", async () => {
    const recorded = linesOf(polymarket!, 'clob_markets')
    const pages = { list: 'data', next: 'next_cursor', end: 'LTE=', leastPages: 1 }
    expectObjects(await walk((cursor) => scene.client.call<Fields>('getMarkets', cursor), pages), recorded)
    const row = recorded.find(({ condition_id }) => condition_id !== '')!
    expect(await scene.client.call('getMarket', row.condition_id)).toEqual(row)
  })
})
