import { afterAll, beforeAll, expect, it } from 'vitest'
import { kalshi } from '../src/venues/kalshi/index.ts'
import { asSent, type Ended, Mirror } from './contract/mirror.ts'
import { differences } from './support/truth.ts'

/** Three months, so that some markets are in the archive, and some hours that are yet to come. */
const world = {
  kind: 'simulated',
  trades: 200,
  markets: 25,
  seed: 4,
  until: '2026-10-08',
  days: 90,
  future: 1,
} as const

let mirror: Mirror
let home: string
beforeAll(async () => {
  mirror = await Mirror.open(kalshi, { world })
  home = await mirror.home()
  const { code, err } = await mirror.run(home, ['sync', 'kalshi/series', 'kalshi/events', 'kalshi/markets', '--json'])
  expect(code, err).toBe(0)
})
afterAll(() => mirror.close())

const sync = (...more: string[]) => mirror.run(home, ['sync', 'kalshi/candles', 'kalshi/books', '--json', ...more])
const untrue = async () => differences(home, await mirror.truth(), { venue: 'kalshi', files: ['candles', 'books'] })
const candlesIn = ({ requests }: Ended) => requests.map(asSent).filter((request) => request.includes('/candlesticks'))

it('candles of both tiers and books are the truth, also after a stop, and later only what has ended since is asked', async () => {
  const stopped = await mirror.run(home, ['sync', 'kalshi/candles', '--json'], { stopAfter: 7 })
  expect(stopped.code).toBe(75)
  const first = await sync()
  expect(first.code, first.err).toBe(0)
  expect(await untrue()).toEqual([])
  const both = [...candlesIn(stopped), ...candlesIn(first)]
  expect(both.some((request) => request.includes('/historical/markets/'))).toBe(true)
  expect(both.some((request) => request.includes('/series/'))).toBe(true)
  // What was on its way when it was stopped is asked again, and no more.
  expect(both.length - new Set(both).size).toBeLessThanOrEqual(16)

  mirror.replica.advance(3 * 3600 + 180)
  const later = await sync()
  expect(later.code, later.err).toBe(0)
  expect(await untrue()).toEqual([])
  expect(candlesIn(later).length).toBeGreaterThan(0)
  expect(candlesIn(later).filter((request) => !request.includes('/series/'))).toEqual([])
  expect(candlesIn(later).length).toBeLessThan(first.requests.length / 2)
  expect(candlesIn(await sync())).toEqual([])
})

it('markets that are archived before anybody looks again are asked from the archive', async () => {
  mirror.replica.advance(62 * 86_400)
  const ended = await mirror.run(home, ['sync', 'kalshi/candles', '--json'])
  expect(ended.code, ended.err).toBe(0)
  const unknown = ended.requests.filter(({ path, status }) => path.includes('/series/') && status === 404)
  expect(unknown.length).toBeGreaterThan(0)
  const found = candlesIn(ended).filter((request) => request.includes('/historical/markets/'))
  expect(found.length).toBeGreaterThanOrEqual(unknown.length)
  expect(await differences(home, await mirror.truth(), { venue: 'kalshi', files: ['candles'] })).toEqual([])
})
