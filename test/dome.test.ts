import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { run } from '../src/cli/main.ts'
import { reachable, select } from '../src/cli/selection.ts'
import { configure } from '../src/cli/workspace.ts'
import type { RunEvent } from '../src/core/event.ts'
import type { SimulatedOptions } from '../src/replica/index.ts'
import { dome } from '../src/venues/dome/index.ts'
import { inHome, Mirror } from './contract/mirror.ts'
import { gate } from './failures/support/damage.ts'
import { recordingEffects } from './support/effects.ts'

const WORLD = { kind: 'simulated', trades: 60, markets: 250, seed: 2, days: 3, until: '2026-10-08' } as const
const PRICE = '/polymarket/market-price/'

let mirror: Mirror | undefined
afterEach(() => mirror?.close())

/** A mirror of a world, and a home of it that holds markets and prices. */
async function mirrored(more: Partial<SimulatedOptions> = {}) {
  mirror = await Mirror.open(dome, { world: { ...WORLD, ...more } })
  const home = await mirror.home()
  const ended = await mirror.run(home, ['sync', 'dome', '--json'])
  expect(ended.code, ended.err).toBe(0)
  return { mirror, home, ended }
}

const untrue = async (of: Mirror, home: string) =>
  (await of.differences(home)).map(({ table, sample }) => `${table}: ${sample}`)

type Line = RunEvent & Record<string, number>

