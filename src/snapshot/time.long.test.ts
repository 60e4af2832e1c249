import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestWarehouse } from '../../test/support/model.ts'
import { dump, look } from '../../test/support/past.ts'
import { parseInstant } from '../core/instant.ts'
import type { Row } from '../engine/connection.ts'
import { MODELS } from '../models/index.ts'
import { publish } from '../warehouse/duckdb/publish.ts'
import { momentOf } from './time.ts'

const START = Date.UTC(2026, 0, 1)
const instant = (second: number) => new Date(START + second * 1000).toISOString()
const micros = (second: number) => parseInstant(instant(second))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 })

const second = fc.integer({ min: 1, max: 60 })
const id = fc.constantFrom('A', 'B', 'C')
const tenths = fc.integer({ min: 1, max: 9 })

const MARKET = fc.record({
  id,
  created: maybe(second),
  opened: maybe(second),
  closes: maybe(second),
  resolved: maybe(second),
  yes: fc.boolean(),
})
/** Two trades share each instant; a correction says anything else anew. */
const TRADE = fc
  .record({
    trade: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
    id,
    no: fc.boolean(),
    tenths,
    size: tenths,
    kind: fc.constantFrom('trade', 'trade', 'block', 'redemption'),
  })
  .map((t) => ({ ...t, at: Math.ceil(Number(t.trade) / 2) * 12 }))
const PRICE = fc.record({ id, no: fc.boolean(), at: second, tenths })
const LOAD = fc.record({
  markets: fc.uniqueArray(MARKET, { selector: (m) => m.id, maxLength: 3 }),
  trades: fc.uniqueArray(TRADE, { selector: (t) => t.trade, maxLength: 6 }),
  prices: fc.array(PRICE, { maxLength: 2 }),
})
type Load = typeof LOAD extends fc.Arbitrary<infer T> ? T : never
type Market = Load['markets'][number]
type Trade = Load['trades'][number]

/** The rows of a load as the warehouse takes them, all seen at one second. */
function rows({ markets, trades, prices }: Load, seen: number) {
  const seen_at = instant(seen)
  const venue = 'kalshi'
  const when = (s: number | null) => (s === null ? null : instant(s))
  return {
    markets: markets.map((m) => ({
      ...{
        venue,
        market_id: m.id,
        is_combo: false,
        status: m.resolved === null ? 'open' : 'resolved',
        currency: 'USD',
      },
      ...{ created_at: when(m.created), opened_at: when(m.opened), closes_at: when(m.closes), seen_at },
      ...{ resolved_at: when(m.resolved), resolution: m.resolved === null ? null : m.yes ? 'yes' : 'no' },
    })),
    outcomes: markets.flatMap((m) =>
      ['yes', 'no'].map((side, position) => ({
        ...{ venue, market_id: m.id, outcome_id: `${m.id}:${side}`, position, seen_at },
        is_winner: m.resolved === null ? null : (side === 'yes') === m.yes,
      })),
    ),
    trades: trades.map((t) => ({
      ...{ venue, trade_id: t.trade, part: 0, market_id: t.id, outcome_id: `${t.id}:${t.no ? 'no' : 'yes'}` },
      ...{ price: t.tenths / 10, size: t.size, notional: 1, traded_at: instant(t.at), kind: t.kind, is_combo: false },
      seen_at,
    })),
    prices: prices.map((p) => ({
      ...{ venue, market_id: p.id, outcome_id: `${p.id}:${p.no ? 'no' : 'yes'}`, at: instant(p.at), trade_id: '' },
      ...{ price: p.tenths / 10, seen_at },
    })),
  }
}

/** The last word of each key over all loads. */
function latest<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()]
}

/** The reference: what a market looked like at a second, in plain JavaScript. */
function marketAt(market: Market, loads: readonly Load[], at: number) {
  const trades = latest(
    loads.flatMap((l) => l.trades),
    (t) => t.trade,
  ).filter((t) => t.id === market.id && t.at <= at)
  const told = latest(
    loads.flatMap((l) => l.prices),
    (p) => `${p.id}${p.no}${p.at}`,
  ).filter((p) => p.id === market.id && p.at <= at)
  const inBook = trades.filter((t) => t.kind === 'trade')
  const volume = trades.filter((t) => t.kind !== 'redemption')
  const isResolved = market.resolved !== null && market.resolved <= at
  const status = isResolved
    ? 'resolved'
    : market.opened !== null && market.opened > at
      ? 'upcoming'
      : market.closes !== null && market.closes <= at
        ? 'closed'
        : 'open'
  return {
    market_id: market.id,
    status,
    resolution: isResolved ? (market.yes ? 'yes' : 'no') : null,
    yes: lastPrice(told.length > 0 ? told : inBook, false),
    no: lastPrice(told.length > 0 ? told : inBook, true),
    wins: isResolved ? market.yes : null,
    volume: volume.length === 0 ? null : volume.reduce((sum, t) => sum + t.size, 0),
  }
}

function marketsAt(loads: readonly Load[], at: number): Row[] {
  const known = latest(
    loads.flatMap((l) => l.markets),
    (m) => m.id,
  )
  return known
    .filter((m) => (m.created ?? m.opened ?? 0) <= at)
    .map((m) => marketAt(m, loads, at))
    .map((m) => ({ ...m, last: m.yes, loses: m.wins === null ? null : !m.wins }))
    .sort((a, b) => (a.market_id < b.market_id ? -1 : 1))
}

