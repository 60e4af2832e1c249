import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coverage } from '../src/core/timeline.ts'
import { Lake } from '../src/lake/lake.ts'
import { type Ended, expectClear } from './failures/support/command.ts'
import { published, reading, Scene } from './failures/support/scene.ts'

type Figures = { records: number; stored: number; duplicates: number; rows: number }

let scene: Scene
beforeAll(async () => {
  scene = await Scene.open({ trades: 3_000 })
})
afterAll(() => scene.close())

/** Runs a command that ends well; tells its figures and what it asked, decoded. */
async function run(home: string, args: readonly string[]): Promise<Ended & { figures: Figures; asked: URL[] }> {
  const before = scene.replica.requests().length
  const ended = await scene.run(home, [...args, '--json'])
  expect(ended.code, ended.err).toBe(0)
  expectClear(ended)
  const last = ended.out.trim().split('\n').at(-1) ?? ''
  const asked = scene.replica.requests().slice(before)
  const urls = asked.map(({ path, query }) => new URL(`http://venue${path.replace('/trade-api/v2', '')}?${query}`))
  return { ...ended, figures: JSON.parse(last), asked: urls }
}

/** Requests that bring records of trades; not the page that a plan takes the pace from. */
const ofTrades = (asked: readonly URL[]) =>
  asked.filter((url) => /\/trades$/.test(url.pathname) && url.searchParams.has('min_ts'))

const ids = async (home: string, query: string) => (await published<{ id: string }>(home, query)).map((row) => row.id)
const count = async (home: string, table: string) =>
  Number((await published<{ n: string }>(home, `select count(*) as n from ${table}`))[0]?.n)

/** Trades of the whole world that lie where the home's ledger claims to have all, and that the home lacks. */
async function untrueClaims(home: string): Promise<string[]> {
  const spans = await reading(async (connection) => {
    const lake = new Lake(home)
    await lake.catalog.refresh(connection)
    return coverage(lake.progress('kalshi', 'trades').filter((p) => p.params.ticker === undefined))
  })
  const claimed = spans.map(({ from, to }) => `epoch_us(traded_at) >= ${from} and epoch_us(traded_at) < ${to}`)
  const where = claimed.map((c) => `(${c})`).join(' or ')
  const all = await ids(await scene.mirror(), `select trade_id as id from silver.trades where ${where || 'false'}`)
  const held = new Set(await ids(home, 'select trade_id as id from silver.trades'))
  return all.filter((id) => !held.has(id))
}

describe('--full', () => {
  it('asks for everything again, counts what is known and stores nothing', async () => {
    const home = await scene.mirror()
    const { figures, asked } = await run(home, ['sync', 'kalshi', '--full'])
    expect(figures.records).toBeGreaterThan(3_000)
    expect([figures.stored, figures.duplicates, figures.rows]).toEqual([0, figures.records, 0])
    expect(asked.filter((url) => url.searchParams.has('min_updated_ts'))).toEqual([])
    expect(await scene.untrue(home)).toEqual([])
  })
})

