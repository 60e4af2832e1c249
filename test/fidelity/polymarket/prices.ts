import { expect } from 'vitest'
import type { Check, Scene } from '../judge.ts'
import { decimal, type Fields, instantOf, type Row } from '../wire.ts'
import { present, someBooks } from './world.ts'

type Price = Readonly<{ price: string; side?: string; token_id?: string }>

/** In millionths; a missing bid counts as 0, a missing ask as 1. */
function best({ best_bid, best_ask }: Row): { bid: number; ask: number } {
  const millionths = (text: string) => Math.round(Number(text) * 1e6)
  return { bid: millionths(best_bid || '0'), ask: millionths(best_ask || '1') }
}

const dollars = (millionths: number) => (millionths / 1e6).toFixed(12)
const bidOf = (row: Row) => dollars(best(row).bid)
const askOf = (row: Row) => dollars(best(row).ask)
const midOf = (row: Row) => dollars((best(row).bid + best(row).ask) / 2)
const spreadOf = (row: Row) => dollars(best(row).ask - best(row).bid)

/** Prices of tokens, one by one and posted together: all of them follow from the books. */
export const PRICES: Readonly<Record<string, Check>> = {
  getPrice: async (scene) => {
    await expectEach(scene, bidOf, async (token) => await priceOf(scene, token, 'BUY'))
    await expectEach(scene, askOf, async (token) => await priceOf(scene, token, 'SELL'))
  },
  getPrices: async (scene) => {
    const asked = tokens(scene).flatMap((token_id) => ['BUY', 'SELL'].map((side) => ({ token_id, side })))
    const served = await scene.client.call<Record<string, { BUY: string; SELL: string }>>('getPrices', asked)
    await expectEach(scene, bidOf, async (token) => served[token]!.BUY)
    await expectEach(scene, askOf, async (token) => served[token]!.SELL)
  },
  getMidpoint: (scene) =>
    expectEach(scene, midOf, async (token) => (await scene.client.call<{ mid: string }>('getMidpoint', token)).mid),
  getMidpoints: (scene) => expectPosted(scene, 'getMidpoints', midOf),
  getSpread: (scene) =>
    expectEach(scene, spreadOf, async (token) => {
      return (await scene.client.call<{ spread: string }>('getSpread', token)).spread
    }),
  getSpreads: (scene) => expectPosted(scene, 'getSpreads', spreadOf),
  getLastTradePrice: async (scene) => {
    for (const row of someBooks(scene)) {
      const served = await scene.client.call<Price>('getLastTradePrice', row.outcome_id)
      expect(lastTrades(scene, row.market_id!)).toContain(tradeText(served))
    }
  },
  getLastTradesPrices: async (scene) => {
    const rows = someBooks(scene)
    const served = await scene.client.call<Price[]>('getLastTradesPrices', posted(scene))
    expect(served.map(({ token_id }) => token_id)).toEqual(rows.map((row) => row.outcome_id))
    for (const [i, row] of rows.entries()) expect(lastTrades(scene, row.market_id!)).toContain(tradeText(served[i]!))
  },
  getNegRisk: async (scene) => {
    const eventOf = new Map(scene.truth('markets').map((row) => [row.market_id, row.event_id]))
    const isExclusive = new Map(scene.truth('events').map((row) => [row.event_id, row.mutually_exclusive]))
    for (const { outcome_id, market_id } of someBooks(scene)) {
      const served = await scene.client.call<boolean>('getNegRisk', outcome_id)
      expect(String(served)).toBe(isExclusive.get(eventOf.get(market_id)))
    }
  },
  getFeeRateBps: async (scene) => {
    for (const { outcome_id, market_id } of someBooks(scene)) {
      const market = await scene.client.call<Fields>('getMarket', market_id)
      expect(await scene.client.call('getFeeRateBps', outcome_id)).toBe(market.taker_base_fee)
    }
  },
  getPricesHistory: async (scene) => {
    const token = seasoned(scene)
    const points = minutes(scene, token)
    const now = present(scene)
    const seen = new Set<string>()
    for (let from = Math.floor(points[0]!.at / 60) * 60; from < now; from += WINDOW) {
      const window = await history(scene, { market: token, startTs: from, endTs: from + WINDOW, fidelity: 1 })
      expect(window.pop()!.t).toBe(now)
      for (const point of window) seen.add(pointText(point))
    }
    expect(points.length).toBeGreaterThan(WINDOW / 60)
    expect([...seen]).toEqual(points.map(({ text }) => text))
    const day = await history(scene, { market: token, interval: '1d', fidelity: 1 })
    expect(day.pop()!.t).toBe(now)
    expect([...new Set(day.map(pointText))]).toEqual(points.filter(({ at }) => at >= now - DAY).map(({ text }) => text))
  },
}

