import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../src/engine/connection.ts'
import { type SimulatedOptions, writeTruth } from '../src/replica/index.ts'
import { kalshi } from '../src/venues/kalshi/index.ts'
import { manifold } from '../src/venues/manifold/index.ts'
import { polymarket } from '../src/venues/polymarket/index.ts'
import { Mirror } from './contract/mirror.ts'
import { openHome } from './support/opened.ts'

const WORLD = { kind: 'simulated', seed: 3, days: 40, until: '2026-10-08' } as const
const CENT = 0.005
/** Milliseconds that mirroring a world may take. */
const LONG = 600_000

type Fields = Readonly<Record<string, string>>

/** A mirrored world, and what its generator says of it, in order. */
async function mirrored(
  venue: Mirror['venue'],
  world: Omit<SimulatedOptions, keyof typeof WORLD>,
  resources: readonly string[],
) {
  const mirror = await Mirror.open(venue, { world: { ...WORLD, ...world } })
  const home = await mirror.home()
  const since = venue.name === 'kalshi' ? ['--since', '2026-01-01'] : []
  const { code, err } = await mirror.run(home, ['sync', ...resources.map((name) => `${venue.name}/${name}`), ...since])
  expect(code, err).toBe(0)
  const { connection, close } = await openHome(home)
  const truth = path.join(path.dirname(home), 'truth')
  await writeTruth(mirror.replica.world, truth)
  return {
    rows: (query: string): Promise<Row[]> => connection.rows(query),
    /** The rows of a file of the truth without quoted fields. */
    told(name: string): Fields[] {
      const [head = '', ...lines] = readFileSync(path.join(truth, `${name}.csv`), 'utf8')
        .trimEnd()
        .split('\n')
      return lines.map((line) => {
        const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, ''))
        return Object.fromEntries(head.split(',').map((name, i) => [name, cells[i]!]))
      })
    },
    async close() {
      close()
      await mirror.close()
    },
  }
}
type World = Awaited<ReturnType<typeof mirrored>>

/** Sums by a name made of some fields. */
function sums(rows: Iterable<Row | Fields>, names: readonly string[], of: (row: Row | Fields) => number) {
  const found = new Map<string, number>()
  for (const row of rows) {
    const name = names.map((each) => row[each]).join(' ')
    found.set(name, (found.get(name) ?? 0) + of(row))
  }
  return found
}

function expectToTheCent(found: Map<string, number>, expected: Map<string, number>) {
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort())
  const off = [...found].filter(([name, value]) => Math.abs(value - expected.get(name)!) >= CENT)
  expect(off.map(([name, value]) => `${name}: ${value} instead of ${expected.get(name)}`)).toEqual([])
}

describe('profits on a simulated Polymarket', () => {
  let world: World
  beforeAll(async () => {
    world = await mirrored(polymarket, { trades: 3_000 }, ['events', 'markets', 'trades', 'fills'])
  }, LONG)
  afterAll(() => world.close())

  it("are what the wallets' own books say of resolved markets, splits, merges and redemptions included", async () => {
    const resolved = new Set(world.told('resolutions').flatMap((r) => (r.status === 'resolved' ? [r.market_id!] : [])))
    const open = world.told('positions').filter((row) => resolved.has(row.market_id!))
    const closed = world.told('closed_positions').filter((row) => resolved.has(row.market_id!))
    const owner = ['trader_id', 'market_id']
    const expected = sums([...open, ...closed], owner, (row) =>
      row.profit === undefined ? Number(row.realized) + Number(row.value) - Number(row.invested) : Number(row.profit),
    )
    const rows = await world.rows('select * from gold.trader_positions where resolved_at is not null')
    expect(expected.size).toBeGreaterThan(1_000)
    expectToTheCent(
      sums(rows, owner, (row) => Number(row.realised)),
      expected,
    )
  })

  it('of open markets are money received less spent and what is held at the last price', async () => {
    const rows = await world.rows('select * from gold.trader_positions where resolved_at is null')
    const unresolved = new Set(rows.map((row) => row.market_id))
    const firsts = new Map(world.told('outcomes').flatMap((o) => (o.position === '0' ? [[o.outcome_id, true]] : [])))
    const isFirst = (row: Fields) => firsts.has(row.outcome_id!)
    const last = new Map(
      world.told('trades').map((row) => [row.market_id!, isFirst(row) ? Number(row.price) : 1 - Number(row.price)]),
    )
    const fills = world.told('fills').filter((row) => unresolved.has(row.market_id!))
    const owner = ['trader_id', 'outcome_id']
    const expected = sums(fills, owner, (row) => {
      const price = isFirst(row as Fields) ? last.get(row.market_id as string)! : 1 - last.get(row.market_id as string)!
      return (row.side === 'buy' ? 1 : -1) * (Number(row.size) * price - Number(row.notional))
    })
    expect(expected.size).toBeGreaterThan(500)
    expectToTheCent(
      sums(rows, owner, (row) => Number(row.realised) + Number(row.unrealised)),
      expected,
    )
  })

  it('add up by trader, and order the ranking', async () => {
    const positions = await world.rows('select * from gold.trader_positions')
    const summary = await world.rows('select * from gold.trader_summary')
    const profit = (row: Row | Fields) => Number(row.realised) + Number(row.unrealised)
    expectToTheCent(sums(summary, ['trader_id'], profit), sums(positions, ['trader_id'], profit))
    const paid = positions.filter((row) => row.resolved_at !== null)
    const best = [...sums(paid, ['trader_id'], (row) => Number(row.realised))]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 100)
    const ranking = await world.rows(
      'select * from gold.leaderboard_history where day = (select max(day) from gold.leaderboard_history) order by rank',
    )
    expect(ranking.map((row) => Number(row.realised_to_date).toFixed(6))).toEqual(best.map(([, won]) => won.toFixed(6)))
  })
})

