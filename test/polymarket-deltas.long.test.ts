import { afterAll, beforeAll, expect, it } from 'vitest'
import { polymarket } from '../src/venues/polymarket/index.ts'
import { inHome, Mirror } from './contract/mirror.ts'

/** The market that was traded most is closed. */
const world = {
  kind: 'simulated',
  trades: 400,
  markets: 20,
  seed: 5,
  days: 20,
  until: '2026-10-08',
  polymarket: { bigMarket: 300 },
} as const

let mirror: Mirror
beforeAll(async () => {
  mirror = await Mirror.open(polymarket, { world })
})
afterAll(() => mirror.close())

it.each([
  ['stopped in the middle of one', ['--max-records', '100']],
  ['asked for the last days only', ['--since', '2026-10-05', '--chunk-size', '100']],
])('trades of closed markets are asked to the end by the sync after one that %s', async (_, first) => {
  const home = await mirror.home()
  await mirror.run(home, ['sync', 'polymarket/events', 'polymarket/markets'])
  const most = "select market_id from silver.markets where resolved_at > '2026-01-01' order by volume desc"
  const market = await inHome(
    home,
    async (connection) => (await connection.first<{ market_id: string }>(most))!.market_id,
  )
  await mirror.run(home, ['sync', 'polymarket/trades', '--market', market, ...first])
  const { code, err } = await mirror.run(home, ['sync', 'polymarket'])
  expect(code, err).toBe(0)
  expect(await mirror.differences(home)).toEqual([])
})
