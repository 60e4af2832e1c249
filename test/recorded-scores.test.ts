import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MODELS } from '../src/models/index.ts'
import { type Judged, scoresOf } from './support/judging.ts'
import { marketRow, outcomeRows } from './support/market-rows.ts'
import { TestWarehouse } from './support/model.ts'
import { recordings } from './support/recordings.ts'
import { tradeRow } from './support/trade-row.ts'

const folder = recordings('found/calibration/bosse-manifold-metaculus/comparison-manifold/manifold-data')
const HOURS = { '1h': 1, '1d': 24, '7d': 168, '30d': 720 }
const HOUR = 3_600_000

type Fields = Readonly<Record<string, string>>

const paidBy = ({ resolution, resolutionProbability }: Fields) =>
  resolution === 'YES' ? 1 : resolution === 'NO' ? 0 : Number(resolutionProbability)
const at = (ms: string) => new Date(Number(ms)).toISOString()

/** What the market said at each horizon, read from the recorded rows: bets oldest first. */
function judged(market: Fields, bets: readonly Fields[]): Judged[] {
  const close = Math.min(Number(market.closeTime), Number(market.resolutionTime))
  const moments = Object.entries(HOURS).map(([horizon, hours]) => [horizon, close - hours * HOUR] as const)
  const first = Number(bets[0]?.createdTime)
  return [...moments, ['midpoint', (first + close) / 2] as const].flatMap(([horizon, moment]) => {
    const last = bets.findLast((bet) => Number(bet.createdTime) <= moment)
    if (last === undefined) return []
    const price = Number(Number(last.probAfter).toFixed(12))
    return [{ venue: 'manifold', market: market.id!, horizon, price, paid: paidBy(market) }]
  })
}

describe.skipIf(folder === undefined)('scores of recorded markets of the real Manifold', () => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open()
  })
  afterAll(() => lake.close())

  it('are those that follow from their definitions', async () => {
    const read = (name: string) =>
      lake.connection.rows<Record<string, string>>(
        `select * from read_csv('${path.join(folder!, `metaculus-binary-${name}.csv`)}', all_varchar = true)`,
      )
    const markets = (await read('markets')).filter(({ resolution }) => ['YES', 'NO', 'MKT'].includes(resolution!))
    const bets = (await read('bets')).sort((a, b) => Number(a.createdTime) - Number(b.createdTime))
    await lake.load({
      markets: markets.map((market) =>
        marketRow(market.id!, {
          venue: 'manifold',
          closes_at: at(market.closeTime!),
          resolved_at: at(market.resolutionTime!),
          resolution_value: String(paidBy(market)),
        }),
      ),
      outcomes: markets.flatMap(({ id, resolution }) =>
        outcomeRows(id!, ['YES', 'NO'], resolution === 'YES' ? 0 : resolution === 'NO' ? 1 : null, 'manifold'),
      ),
      trades: bets.map(({ contractId, probAfter, createdTime }, i) => ({
        ...tradeRow(String(i).padStart(6, '0'), at(createdTime!)),
        venue: 'manifold',
        market_id: contractId!,
        outcome_id: `${contractId}:YES`,
        price: Number(probAfter).toFixed(12),
      })),
    })
    const all = markets.flatMap((market) =>
      judged(
        market,
        bets.filter((bet) => bet.contractId === market.id),
      ),
    )
    const rows = await lake.build(MODELS, 'scores')
    const found = rows.filter((row) => [row.venue, row.category, row.volume_band].join(' ') === 'manifold all all')
    expect(found).toHaveLength(5)
    for (const row of found) {
      const expected = scoresOf(all.filter(({ horizon }) => horizon === row.horizon))
      expect(expected.outcomes).toBeGreaterThan(40)
      for (const [name, value] of Object.entries(expected))
        expect(Number(row[name]), `${row.horizon} ${name}`).toBeCloseTo(value, 7)
      // People who bet knew something, and more of it later on.
      expect(Number(row.skill), String(row.horizon)).toBeGreaterThan(0)
    }
    const brier = (horizon: string) => Number(found.find((row) => row.horizon === horizon)!.brier)
    expect(brier('1h')).toBeLessThan(brier('30d'))
    process.stdout.write(`recorded Manifold: ${all.length} prices of ${markets.length} resolved markets scored\n`)
  })
})
