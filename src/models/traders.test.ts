import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ENGINES } from '../../test/support/engines.ts'
import { marketRow as market, outcomeRows as outcomes } from '../../test/support/market-rows.ts'
import { TestWarehouse } from '../../test/support/model.ts'
import { tradeRow as trade } from '../../test/support/trade-row.ts'
import type { Cell, Row } from '../engine/connection.ts'
import { MODELS } from './index.ts'

const open = { status: 'open', resolved_at: null, resolution_value: null }

/** A trade of somebody: `ann buy 10 A:yes 0.4`. */
function deal(id: string, words: string, at = '2026-02-01T12:00:00Z', more: Record<string, Cell> = {}) {
  const [trader_id, side, size, outcome_id, price] = words.split(' ') as [string, string, string, string, string]
  const market_id = outcome_id.split(':')[0]!
  return trade(id, at, { trader_id, side, size, market_id, outcome_id, price, ...more })
}

describe.each(ENGINES)('gold of traders, by example, on %s', (engine) => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open(engine)
  })
  beforeEach(() => lake.warehouse.clear(lake.connection))
  afterAll(() => lake.close())

  const figure = (cell: Cell | undefined) => (cell === null ? null : Number(cell))
  const position = (row: Row) => [
    row.trader_id,
    row.outcome_id,
    ...['size', 'cost', 'realised', 'value', 'unrealised'].map((name) => figure(row[name])),
  ]

  it('trader_positions has the average cost of what is held, and profit to the last digit', async () => {
    await lake.load({
      markets: [
        market('A', open),
        market('B'),
        market('C', { resolution: 'CANCEL', resolution_value: null }),
        market('D', open),
      ],
      outcomes: [
        ...outcomes('A', ['yes', 'no'], null),
        ...outcomes('B', ['yes', 'no'], 0),
        ...outcomes('C', ['yes', 'no'], null),
        ...outcomes('D', ['yes', 'no'], null),
      ],
      trades: [
        deal('a1', 'ann buy 10 A:yes 0.4'),
        deal('a2', 'ann buy 20 A:yes 0.7'),
        deal('a3', 'ann sell 20 A:yes 0.8'),
        deal('a4', 'cid sell 4 A:yes 0.8'),
        deal('a5', 'bob buy 3 A:no 0.3', '2026-02-02T12:00:00Z'),
        deal('b1', 'ann buy 10 B:yes 0.4'),
        deal('b2', 'bob buy 10 B:no 0.6'),
        deal('b3', 'bob sell 4 B:no 0.5', undefined, { kind: 'redemption' }),
        deal('c1', 'ann buy 10 C:yes 0.5'),
        deal('c2', 'ann sell 2 C:yes 0.25'),
        deal('d1', 'ann buy 3 D:yes 0.5', undefined, { kind: 'block' }),
        trade('nobody', '2026-02-01T12:00:00Z', { outcome_id: 'A:yes' }),
      ],
    })
    expect((await lake.build(MODELS, 'trader_positions')).map(position)).toEqual([
      // 30 bought for 18 and 20 sold for 16: the 10 left have cost 6; 1 − 0.3 is the last price.
      ['ann', 'A:yes', 10, 6, 4, 7, 1],
      ['ann', 'B:yes', 0, 0, 6, 10, 0],
      ['ann', 'C:yes', 0, 0, 0, 4.5, 0],
      ['ann', 'D:yes', 3, 1.5, 0, null, null],
      ['bob', 'A:no', 3, 0.9, 0, 0.9, 0],
      ['bob', 'B:no', 0, 0, -4, 0, 0],
      ['cid', 'A:yes', -4, -3.2, 0, -2.8, 0.4],
    ])
    const summary = await lake.build(MODELS, 'trader_summary')
    const names = ['trades', 'markets', 'realised', 'unrealised', 'wins', 'losses', 'win_rate']
    expect(summary.map((row) => [row.trader_id, ...names.map((name) => figure(row[name]))])).toEqual([
      ['ann', 7, 4, 10, 1, 1, 0, 1],
      ['bob', 3, 2, -4, 0, 0, 1, 0],
      ['cid', 1, 1, 0, 0.4, 0, 0, null],
    ])
  })

  it("everybody's own side counts once, also where it came as a trade and as a fill", async () => {
    const { trade_id, part, kind, is_combo, ...taken } = deal('x', 'ann buy 10 A:yes 0.4')
    const made = { ...taken, trader_id: 'bob', side: 'sell' }
    await lake.load({
      trades: [{ ...taken, trade_id, part, kind, is_combo }, deal('y', 'ann buy 1 A:yes 0.4')],
      fills: [
        { ...taken, fill_id: trade_id },
        { ...made, fill_id: 'z' },
      ],
      traders: [{ venue: 'kalshi', trader_id: 'ann', name: 'Ann', seen_at: '2026-03-01T00:00:00Z' }],
    })
    const rows = await lake.build(MODELS, 'trader_positions')
    expect(rows.map(position)).toEqual([
      ['ann', 'A:yes', 11, 4.4, 0, 4.4, 0],
      ['bob', 'A:yes', -10, -4, 0, -4, 0],
    ])
    expect(rows.map(({ trades }) => Number(trades))).toEqual([2, 1])
    expect((await lake.build(MODELS, 'trader_summary')).map(({ name }) => name)).toEqual(['Ann', null])
    // A later trade of somebody else moves what all hold.
    await lake.load({ trades: [deal('w', 'cid buy 1 A:yes 0.5', '2026-02-03T00:00:00Z')] })
    expect((await lake.build(MODELS, 'trader_positions')).map(position)).toEqual([
      ['ann', 'A:yes', 11, 4.4, 0, 5.5, 1.1],
      ['bob', 'A:yes', -10, -4, 0, -5, -1],
      ['cid', 'A:yes', 1, 0.5, 0, 0.5, 0],
    ])
  })

  it('leaderboard_history names the hundred who had won most by the end of each day', async () => {
    const days = Array.from({ length: 40 }, (_, i) =>
      new Date(Date.UTC(2026, 1, 1 + i + (i > 20 ? 9 : 0))).toISOString(),
    )
    const people = Array.from({ length: 130 }, (_, i) => `p${String(i).padStart(3, '0')}`)
    // Everybody has a part in every ninth market; some win cents for long, some lose all that they had won.
    const deals = days.flatMap((_, day) =>
      people.flatMap((person, i) =>
        (i * 7 + day * 5) % 9 === 0
          ? [{ person, day, size: 1 + ((i * 31 + day * 17) % 50), wins: (i + day) % 3 > 0 }]
          : [],
      ),
    )
    await lake.load({
      markets: days.map((resolved_at, day) => market(`M${day}`, { resolved_at })),
      outcomes: days.flatMap((_, day) => outcomes(`M${day}`, ['yes', 'no'], 0)),
      trades: deals.map(({ person, day, size, wins }, i) =>
        deal(`t${i}`, `${person} buy ${size} M${day}:${wins ? 'yes' : 'no'} 0.5`),
      ),
    })
    const expected = days.flatMap((at, day) => {
      const sums = new Map<string, number>()
      for (const each of deals.filter((d) => d.day <= day))
        sums.set(each.person, (sums.get(each.person) ?? 0) + (each.wins ? each.size / 2 : -each.size / 2))
      const ranked = [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 100)
      return ranked.map(([person, won], i) => `${at.slice(0, 10)} ${i + 1} ${person} ${won}`)
    })
    const rows = await lake.build(MODELS, 'leaderboard_history')
    const words = rows.map(
      (row) => `${String(row.day).slice(0, 10)} ${row.rank} ${row.trader_id} ${Number(row.realised_to_date)}`,
    )
    expect(words.sort()).toEqual(expected.sort())
  })
})
