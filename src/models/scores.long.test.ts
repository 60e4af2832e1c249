import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { drawnMarkets, drawnRows } from '../../test/support/drawn-markets.ts'
import { TestWarehouse } from '../../test/support/model.ts'
import type { Row } from '../engine/connection.ts'
import { MODELS } from './index.ts'

const all = (row: Row) => [row.venue, row.category, row.horizon, row.volume_band].join(' ') === 'all all 1h all'
const isAll = (row: Row) => row.venue === 'all' && row.horizon === '1h'

describe('scores of ten thousand markets whose true probabilities are known', () => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open()
  })
  beforeEach(() => lake.warehouse.clear(lake.connection))
  afterAll(() => lake.close())

  it('a venue whose prices are the true probabilities comes out calibrated', async () => {
    await lake.load(drawnRows(drawnMarkets(10_000, (truth) => truth)))
    const [row] = (await lake.build(MODELS, 'scores')).filter(all)
    const { brier, reliability, resolution, brier_low, brier_high, log_score } = Object.fromEntries(
      Object.entries(row!).map(([name, value]) => [name, Number(value)]),
    )
    // With truths even from 0.1 to 0.9: mean of t (1 − t) = 0.25 − 0.8² / 12, and the variance of t is the rest.
    expect(Math.abs(brier! - (0.25 - 0.64 / 12))).toBeLessThan(0.006)
    expect(Math.abs(resolution! - 0.64 / 12)).toBeLessThan(0.006)
    expect(reliability).toBeLessThan(0.001)
    expect(log_score).toBeLessThan(Math.log(2))
    // The spread of single scores is about 0.16: the interval is 4 × 0.16 / √10,000 wide.
    expect(brier_high! - brier_low!).toBeGreaterThan(0.004)
    expect(brier_high! - brier_low!).toBeLessThan(0.009)
    const bins = (await lake.build(MODELS, 'calibration')).filter(all)
    expect(bins.length).toBeGreaterThanOrEqual(16)
    const inside = bins.filter((b) => Number(b.low) <= Number(b.mean_price) && Number(b.mean_price) <= Number(b.high))
    expect(inside.length).toBeGreaterThanOrEqual(14)
    const returns = (await lake.build(MODELS, 'longshot_bias')).filter(isAll)
    for (const each of returns) expect(Math.abs(Number(each.return)), `bin ${each.bin}`).toBeLessThan(0.3)
  })

  it('a venue whose prices are off comes out as far off as it is', async () => {
    const off = 0.08
    await lake.load(drawnRows(drawnMarkets(10_000, (truth) => truth + off)))
    const [row] = (await lake.build(MODELS, 'scores')).filter(all)
    expect(Math.abs(Number(row!.reliability) - off ** 2)).toBeLessThan(0.002)
    for (const bin of (await lake.build(MODELS, 'calibration')).filter(all)) {
      const error = Math.sqrt(0.25 / Number(bin.outcomes))
      expect(Math.abs(Number(bin.mean_price) - Number(bin.share) - off), `bin ${bin.bin}`).toBeLessThan(3.5 * error)
    }
    // Who buys at p what is worth p − 0.08 loses 0.08 / p.
    for (const each of (await lake.build(MODELS, 'longshot_bias')).filter(isAll)) {
      const [price, outcomes] = [Number(each.mean_price), Number(each.outcomes)]
      expect(Math.abs(Number(each.return) + off / price), `bin ${each.bin}`).toBeLessThan(
        3.5 / price / 2 / Math.sqrt(outcomes),
      )
    }
  })
})
