import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../src/cli/main.ts'
import type { Row } from '../src/engine/connection.ts'
import { type Replica, startReplica } from '../src/replica/index.ts'
import { recordingEffects } from './support/effects.ts'
import { openHome } from './support/opened.ts'
import { linesOf, recordings } from './support/recordings.ts'

const folder = recordings('worlds/kalshi')
const RESOURCES = ['series', 'events', 'markets', 'trades'] as const
const KEYS = { series: 'ticker', events: 'event_ticker', markets: 'ticker', trades: 'trade_id' } as const

/** The recorded lines, read without any of our own code. */
const lines = (resource: string) => linesOf(folder!, resource)
const records = (resource: string) => lines(resource).map((line) => JSON.parse(line) as Record<string, unknown>)

describe.skipIf(folder === undefined || !existsSync(folder))('recordings of the real exchange', () => {
  let home: string
  let replica: Replica
  let opened: Awaited<ReturnType<typeof openHome>>
  let exitCode: number
  const rows = <R extends Row>(query: string) => opened.connection.rows<R>(query)

  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'oddslake-recorded-'))
    replica = await startReplica({ venue: 'kalshi', world: { kind: 'recorded', from: folder! } })
    const { effects } = recordingEffects({
      ODDSLAKE_HOME: home,
      ODDSLAKE_KALSHI_URL: replica.url,
      ODDSLAKE_KALSHI_READ_REQUESTS: '10000',
      ODDSLAKE_KALSHI_READ_BURST: '1000',
    })
    exitCode = await run(['sync', 'kalshi', 'kalshi/mve_markets', '--since', '2026-01-01'], effects)
    opened = await openHome(home)
  })

  afterAll(async () => {
    opened.close()
    await replica.close()
    await rm(home, { recursive: true })
  })

  it('ends well', () => {
    expect(exitCode).toBe(0)
  })

  it.each(RESOURCES)('%s: every recorded line is in bronze, byte for byte', async (resource) => {
    const held = await rows<{ payload: string }>(
      `select payload from bronze where resource in ('${resource}', 'mve_${resource}')`,
    )
    const payloads = new Set(held.map((row) => row.payload))
    expect(lines(resource).filter((line) => !payloads.has(line))).toEqual([])
  })

  it.each(RESOURCES)('%s: silver holds each distinct key once', async (resource) => {
    const expected = new Set(records(resource).map((r) => r[KEYS[resource]]))
    const column = { series: 'series_id', events: 'event_id', markets: 'market_id', trades: 'trade_id' }[resource]
    const found = await rows<{ id: string }>(`select ${column} as id from silver.${resource}`)
    expect(found.length).toBe(expected.size)
    expect(new Set(found.map((row) => row.id))).toEqual(expected)
  })

  it('nothing is rejected', async () => {
    expect(await rows('select * from silver.rejects')).toEqual([])
  })

  it('YES + NO is 1 on every trade that carries both, and no price or count differs by anything', async () => {
    const silver = new Map(
      (
        await rows<{ trade_id: string; price: string; size: string; side: string }>(
          'select trade_id, price, size, side from silver.trades',
        )
      ).map((r) => [r.trade_id, r]),
    )
    for (const trade of records('trades')) {
      const row = silver.get(String(trade.trade_id))!
      expect(row.price).toBe(padded(String(trade.yes_price_dollars), 12))
      expect(row.size).toBe(padded(String(trade.count_fp ?? trade.count), 6))
      expect(row.side).toBe((trade.taker_outcome_side ?? trade.taker_side) === 'yes' ? 'buy' : 'sell')
      expect(units(String(trade.yes_price_dollars)) + units(String(trade.no_price_dollars))).toBe(1_000_000n)
    }
  })

  it('market prices, volumes and times are those of the recording, of whatever era', async () => {
    const silver = new Map(
      (
        await rows<Record<string, string>>(
          `select market_id, last_price, volume, open_interest, strftime(closes_at, '%Y-%m-%dT%H:%M:%S.%fZ') as closes_at, status, resolution from silver.markets`,
        )
      ).map((r) => [r.market_id, r]),
    )
    for (const market of records('markets')) {
      const row = silver.get(String(market.ticker))!
      const last = String(market.last_price_dollars)
      expect(row.last_price, String(market.ticker)).toBe(units(last) === 0n ? null : padded(last, 12))
      expect(row.volume).toBe(padded(String(market.volume_fp ?? market.volume), 6))
      expect(row.open_interest).toBe(padded(String(market.open_interest_fp ?? market.open_interest), 6))
      expect(Date.parse(row.closes_at!)).toBe(Date.parse(String(market.close_time)))
      expect(row.resolution).toBe(market.result === '' || market.result === undefined ? null : market.result)
    }
  })

  it('references that the recording does not hold are listed as unresolved', async () => {
    const known = new Set(records('events').map((r) => r.event_ticker))
    const dangling = records('markets').filter((m) => !known.has(m.event_ticker)).length
    const [listed] = await rows<{ n: string }>(
      "select sum(rows) as n from silver.unresolved where from_table = 'markets'",
    )
    expect(Number(listed?.n)).toBe(dangling)
  })

  it('a second run asks and stores next to nothing', async () => {
    const before = replica.requests().length
    const { effects, err } = recordingEffects({
      ODDSLAKE_HOME: home,
      ODDSLAKE_KALSHI_URL: replica.url,
      ODDSLAKE_KALSHI_READ_REQUESTS: '10000',
      ODDSLAKE_KALSHI_READ_BURST: '1000',
    })
    expect(await run(['sync', 'kalshi'], effects)).toBe(0)
    expect(replica.requests().length - before).toBeLessThanOrEqual(12)
    expect(err()).toMatch(/ 0 rows into silver/)
  })
})

/** `0.06` with as many digits after the point as the column has. */
function padded(text: string, digits: number): string {
  const [whole, fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(digits, '0')}`
}

/** A decimal text in millionths. */
function units(text: string): bigint {
  return BigInt(padded(text, 6).replace('.', ''))
}
