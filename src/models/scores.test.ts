import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { drawnMarkets, drawnRows } from '../../test/support/drawn-markets.ts'
import { ENGINES } from '../../test/support/engines.ts'
import { scoresOf, wilson } from '../../test/support/judging.ts'
import { TestWarehouse } from '../../test/support/model.ts'
import type { Row } from '../engine/connection.ts'
import { MODELS } from './index.ts'

const numbers = (row: Row | undefined, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, row?.[name] === null ? Number.NaN : Number(row?.[name])]))

describe.each(ENGINES)('scores on %s', (engine) => {
  let lake: TestWarehouse
  beforeAll(async () => {
    lake = await TestWarehouse.open(engine)
  })
  beforeEach(() => lake.warehouse.clear(lake.connection))
  afterAll(() => lake.close())

  const group = (row: Row) => [row.venue, row.category, row.horizon, row.volume_band].join(' ')

  it('agree with their definitions, in every group, with parts that pay a part', async () => {
    const drawn = drawnMarkets(300, (truth) => truth ** 1.3).map((each, i) =>
      i % 7 === 0 ? { ...each, paid: 0.25 } : each,
    )
    await lake.load(drawnRows(drawn))
    const rows = await lake.build(MODELS, 'scores')
    const bins = await lake.build(MODELS, 'calibration')
    const one = (row: Row) => row.horizon === '1h'
    expect(rows.filter(one)).toHaveLength(3 ** 3)
    for (const row of rows.filter(one)) {
      const band = { '<100': 10, '100-1k': 500 }[row.volume_band as string]
      const own = drawn.filter(
        (each) =>
          [each.venue, 'all'].includes(row.venue as string) &&
          [each.category, 'all'].includes(row.category as string) &&
          [each.volume, undefined].includes(band),
      )
      const expected = scoresOf(own)
      const found = numbers(row, Object.keys(expected))
      for (const [name, value] of Object.entries(expected))
        expect(found[name], `${group(row)} ${name}`).toBeCloseTo(value, 7)
      for (const bin of bins.filter((b) => group(b) === group(row))) {
        const inside = own.filter(({ price }) => Math.min(19, Math.floor(price * 20 + 1e-9)) === Number(bin.bin))
        const paid = inside.reduce((sum, each) => sum + each.paid, 0)
        expect(Number(bin.outcomes)).toBe(inside.length)
        expect(Number(bin.share)).toBeCloseTo(paid / inside.length, 9)
        expect(Number(bin.low)).toBeCloseTo(wilson(paid, inside.length)[0], 7)
        expect(Number(bin.high)).toBeCloseTo(wilson(paid, inside.length)[1], 7)
      }
    }
  })
})