/** The same from the tables, whole numbers as numbers. */
const MARKETS = `
  select m.market_id, m.status, m.resolution, (m.last_price * 10)::integer as last, m.volume::integer as volume,
    (y.price * 10)::integer as yes, (n.price * 10)::integer as no, y.is_winner as wins, n.is_winner as loses
  from silver.markets as m join silver.outcomes as y on y.outcome_id = m.market_id || ':yes'
  join silver.outcomes as n on n.outcome_id = m.market_id || ':no' order by 1`

/** The newest price, the own side's before the other's, then by trade id; the other side's as its complement. */
function lastPrice(rows: readonly { at: number; no: boolean; tenths: number; trade?: Trade['trade'] }[], no: boolean) {
  const rank = (r: (typeof rows)[number]) => [r.at, r.no === no ? 1 : 0, r.trade ?? '']
  const last = rows.toSorted((a, b) => compare(rank(a), rank(b))).at(-1)
  return last === undefined ? null : last.no === no ? last.tenths : 10 - last.tenths
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const i = a.findIndex((value, index) => value !== b[index])
  return i < 0 ? 0 : a[i]! < b[i]! ? -1 : 1
}

const TABLES = ['silver.markets', 'silver.outcomes', 'silver.trades', 'silver.prices', 'silver.unresolved'].concat(
  // The ledger is kept as it is now, and so is what is counted from it.
  MODELS.filter((model) => !model.reads.includes('ledger')).map((model) => `gold.${model.name}`),
)

describe('time questions', () => {
  let warehouse: TestWarehouse
  let home: string
  beforeEach(async () => {
    warehouse = await TestWarehouse.open()
    home = await mkdtemp(path.join(os.tmpdir(), 'oddtime-'))
  })
  afterEach(async () => {
    await warehouse.close()
    await rm(home, { recursive: true })
  })

  const release = async () => {
    for (const model of MODELS) await warehouse.warehouse.build(warehouse.connection, model)
    await publish(warehouse.connection, { home, models: MODELS, trace: () => {} })
  }

  it('--as-of gives every table as it was published then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(LOAD, { minLength: 2, maxLength: 4 }), async (loads) => {
        await warehouse.warehouse.clear(warehouse.connection)
        const published: Record<string, string[]>[] = []
        for (const [i, load] of loads.entries()) {
          await warehouse.load(rows(load, 100 + i * 10))
          await release()
          published.push(await look(home, undefined, (connection) => dump(connection, TABLES)))
        }
        for (const [i, then] of published.entries()) {
          // The very instant at which it was learnt, or one before the next.
          const moment = { ask: 'as-of', at: micros(100 + i * 10 + (i % 2) * 5) } as const
          expect(await look(home, moment, (connection) => dump(connection, TABLES))).toEqual(then)
        }
      }),
      { numRuns: 6, endOnFailure: true },
    )
  })

  it('--at gives what a plain model says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(LOAD, { minLength: 1, maxLength: 4 }),
        fc.array(second, { minLength: 1, maxLength: 5 }),
        async (loads, instants) => {
          await warehouse.warehouse.clear(warehouse.connection)
          for (const [i, load] of loads.entries()) await warehouse.load(rows(load, 100 + i * 10))
          await release()
          for (const at of instants) {
            const found = await look(home, { ask: 'at', at: micros(at) }, (connection) => connection.rows(MARKETS))
            expect(found).toEqual(marketsAt(loads, at))
          }
        },
      ),
      { numRuns: 10, endOnFailure: true },
    )
  })

  it('--at prices the no of each answer by its own yes, and gives a market of several answers no price', async () => {
    const seen_at = instant(1)
    const row = { venue: 'manifold', market_id: 'M', seen_at }
    const ids = ['1:YES', '1:NO', '2:YES', '2:NO']
    await warehouse.load({
      markets: [{ ...row, is_combo: false, status: 'open' }],
      outcomes: ids.map((outcome_id, position) => ({ ...row, outcome_id, position })),
      prices: [
        { ...row, outcome_id: '1:YES', at: instant(5), trade_id: 'a', price: 0.3 },
        { ...row, outcome_id: '2:YES', at: instant(6), trade_id: 'b', price: 0.6 },
        { ...row, outcome_id: '2:YES', at: instant(9), trade_id: 'c', price: 0.9 },
      ],
    })
    await release()
    await look(home, { ask: 'at', at: micros(7) }, async (connection) => {
      const outcomes = await connection.rows(
        'select (price * 10)::integer as tenths from silver.outcomes order by position',
      )
      expect(outcomes.map(({ tenths }) => tenths)).toEqual([3, 7, 6, 4])
      expect(await connection.rows('select last_price from silver.markets')).toEqual([{ last_price: null }])
    })
  })

  it('what keeps no past is refused when it is asked, not before', async () => {
    await release()
    await look(home, { ask: 'as-of', at: micros(0) }, async (connection) => {
      expect(await connection.rows('select * from silver.series')).toEqual([])
      await expect(connection.rows('select count(*) from silver.ledger')).rejects.toThrow(
        /silver.ledger is kept as it is now/,
      )
    })
    await look(home, { ask: 'at', at: micros(0) }, (connection) =>
      expect(connection.rows('select * from silver.positions')).rejects.toThrow(/Ask with --as-of/),
    )
  })

  it('the future is refused, with the time it is now', () => {
    expect(() => momentOf('at', micros(10), micros(5))).toThrow(
      '--at 2026-01-01T00:00:10Z lies in the future: now it is 2026-01-01T00:00:05Z (UTC).',
    )
  })
})