describe('profits on a simulated Manifold', () => {
  let world: World
  beforeAll(async () => {
    world = await mirrored(manifold, { trades: 3_000, users: 400 }, ['users', 'markets', 'bets'])
  }, LONG)
  afterAll(() => world.close())

  it('are what became of the balance, where all that somebody did can be known from lists', async () => {
    const trades = world.told('trades')
    const hasAnswers = (row: Fields) => row.outcome_id!.split(':')[0] !== row.market_id
    const others = new Set([...world.told('hidden_trades'), ...trades.filter(hasAnswers)].map((row) => row.trader_id))
    const known = new Set(trades.flatMap((row) => (others.has(row.trader_id) ? [] : [row.trader_id!])))
    const balances = world.told('traders').filter((row) => known.has(row.trader_id!))
    const positions = await world.rows('select * from gold.trader_positions')
    expect(balances.length).toBeGreaterThan(100)
    expectToTheCent(
      sums(
        positions.filter((row) => known.has(row.trader_id as string)),
        ['trader_id'],
        (row) => Number(row.realised) - Number(row.cost),
      ),
      sums(balances, ['trader_id'], (row) => Number(row.balance) - Number(row.deposits)),
    )
  })
})

describe('prices on a simulated Kalshi', () => {
  const HOURS = { '1h': 1, '1d': 24, '7d': 168, '30d': 720 }
  let world: World
  beforeAll(async () => {
    world = await mirrored(kalshi, { trades: 10_000 }, ['series', 'events', 'markets', 'trades'])
  }, LONG)
  afterAll(() => world.close())

  it('before the close are the last ones by then, for every market that ended with yes or no', async () => {
    const micros = (text: string) => BigInt(Date.parse(text)) * 1000n + BigInt(text.slice(-4, -1))
    const trades = world
      .told('trades')
      .sort((a, b) => (`${a.traded_at}${a.trade_id}` < `${b.traded_at}${b.trade_id}` ? -1 : 1))
    const byMarket = Map.groupBy(trades, (row) => row.market_id!)
    const expected = world.told('markets').flatMap((market) => {
      const own = byMarket.get(market.market_id!)
      if (market.status !== 'resolved' || !['yes', 'no'].includes(market.resolution!) || own === undefined) return []
      const [close, resolved] = [micros(market.closes_at!), micros(market.resolved_at!)]
      const end = close < resolved ? close : resolved
      const until = new Map(Object.entries(HOURS).map(([name, hours]) => [name, end - BigInt(hours) * 3_600_000_000n]))
      until.set('midpoint', (end + micros(own[0]!.traded_at!)) / 2n)
      return [...until].flatMap(([horizon, at]) => {
        const last = own.findLast((row) => row.kind === 'trade' && micros(row.traded_at!) <= at)
        return last === undefined ? [] : [`${market.market_id} ${horizon} ${last.price} ${market.resolution}`]
      })
    })
    const rows = await world.rows(
      `select h.market_id || ' ' || h.horizon || ' ' || h.price || ' ' || m.resolution as row from gold.market_horizons as h
       join silver.markets as m using (venue, market_id) where m.resolution in ('yes', 'no')`,
    )
    expect(expected.length).toBeGreaterThan(500)
    expect(rows.map(({ row }) => row).sort()).toEqual(expected.sort())
  })

  it('come out calibrated, because the world draws them around the true chance', async () => {
    const [scores] = await world.rows(
      "select * from gold.scores where venue = 'kalshi' and category = 'all' and horizon = 'midpoint' and volume_band = 'all'",
    )
    const bins = await world.rows(
      "select * from gold.calibration where venue = 'kalshi' and category = 'all' and horizon = 'midpoint' and volume_band = 'all'",
    )
    const inside = bins.filter((b) => Number(b.low) <= Number(b.mean_price) && Number(b.mean_price) <= Number(b.high))
    // By chance alone a bin's squared distance is p (1 − p) / outcomes on average.
    const chance =
      bins.reduce((sum, b) => sum + Number(b.mean_price) * (1 - Number(b.mean_price)), 0) / Number(scores!.outcomes)
    expect(Number(scores!.outcomes)).toBeGreaterThan(200)
    expect(Number(scores!.reliability)).toBeLessThan(2 * chance)
    expect(inside.length).toBeGreaterThanOrEqual(bins.length - 3)
    expect(await world.rows('select * from gold.trader_positions')).toEqual([])
  })
})