describe('--max-records', () => {
  it.each([
    [1, []],
    [1_200, []],
    [40, ['--chunk-size', '7']],
  ])('%i stops each resource there, claims no more than was read, and leaves the rest to a plain sync', async (most, more) => {
    const home = await scene.folder()
    const args = ['sync', 'kalshi/trades', '--since', '2026-10-01', '--max-records', String(most), ...more]
    const { figures, err } = await run(home, args)
    expect(figures.records).toBeGreaterThanOrEqual(most)
    expect(figures.records).toBeLessThan(most + (more.length > 0 ? 7 : Math.min(most, 1000)) + 1)
    expect(err).toContain(
      `kalshi/trades: stopped after ${figures.records} records, as asked; the next sync goes on from there.`,
    )
    expect(await untrueClaims(home)).toEqual([])
    const second = await run(home, ['sync', 'kalshi'])
    const trades = await count(home, 'silver.trades')
    expect(trades).toBeGreaterThan(3_000 - 1)
    expect(ofTrades(second.asked).some((url) => url.searchParams.has('cursor'))).toBe(true)
    expect(await scene.untrue(home)).toEqual([])
  })

  it('again and again walks everything once', async () => {
    const home = await scene.folder()
    let records = 0
    for (let runs = 0; ; runs++) {
      const { figures, err } = await run(home, [
        'sync',
        'kalshi/trades',
        '--since',
        '2026-10-01',
        '--max-records',
        '1000',
      ])
      records += figures.records
      expect(await untrueClaims(home)).toEqual([])
      if (!err.includes('stopped after')) break
      expect(runs).toBeLessThan(20)
    }
    const trades = await count(home, 'silver.trades')
    expect(trades).toBe(await count(await scene.mirror(), 'silver.trades'))
    // The last two minutes, and the second in which a walk begins anew, may come twice.
    expect(records).toBeLessThan(trades * 1.05)
    await scene.heals(home)
  })

  it('keeps to it in every resource, with one page at the most beyond', async () => {
    const home = await scene.folder()
    await run(home, ['sync', 'kalshi', '--max-records', '5'])
    for (const table of ['silver.events', 'silver.markets', 'silver.trades']) {
      expect(await count(home, table), table).toBeLessThanOrEqual(10)
    }
    await scene.heals(home, ['sync', 'kalshi', '--since', '2026-10-01'])
  })

  it('is in the plan of --dry-run', async () => {
    const home = await scene.folder()
    const said = await scene.run(home, ['sync', 'kalshi/trades', '--max-records', '500', '--dry-run'])
    expect(said.out).toMatch(/^kalshi\/trades: 3 requests, .*stops after 500 records/)
  })
})

describe('--fresh', () => {
  it('begins half-walked slices anew and keeps what they brought', async () => {
    const home = await scene.folder()
    const since = ['sync', 'kalshi/trades', '--since', '2026-10-01']
    await run(home, [...since, '--max-records', '700', '--chunk-size', '100'])
    const held = await count(home, 'silver.trades')
    const { figures, asked } = await run(home, ['sync', 'kalshi/trades', '--fresh', '--max-records', '100'])
    expect(ofTrades(asked).filter((url) => url.searchParams.has('cursor'))).toEqual([])
    expect(figures.duplicates).toBeGreaterThan(0)
    expect(await count(home, 'silver.trades')).toBeGreaterThanOrEqual(held)
    expect(await untrueClaims(home)).toEqual([])
    await scene.heals(home, ['sync', 'kalshi', '--fresh'])
  })
})

describe('--limit', () => {
  it('takes so many markets, and the trades of so many', async () => {
    const home = await scene.folder()
    const { err } = await run(home, ['sync', 'kalshi', '--limit', '4'])
    expect(err).toContain('Asked as always, because they take no --limit: kalshi/series.')
    expect([await count(home, 'silver.events'), await count(home, 'silver.markets')]).toEqual([4, 4])
    const markets = await ids(home, 'select market_id as id from silver.markets order by 1')
    const traded = await ids(home, 'select distinct market_id as id from silver.trades order by 1')
    expect(markets).toEqual(expect.arrayContaining(traded))
    const missing = await ids(
      await scene.mirror(),
      `select trade_id as id from silver.trades where market_id in ('${markets.join("','")}')`,
    )
    expect(await ids(home, 'select trade_id as id from silver.trades')).toEqual(expect.arrayContaining(missing))
    await scene.heals(home, ['sync', 'kalshi', '--since', '2026-10-01'])
  })
})

