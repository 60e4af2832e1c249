import { defineModel, type ModelContext } from '../core/model.ts'
import type { Sql } from '../core/sql.ts'
import { HORIZONS, VOLUME_BANDS } from './market-horizons.ts'
import { binOf, withAll } from './parts/rollup.ts'

/** By what calibration and scores are told; all but the horizon also hold `all`. */
export const GROUP = ['venue', 'category', 'horizon', 'volume_band'] as const
export const GROUP_COLUMNS = {
  venue: { type: 'text', doc: 'The venue, or all: each outcome of each venue counts alike.' },
  category: { type: 'text', doc: "The market's category, none where it has none, or all." },
  horizon: { type: 'text', doc: 'When before the close the price was taken.', oneOf: HORIZONS },
  volume_band: { type: 'text', doc: 'Volume of the market, or all.', oneOf: [...VOLUME_BANDS, 'all'] },
} as const

/** The 97.5 % quantile of the normal distribution, and its square. */
const Z = '1.959964'
const Z_SQUARED = '3.841458881296'

export const calibration = defineModel({
  name: 'calibration',
  doc: 'How often outcomes came true that were traded at a price: by bins of 0.05, each with its lower bound, the last one with 1. In a calibrated market share is mean_price but for chance.',
  grain: [...GROUP, 'bin'],
  columns: {
    ...GROUP_COLUMNS,
    bin: { type: 'integer', doc: 'From 0 (prices below 0.05) to 19 (0.95 and more).', min: 0, max: 19 },
    outcomes: { type: 'integer', doc: 'Number of outcomes in the bin.', min: 1 },
    mean_price: { type: 'price', doc: 'Mean of their prices.', min: 0, max: 1 },
    share: { type: 'price', doc: 'Mean of what a share of them paid: the share that came true.', min: 0, max: 1 },
    low: {
      type: 'price',
      doc: 'Lower end of the Wilson interval of that share at 95 %, as if outcomes were independent.',
      min: 0,
      max: 1,
    },
    high: { type: 'price', doc: 'Upper end of it.', min: 0, max: 1 },
  },
  reads: ['market_horizons'],
  rebuild: 'whole',
  sql: ({ ref, fn }) => `
    with cells as (
      select venue, category, horizon, volume_band, ${binOf(fn, 'price', 20)} as bin,
             count(*) as outcomes, sum(price) as priced, sum(outcome) as paid
      from ${ref('market_horizons')} group by 1, 2, 3, 4, 5
    ), bins as (
      select venue, category, horizon, volume_band, bin,
             sum(outcomes) as outcomes, sum(priced) as priced, sum(paid) as paid
      from ${withAll('cells', { kept: ['horizon', 'bin', 'outcomes', 'priced', 'paid'], all: ['venue', 'category', 'volume_band'] })} as a
      group by 1, 2, 3, 4, 5
    ), shares as (
      select b.*, ${fn.ratio('priced', 'outcomes')} as mean_price, ${fn.ratio('paid', 'outcomes')} as share from bins as b
    ), spreads as (
      select s.*, ${fn.sqrt(`${Z_SQUARED} + 4 * ${fn.cast('paid * (1 - share)', 'decimal')}`)} as spread from shares as s
    )
    select venue, category, horizon, volume_band, bin, outcomes, mean_price, share,
           ${wilson(fn, `-${Z}`)} as low, ${wilson(fn, Z)} as high
    from spreads`,
})

/** An end of the Wilson interval of paid of outcomes: (2 k + z² ± z √(z² + 4 k (1 − k/n))) / (2 (n + z²)). */
function wilson(fn: ModelContext['fn'], z: Sql): Sql {
  const dividend = `2 * paid + ${Z_SQUARED} + ${fn.cast(`${z} * spread`, 'decimal')}`
  return `least(${fn.ratio(`greatest(${dividend}, 0)`, `2 * outcomes + 2 * ${Z_SQUARED}`)}, 1)`
}