describe('Dome', () => {
  it('tells each batch in one line of the log: pages of markets, what was kept and upserted, prices', async () => {
    const { mirror, home } = await mirrored()
    const lines = readFileSync(path.join(home, 'logs', 'oddslake.log'), 'utf8')
      .trim()
      .split('\n')
    const of = (resource: string, type: string) =>
      lines.map((line) => JSON.parse(line) as Line).filter((line) => line.type === type && line.resource === resource)
    const [held] = await inHome(home, (connection) =>
      connection.rows<{ markets: string; open: string; prices: string }>(
        `select count(*) as markets, count(*) filter (where status = 'open') as open, (select count(*) from silver.prices) as prices from silver.markets`,
      ),
    )
    const [markets, open, prices] = [held!.markets, held!.open, held!.prices].map(Number)
    expect(prices).toBe(2 * open!)
    expect(prices).toBeGreaterThan(50)

    const pages = of('markets', 'batch').map(({ figures }) => figures as unknown as Record<string, number>)
    expect(pages.map(({ page }) => page)).toEqual(pages.map((_, i) => i + 1))
    expect(pages.length).toBe(Math.ceil(markets! / 100))
    expect(pages.reduce((sum, { active }) => sum + active!, 0)).toBe(open)
    expect(pages.at(-1)!.total_active).toBe(open)
    expect(of('markets', 'commit').map(({ rows, duplicates }) => [rows, duplicates])).toEqual([[markets, 0]])
    // A row of the market, one of its details, one of its other name, and two outcomes.
    expect(of('markets', 'load').map(({ rows, rejects }) => [rows, rejects])).toEqual([[5 * markets!, 0]])

    const batches = of('prices', 'batch').map(({ figures }) => figures as unknown as Record<string, number>)
    const all = Math.ceil(prices! / 50)
    expect(batches.map(({ batch, of }) => [batch, of])).toEqual(Array.from({ length: all }, (_, i) => [i + 1, all]))
    expect(batches.at(-1)).toMatchObject({ fetched: prices, priceless: 0, failed: 0 })
    expect(of('prices', 'load').map(({ rows, rejects }) => [rows, rejects])).toEqual([[prices, 0]])
    expect(await untrue(mirror, home)).toEqual([])
  })

  it('is neither stopped nor held up by prices that fail or do not come, and names them', async () => {
    const { mirror, home, ended } = await mirrored({ dome: { deadPrices: 1 } })
    expect(ended.err).toMatch(/1 of \d+ prices did not come: \d+ \(/)
    expect(await untrue(mirror, home)).toEqual([])
    const [{ id } = { id: '' }] = await inHome(home, (connection) =>
      connection.rows<{ id: string }>('select min(outcome_id) as id from silver.prices'),
    )
    // With two on their way, one that hangs until all others were asked.
    const stuck = gate()
    mirror.proxy.spoil(`${PRICE}${id}`, stuck.damage)
    mirror.replica.advance(60)
    const before = mirror.replica.requests().length
    const asked = () =>
      mirror.replica
        .requests()
        .slice(before)
        .filter((r) => r.path.includes(PRICE) && r.status === 200)
    const [{ n } = { n: '0' }] = await inHome(home, (connection) =>
      connection.rows<{ n: string }>('select count(*) as n from silver.prices'),
    )
    const events: RunEvent[] = []
    const { effects } = recordingEffects(
      { ...mirror.env(home), PRICE_FETCH_BATCH_SIZE: '2' },
      {
        out(text) {
          events.push(JSON.parse(String(text)))
          if (asked().length === Number(n)) stuck.open()
        },
      },
    )
    expect(await run(['sync', 'dome/prices', '--json'], effects)).toBe(0)
    expect(events.filter((event) => event.type === 'slice')).toMatchObject([{ state: 'suspect' }])
    expect(await untrue(mirror, home)).toEqual([])
    const verified = await mirror.run(home, ['verify', 'dome/prices'])
    expect([verified.code, verified.err]).toEqual([1, expect.stringContaining('1 findings')])
  })

  it('a delta sees new markets, closed ones and their winners, without reading the whole list', async () => {
    const { mirror, home } = await mirrored({ future: 3 })
    const of = (resource: string, status: string) =>
      inHome(home, (connection) =>
        connection.rows(`select market_id from silver.${resource} where status = '${status}'`),
      )
    const [before, resolved] = [await of('markets', 'open'), await of('markets', 'resolved')]
    mirror.replica.advance(2 * 86_400)
    const { code, err, requests } = await mirror.run(home, ['sync', 'dome', '--chunk-size', '10', '--json'])
    expect(code, err).toBe(0)
    const listed = requests.filter(({ query }) => query.includes('limit=10') && !query.includes('condition_id='))
    const [{ n } = { n: '0' }] = await inHome(home, (c) =>
      c.rows<{ n: string }>('select count(*) as n from silver.markets'),
    )
    expect(listed.length).toBeGreaterThan(0)
    expect(listed.length).toBeLessThan(Number(n) / 20)
    expect(await untrue(mirror, home)).toEqual([])
    expect((await of('markets', 'resolved')).length).toBeGreaterThan(resolved.length)
    const known = new Set(before.map(({ market_id }) => market_id))
    expect((await of('markets', 'open')).some(({ market_id }) => !known.has(market_id))).toBe(true)
  })

  it('reads rows of 2025 and of 2026, and finds no drift in either', async () => {
    const { mirror: old, home, ended } = await mirrored({ dome: { rows: 2025 } })
    await old.close()
    mirror = await Mirror.open(dome, { world: WORLD })
    const later = await mirror.run(home, ['sync', 'dome', '--full', '--json'])
    expect(later.code, later.err).toBe(0)
    expect([...ended.events, ...later.events].filter((event) => event.type === 'drift')).toEqual([])
    expect(await untrue(mirror, home)).toEqual([])
  })

  it('is left out where no venue is named and no address is set, and asks for one where it is', async () => {
    const { effects, err } = recordingEffects({ ODDSLAKE_HOME: '/dev/shm/oddslake-no-address' })
    const { selected, notes } = reachable(select([]), await configure(effects))
    expect(selected.map(({ venue }) => venue.name)).not.toContain('dome')
    expect(selected.length).toBe(select([]).length - select(['dome']).length)
    expect(notes).toEqual([expect.stringContaining('ODDSLAKE_DOME_URL')])
    expect(await run(['sync', 'dome', '--dry-run'], effects)).toBe(2)
    expect(err()).toContain('Set ODDSLAKE_DOME_URL')
  })

  it.each<[Readonly<Record<string, string>>, number]>([
    [{}, 50],
    [{ ODDSLAKE_WORKERS: '9' }, 9],
    [{ ODDSLAKE_WORKERS: '9', PRICE_FETCH_BATCH_SIZE: '7' }, 7],
    [{ PRICE_FETCH_BATCH_SIZE: '7', ODDSLAKE_DOME_PRICES_WORKERS: '5' }, 5],
  ])('asks for prices side by side as %j says', async (env, workers) => {
    const config = await configure(recordingEffects({ ODDSLAKE_HOME: '/dev/shm/oddslake-none', ...env }).effects)
    const of = (name: string) => dome.resources.find((resource) => resource.name === name)!
    expect(config.number('workers', { venue: dome, resource: of('prices') })).toBe(workers)
    expect(config.number('workers', { venue: dome, resource: of('markets') })).toBe(Number(env.ODDSLAKE_WORKERS ?? 16))
    const told = config.all().find(({ setting }) => setting.name === 'dome.prices.workers')
    expect(told).toMatchObject({ value: workers })
  })
})