describe('--market and --status', () => {
  it('asks for named markets alone, and says who is left out', async () => {
    const [ticker] = await ids(
      await scene.mirror(),
      'select market_id as id from silver.trades group by 1 order by count(*) desc',
    )
    const home = await scene.folder()
    const { err } = await run(home, ['sync', 'kalshi', '--market', ticker!])
    expect(err).toContain('Left out, because they take no --market: kalshi/series, kalshi/events.')
    expect(await ids(home, 'select market_id as id from silver.markets')).toEqual([ticker])
    const of = `select trade_id as id from silver.trades where market_id = '${ticker}' order by 1`
    expect(await ids(home, of.replace(/where .* order/, 'order'))).toEqual(await ids(await scene.mirror(), of))
    const { figures } = await run(home, ['sync', 'kalshi/trades', '--market', ticker!])
    expect(figures.records, 'only what may not have settled is asked again').toBeLessThan(20)
    await scene.heals(home, ['sync', 'kalshi', '--since', '2026-10-01'])
  })

  it.each(['open', 'closed', 'resolved'])('%s: markets of that status, and their trades', async (status) => {
    const mirror = await scene.mirror()
    const silver = status === 'open' ? "('upcoming', 'open', 'paused')" : `('${status}')`
    const of = `select market_id as id from silver.markets where not is_combo and status in ${silver}`
    const wanted = (await ids(mirror, of)).sort()
    const home = await scene.folder()
    await run(home, ['sync', 'kalshi/series'])
    await run(home, ['sync', 'kalshi/markets', '--status', status])
    expect((await ids(home, 'select market_id as id from silver.markets')).sort()).toEqual(wanted)
    // Where none is known, there is nothing to ask by.
    if (wanted.length === 0) return
    await run(home, ['sync', 'kalshi/markets'])
    const { asked } = await run(home, ['sync', 'kalshi/trades', '--status', status])
    expect([...new Set(ofTrades(asked).map((url) => url.searchParams.get('ticker')))].sort()).toEqual(wanted)
    await scene.heals(home, ['sync', 'kalshi', '--since', '2026-10-01'])
  })
})

describe('--chunk-size', () => {
  it('is what requests ask for, a page cap where that is less, and changes nothing in the end', async () => {
    const home = await scene.folder()
    const { asked } = await run(home, ['sync', 'kalshi', '--since', '2026-10-01', '--chunk-size', '300'])
    const limits = (pathname: string) =>
      new Set(asked.filter((url) => url.pathname === pathname).map((url) => url.searchParams.get('limit')))
    expect([limits('/events'), limits('/markets')]).toEqual([new Set(['200']), new Set(['300'])])
    expect(new Set(ofTrades(asked).map((url) => url.searchParams.get('limit')))).toEqual(new Set(['300']))
    expect(await scene.untrue(home)).toEqual([])
  })
})

describe('what cannot be granted', () => {
  const REFUSED: readonly (readonly [line: string, says: string])[] = [
    [
      'sync kalshi/series --market X',
      'kalshi/series takes no --market. These do: kalshi/markets, kalshi/trades, kalshi/candles, kalshi/books. Leave the option out, or ask for others.',
    ],
    [
      'sync kalshi kalshi/events --status open',
      'kalshi/events takes no --status. These do: kalshi/markets, kalshi/trades, kalshi/candles, kalshi/books.',
    ],
    ['sync kalshi/markets --since 1d', 'kalshi/markets takes no --since. These do: kalshi/trades, kalshi/candles.'],
    ['sync kalshi --trader X', 'kalshi/series takes no --trader. No resource of this venue does. Leave the option out'],
    ['pull kalshi/series --limit 3', 'kalshi/series takes no --limit. These do: kalshi/events, kalshi/markets, '],
    ['sync kalshi --limit 0', '--limit takes a whole number above 0, got "0".'],
    ['sync kalshi --max-records many', '--max-records takes a whole number above 0, got "many".'],
    ['sync kalshi --chunk-size 1.5', '--chunk-size takes a whole number above 0, got "1.5".'],
    ['sync kalshi --status ended', "argument 'ended' is invalid. Allowed choices are open, closed, resolved, all."],
  ]
  it.each(REFUSED)('oddslake %s', async (line, says) => {
    const home = `${await scene.folder()}/none`
    const before = scene.replica.requests().length
    const ended = await scene.run(home, line.split(' '))
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining(says)])
    expectClear(ended)
    expect([scene.replica.requests().length, existsSync(home)]).toEqual([before, false])
  })

  it('for want of a market to ask for is told', async () => {
    const { figures, err } = await run(await scene.folder(), ['sync', 'kalshi/trades', '--status', 'open'])
    expect(figures.records).toBe(0)
    expect(err).toContain(
      'kalshi/trades: there is nothing to ask: no such market is known here; mirror the markets first: oddslake sync kalshi/markets.',
    )
  })
})
