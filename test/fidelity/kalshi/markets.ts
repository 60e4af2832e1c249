import { expect } from 'vitest'
import type { Check, Scene } from '../judge.ts'
import { decimal, expectSame, type Fields, instant, type Row, rest, walk } from '../wire.ts'
import { both, cutoff, isArchived, PAGES } from './world.ts'

const WORDS: Readonly<Record<string, string>> = {
  initialized: 'upcoming',
  active: 'open',
  inactive: 'paused',
  closed: 'closed',
  determined: 'closed',
  disputed: 'closed',
  amended: 'closed',
  finalized: 'resolved',
}

/** A market in the truth's words. */
export function marketRow(market: Fields): Row {
  return {
    market_id: String(market.ticker),
    event_id: String(market.event_ticker),
    question: String(market.title),
    status: WORDS[String(market.status)]!,
    opened_at: instant(market.open_time),
    closes_at: instant(market.close_time),
    resolved_at: instant(market.settlement_ts),
    resolution: String(market.result),
    volume: decimal(market.volume_fp, 6),
  }
}

const live = (scene: Scene) => both(scene, 'markets').filter((row) => !isArchived(scene, row))
const archived = (scene: Scene) => both(scene, 'markets').filter((row) => isArchived(scene, row))

/** Every market below the two tiers: by lists, and each tenth alone. */
export const MARKETS: Readonly<Record<string, Check>> = {
  'MarketApi.getMarkets': async (scene) => {
    const ask = (cursor?: string) => scene.client.call<Fields>('MarketApi.getMarkets', 100, cursor)
    expectSame((await walk(ask, { ...PAGES, list: 'markets' })).map(marketRow), live(scene))
  },
  'MarketApi.getMarket': async (scene) => {
    const some = live(scene).filter((_, i) => i % 10 === 0)
    await expectAlone(scene, 'MarketApi.getMarket', some)
  },
  'HistoricalApi.getHistoricalCutoff': async (scene) => {
    const told = await scene.client.call<Fields>('HistoricalApi.getHistoricalCutoff')
    expect([told.market_settled_ts, told.trades_created_ts].map(instant)).toEqual([cutoff(scene), cutoff(scene)])
  },
  'HistoricalApi.getHistoricalMarkets': async (scene) => {
    const truth = archived(scene)
    const tickers = truth.map((row) => row.market_id).join()
    const ask = (cursor?: string) =>
      scene.client.call<Fields>('HistoricalApi.getHistoricalMarkets', 10, cursor, tickers)
    expectSame((await walk(ask, { ...PAGES, list: 'markets' })).map(marketRow), truth)
  },
  'HistoricalApi.getHistoricalMarket': async (scene) => {
    const some = archived(scene).filter((_, i) => i % 10 === 0)
    await expectAlone(scene, 'HistoricalApi.getHistoricalMarket', some)
  },
  'MarketApi.getMarketOrderbook': async (scene) => {
    const [ticker, rows] = [...books(scene)][0]!
    const told = await scene.client.call<{ orderbook_fp: Book }>('MarketApi.getMarketOrderbook', ticker)
    expectSame(bookRows(ticker, told.orderbook_fp), rows)
    const best = await scene.client.call<{ orderbook_fp: Book }>('MarketApi.getMarketOrderbook', ticker, 1)
    expect(best.orderbook_fp.yes_dollars).toEqual(told.orderbook_fp.yes_dollars.slice(-1))
  },
  'MarketApi.getMarketOrderbooks': async (scene) => {
    const some = [...books(scene)].slice(0, 100)
    const tickers = some.map(([ticker]) => ticker)
    const { orderbooks } = await scene.client.call<{ orderbooks: { ticker: string; orderbook_fp: Book }[] }>(
      'MarketApi.getMarketOrderbooks',
      tickers,
    )
    const served = orderbooks.flatMap(({ ticker, orderbook_fp }) => bookRows(ticker, orderbook_fp))
    expectSame(
      served,
      some.flatMap(([, rows]) => rows),
    )
  },
}

async function expectAlone(scene: Scene, method: string, rows: readonly Row[]): Promise<void> {
  const answers = await Promise.all(rows.map((row) => scene.client.call<{ market: Fields }>(method, row.market_id)))
  expectSame(
    answers.map(({ market }) => marketRow(market)),
    rows,
  )
}

type Level = readonly [price: string, size: string]
interface Book {
  readonly yes_dollars: readonly Level[]
  readonly no_dollars: readonly Level[]
}

/** What rests in the books by market; markets without orders are not among them. */
function books(scene: Scene): Map<string, Row[]> {
  return Map.groupBy(both(scene, 'books'), (row) => row.outcome_id!.replace(/:yes$/, ''))
}

/** Of YES: a bid for NO at p is an ask at 1 - p. */
function bookRows(ticker: string, { yes_dollars, no_dollars }: Book): Row[] {
  const row = (side: string, price: string, size: string) => ({
    outcome_id: `${ticker}:yes`,
    side,
    price,
    size: decimal(size, 6),
  })
  return [
    ...yes_dollars.map(([price, size]) => row('bid', decimal(price, 12), size)),
    ...no_dollars.map(([price, size]) => row('ask', rest(price), size)),
  ]
}
