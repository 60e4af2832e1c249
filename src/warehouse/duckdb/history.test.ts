import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestWarehouse } from '../../../test/support/model.ts'

type Told = { readonly id: string; readonly says: number; readonly wait: number }

/** What a sequence of loads told of each id, with the second at which each row was seen. */
const LOADS = fc.array(
  fc.array(
    fc.record({ id: fc.constantFrom('a', 'b', 'c'), says: fc.integer({ min: 1, max: 3 }), wait: fc.nat({ max: 2 }) }),
    { minLength: 1, maxLength: 6 },
  ),
  { minLength: 1, maxLength: 6 },
)

const moment = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()

/** The reference: each id's versions in order, equal ones told once, of those of one moment the last. */
function timeline(loads: readonly (readonly (Told & { second: number })[])[]) {
  const versions = new Map<string, { says: number; second: number }[]>()
  for (const { id, says, second } of loads.flat()) {
    const list = versions.get(id) ?? []
    if (list.at(-1)?.second === second) list.pop()
    if (list.at(-1)?.says !== says) list.push({ says, second })
    versions.set(id, list)
  }
  return versions
}

function asOf(loads: readonly (readonly (Told & { second: number })[])[], at: number) {
  return [...timeline(loads)]
    .flatMap(([id, list]) => {
      const known = list.findLast((version) => version.second <= at)
      return known === undefined ? [] : [{ id, says: String(known.says), seen: moment(known.second) }]
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Seconds never go back, and every load comes after the one before it. */
function timed(loads: readonly (readonly Told[])[]) {
  let second = 0
  return loads.map((load) => {
    second++
    return load.map((told) => {
      second += told.wait
      return { ...told, second }
    })
  })
}

const SEEN = `strftime(seen_at, '%Y-%m-%dT%H:%M:%S.%gZ') as seen`

describe('the past of a table', () => {
  let warehouse: TestWarehouse
  beforeAll(async () => {
    warehouse = await TestWarehouse.open()
  })
  afterAll(() => warehouse.close())

  it('facts: what holds and what was superseded tell every moment exactly', async () => {
    await fc.assert(
      fc.asyncProperty(LOADS, async (told) => {
        await warehouse.warehouse.clear(warehouse.connection)
        const loads = timed(told)
        for (const load of loads) {
          const trades = load.map(({ id, says, second }) => ({
            ...{ venue: 'kalshi', trade_id: id, part: 0, market_id: 'M', price: '0.5', size: says, notional: '1' },
            ...{ traded_at: moment(-60), kind: 'trade', is_combo: false, seen_at: moment(second) },
          }))
          await warehouse.load({ trades })
        }
        for (const at of [0, ...loads.flat().map((row) => row.second)]) {
          const T = `'${moment(at)}'::timestamptz`
          const found = await warehouse.connection.rows(
            `select trade_id as id, size::integer::varchar as says, ${SEEN} from (
               select trade_id, size, seen_at from warehouse.silver.trades where seen_at <= ${T}
               union all select trade_id, size, seen_at from warehouse.silver.superseded_trades
               where seen_at <= ${T} and ${T} < superseded_at) order by id`,
          )
          expect(found).toEqual(asOf(loads, at))
        }
      }),
      { numRuns: 10 },
    )
  })

  it('states: the versions do', async () => {
    await fc.assert(
      fc.asyncProperty(LOADS, async (told) => {
        await warehouse.warehouse.clear(warehouse.connection)
        const loads = timed(told)
        for (const load of loads) {
          const series = load.map(({ id, says, second }) => ({
            ...{ venue: 'kalshi', series_id: id, title: String(says), seen_at: moment(second) },
          }))
          await warehouse.load({ series })
        }
        const versions = await warehouse.connection.rows(
          `select series_id as id, title as says, ${SEEN} from warehouse.silver.series_versions order by series_id, seen_at`,
        )
        const expected = [...timeline(loads)]
          .flatMap(([id, list]) => list.map(({ says, second }) => ({ id, says: String(says), seen: moment(second) })))
          .sort((a, b) => (`${a.id}${a.seen}` < `${b.id}${b.seen}` ? -1 : 1))
        expect(versions).toEqual(expected)
        const current = await warehouse.connection.rows(
          `select series_id as id, title as says, ${SEEN} from warehouse.silver.series order by id`,
        )
        expect(current).toEqual(asOf(loads, Number.POSITIVE_INFINITY))
      }),
      { numRuns: 10 },
    )
  })

  it('a column that a row inherits later makes a version of its own', async () => {
    await warehouse.warehouse.clear(warehouse.connection)
    const event = { venue: 'kalshi', event_id: 'E', series_id: 'S', seen_at: moment(1) }
    const market = { venue: 'kalshi', market_id: 'M', event_id: 'E', is_combo: false, seen_at: moment(2) }
    await warehouse.load({ events: [event] })
    await warehouse.load({ markets: [market] })
    await warehouse.load({ series: [{ venue: 'kalshi', series_id: 'S', category: 'Sports', seen_at: moment(3) }] })
    for (const [table, id] of [
      ['event_versions', 'event_id'],
      ['market_versions', 'market_id'],
    ]) {
      const versions = await warehouse.connection.rows(
        `select category, strftime(seen_at, '%-S') as second from warehouse.silver.${table} where ${id} is not null order by seen_at`,
      )
      expect(versions).toEqual([
        { category: null, second: table === 'event_versions' ? '1' : '2' },
        { category: 'Sports', second: '3' },
      ])
    }
    const [current] = await warehouse.connection.rows(
      "select category, strftime(seen_at, '%-S') as second from warehouse.silver.markets",
    )
    expect(current).toEqual({ category: 'Sports', second: '3' })
  })
})
