import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifold } from '../src/venues/manifold/index.ts'
import { inHome, Mirror } from './contract/mirror.ts'

const DAY = 86_400
const START = Date.parse('2026-10-08')

/** Rows as the world serves them now. */
function served(mirror: Mirror, name: string): Record<string, unknown>[] {
  const table = mirror.replica.world.truth.find((each) => each.name === name)!
  const lines = [...table.pieces()].join('').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

/** Two homes of one world: one is kept up to date every day, the other only once more after a week. */
describe('what changes at Manifold after it was mirrored', () => {
  let mirror: Mirror
  let daily: string
  let weekly: string
  const sync = async (home: string) => {
    const { code, err } = await mirror.run(home, ['sync', 'manifold', '--json'])
    expect(code, err).toBe(0)
  }
  const rows = (home: string, query: string) =>
    inHome(home, (connection) => connection.rows<Record<string, string>>(query))

  beforeAll(async () => {
    const world = { kind: 'simulated', trades: 600, markets: 40, seed: 4, days: 10, future: 10 } as const
    mirror = await Mirror.open(manifold, { world: { ...world, until: '2026-10-08' } })
    daily = await mirror.home()
    await sync(daily)
    weekly = await mirror.home(daily)
  })
  afterAll(() => mirror.close())

  it('a resolution that is dated before the last look is seen by the next sync', async () => {
    const seen = new Set<unknown>()
    let dated = 0
    for (let day = 1; day <= 7; day++) {
      mirror.replica.advance(DAY)
      await sync(daily)
      const held = await rows(daily, "select market_id, resolution from silver.markets where status = 'resolved'")
      const known = new Map(held.map(({ market_id, resolution }) => [market_id, resolution]))
      const markets = served(mirror, 'raw_markets').filter((m) => m.isResolved === true && m.visibility !== 'unlisted')
      const listed = new Set((await rows(daily, 'select market_id from silver.markets')).map((m) => m.market_id))
      const resolved = markets.filter(({ id }) => listed.has(String(id)))
      expect(new Map(resolved.map((m) => [m.id, m.resolution ?? null]))).toEqual(known)
      const before = START + (day - 1) * DAY * 1000
      for (const m of resolved) {
        const news = !seen.has(m.id) && Number(m.resolutionTime) >= before
        if (news && Number(m.lastUpdatedTime) < before) dated++
        seen.add(m.id)
      }
    }
    expect(dated, 'markets that were resolved with an update time before the last sync').toBeGreaterThan(0)
    process.stdout.write(`resolutions dated into the past, each seen by the next sync: ${dated}\n`)
  })

  it('a limit order that is filled a week later follows, in silver.orders and silver.trades', async () => {
    const open = new Set(
      (await rows(weekly, "select order_id from silver.orders where status = 'open'")).map((row) => row.order_id),
    )
    await sync(weekly)
    const filled = await rows(
      weekly,
      `select o.order_id, o.filled_size::varchar as ordered, t.size::varchar as traded from silver.orders as o
       left join silver.trades as t on t.trade_id = o.order_id where o.status = 'filled'`,
    )
    const later = filled.filter(({ order_id }) => open.has(order_id))
    expect(later.length).toBeGreaterThan(0)
    for (const { ordered, traded } of later) expect(traded).toBe(ordered)
    process.stdout.write(`orders that were open and filled within the week: ${later.length}\n`)
  })

  it('both homes are then equal to the truth in bets and markets', async () => {
    for (const home of [daily, weekly]) {
      const differing = (await mirror.differences(home)).map(({ table }) => table)
      for (const table of ['silver.trades', 'silver.orders', 'silver.prices', 'silver.markets'])
        expect(differing).not.toContain(table)
    }
  })
})
