import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { writeTruth } from '../src/replica/index.ts'
import { OFFSET_RULES, type PolymarketOptions } from '../src/replica/world.ts'
import { polymarket } from '../src/venues/polymarket/index.ts'
import { type Ended, inHome, Mirror } from './contract/mirror.ts'
import { runChild } from './storm/process.ts'
import { type Difference, differences } from './support/truth.ts'

const TRADES = 60_000
/** What the venue answers where it does not know the newer version. */
const UNKNOWN = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"error":"not found"}'),
}

let mirror: Mirror
let home: string
afterEach(() => mirror.close())

/** A market of 60,000 trades, with catalogue, in a home of its own; without the newer version of the API where `old`. */
async function open(options: PolymarketOptions, old: boolean): Promise<void> {
  const world = {
    kind: 'simulated',
    trades: TRADES + 500,
    markets: 20,
    seed: 3,
    days: 20,
    until: '2026-10-08',
  } as const
  mirror = await Mirror.open(polymarket, { world: { ...world, polymarket: { bigMarket: TRADES, ...options } } })
  if (old) for (const path of ['/data/v2/trades', '/data/v2/activity']) mirror.proxy.spoil(path, () => UNKNOWN)
  home = await mirror.home()
  await done(mirror.run(home, ['sync', 'polymarket/events', 'polymarket/markets']))
}

async function done(run: Promise<Ended>): Promise<Ended> {
  const ended = await run
  expect(ended.code, ended.err).toBe(0)
  return ended
}

const BOTH = ['polymarket/trades', 'polymarket/fills']
const sync = (...more: string[]) => mirror.run(home, ['sync', 'polymarket/trades', '--json', ...more])
/** Where trades or fills differ from the world's; its other tables would take most of the time to write. */
async function untrue(): Promise<Difference[]> {
  const { world } = mirror.replica
  const files = ['trades', 'fills']
  const folder = path.join(await mirror.home(), 'truth')
  await writeTruth({ ...world, truth: world.truth.filter(({ name }) => files.includes(name)) }, folder)
  return differences(home, folder, { venue: 'polymarket', files })
}

/** States of the slices of what was asked, and why some are in doubt. */
async function states(): Promise<{ states: string[]; doubts: string[] }> {
  const rows = await inHome(home, (connection) =>
    connection.rows<{ state: string; proof: string }>(
      "select state, proof from silver.ledger where resource in ('trades', 'fills')",
    ),
  )
  return {
    states: [...new Set(rows.map(({ state }) => state))].sort(),
    doubts: rows.filter(({ state }) => state === 'suspect').map(({ proof }) => proof),
  }
}

describe('a market of 60,000 trades', () => {
  it('is complete through the newer version, also after new trades, a rebuild and other pages', async () => {
    await open({}, false)
    await done(sync('polymarket/fills'))
    expect(await untrue()).toEqual([])
    for (const size of [100, 500]) {
      mirror.replica.world.insertTrades?.(50)
      mirror.replica.advance(3600)
      await done(mirror.run(home, ['sync', 'polymarket/markets']))
      await done(sync('polymarket/fills', '--chunk-size', String(size), '--full'))
      expect(await untrue()).toEqual([])
    }
    await done(mirror.run(home, ['load', '--rebuild']))
    expect(await untrue()).toEqual([])
    expect((await states()).states).toEqual(['complete', 'empty-confirmed'])
    await done(mirror.run(home, ['verify', ...BOTH]))
  })

  it('is complete after walks that were killed, while new trades came', async () => {
    await open({}, false)
    for (let kills = 0; kills < 3; kills++) {
      const env = { ...mirror.env(home), ODDSLAKE_FLUSH_SECONDS: '0.2' }
      const ended = await runChild(['sync', ...BOTH, '--chunk-size', '200', '--json'], env, {
        after: 500 + 700 * kills,
        clock: 'new',
      })
      expect(ended.killed).toBe(true)
      mirror.replica.world.insertTrades?.(20)
      mirror.replica.advance(600)
    }
    await done(mirror.run(home, ['sync', 'polymarket/markets']))
    await done(sync('polymarket/fills'))
    expect(await untrue()).toEqual([])
  })

  it.each(OFFSET_RULES)('is complete through the older version alone where windows are obeyed: %s', async (offsets) => {
    await open({ offsets }, true)
    await done(sync())
    expect(await untrue()).toEqual([])
    mirror.replica.world.insertTrades?.(50)
    mirror.replica.advance(3600)
    await done(mirror.run(home, ['sync', 'polymarket/markets']))
    await done(sync())
    await done(mirror.run(home, ['load', '--rebuild']))
    expect(await untrue()).toEqual([])
    expect((await states()).states).toEqual(['complete', 'empty-confirmed'])
  })

  it.each([
    ['clamp-1000', 'gives the same records again'],
    ['error-3000', 'offset of 3000 exceeded'],
    ['error-10000', 'offset of 10000 exceeded'],
  ] as const)('is suspect with the reason where no windows are obeyed: %s', async (offsets, reason) => {
    await open({ offsets, filtersTimes: false }, true)
    await done(sync())
    const found = await untrue()
    expect(found.map(({ table, extra }) => ({ table, extra }))).toEqual([{ table: 'silver.trades', extra: 0 }])
    const { states: known, doubts } = await states()
    expect(known).toEqual(['complete', 'empty-confirmed', 'suspect'])
    for (const doubt of doubts) expect(doubt).toContain(reason)
  })
})