const DAY = 86_400
/** The longest that is answered, in seconds. */
const WINDOW = 15 * DAY

const tokens = (scene: Scene) => someBooks(scene).map((row) => row.outcome_id!)
const posted = (scene: Scene) => tokens(scene).map((token_id) => ({ token_id }))

async function priceOf({ client }: Scene, token: string, side: string): Promise<string> {
  return (await client.call<Price>('getPrice', token, side)).price
}

async function expectEach(scene: Scene, truthOf: (row: Row) => string, ask: (token: string) => Promise<string>) {
  const rows = someBooks(scene)
  expect(rows.length).toBeGreaterThan(10)
  const served = await Promise.all(rows.map((row) => ask(row.outcome_id!)))
  expect(served.map((value) => decimal(value, 12))).toEqual(rows.map(truthOf))
}

async function expectPosted(scene: Scene, method: string, truthOf: (row: Row) => string) {
  const served = await scene.client.call<Record<string, string>>(method, posted(scene))
  await expectEach(scene, truthOf, async (token) => served[token]!)
}

/** Trades of a market's last second, which have no order; half a dollar stands for none. */
function lastTrades({ truth }: Scene, market: string): string[] {
  const trades = truth('trades').filter((row) => row.market_id === market)
  const last = trades.map((row) => row.traded_at!).reduce((a, b) => (a > b ? a : b), '')
  const texts = trades.filter((row) => row.traded_at === last).map((row) => `${row.price} ${row.side}`)
  return texts.length === 0 ? ['0.500000000000 '] : texts
}

function tradeText({ price, side }: Price): string {
  return `${Number(price).toFixed(12)} ${side!.toLowerCase()}`
}

/** A token whose trading began more than a window ago, but no longer ago than needed. */
function seasoned(scene: Scene): string {
  const before = instantOf(present(scene) - 2 * WINDOW)
  const opened = new Map(scene.truth('markets').map((row) => [row.market_id, row.opened_at!]))
  const rows = someBooks(scene).filter((row) => opened.get(row.market_id) !== '' && opened.get(row.market_id)! < before)
  return rows.reduce((a, b) => (opened.get(b.market_id)! > opened.get(a.market_id)! ? b : a)).outcome_id!
}

type Point = Readonly<{ t: number; p: number }>

const pointText = ({ t, p }: Point) => `${t} ${p.toFixed(12)}`

/** Every minute's midpoint of a token, at seconds since 1970. */
function minutes({ replica }: Scene, token: string): { at: number; text: string }[] {
  const [, ...lines] = [...replica.world.pricesOf!(token)!.pieces()].join('').trimEnd().split('\n')
  return lines.map((line) => {
    const [, , , instant, price] = line.split(',')
    const at = Date.parse(instant!) / 1000
    return { at, text: `${at} ${price}` }
  })
}

/** The client hands the whole answer on, although its type speaks of the list within. */
async function history({ client }: Scene, query: Fields): Promise<Point[]> {
  return (await client.call<{ history: Point[] }>('getPricesHistory', query)).history
}
