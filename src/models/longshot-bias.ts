import { defineModel } from '../core/model.ts'
import { HORIZONS } from './market-horizons.ts'
import { binOf, withAll } from './parts/rollup.ts'

export const longshotBias = defineModel({
  name: 'longshot_bias',
  doc: 'What a bet of one unit brought on average by its price: the favourite-longshot bias, where longshots lose more. Prices of 0 are left out: nothing can be bought at them. Fees are not counted.',
  grain: ['venue', 'horizon', 'bin'],
  columns: {
    venue: { type: 'text', doc: 'The venue, or all: each outcome of each venue counts alike.' },
    horizon: { type: 'text', doc: 'When before the close the price was taken.', oneOf: HORIZONS },
    bin: { type: 'integer', doc: 'From 0 (prices below 0.1) to 9 (0.9 and more).', min: 0, max: 9 },
    outcomes: { type: 'integer', doc: 'Number of outcomes in the bin.', min: 1 },
    mean_price: { type: 'price', doc: 'Mean of their prices.', min: 0, max: 1 },
    share: { type: 'price', doc: 'Mean of what a share of them paid: the share that came true.', min: 0, max: 1 },
    return: {
      type: 'decimal',
      doc: 'Mean profit of a stake of 1 on each: mean of (paid / price), each rounded to 12 digits, − 1. At worst −1.',
      min: -1,
    },
  },
  reads: ['market_horizons'],
  rebuild: 'whole',
  sql: ({ ref, fn }) => `
    with prices as (
      select venue, horizon, price, outcome, count(*) as outcomes
      from ${ref('market_horizons')} where price > 0 group by venue, horizon, price, outcome
    ), cells as (
      select venue, horizon, ${binOf(fn, 'price', 10)} as bin, sum(outcomes) as outcomes, sum(outcomes * price) as priced,
             sum(outcomes * outcome) as paid, sum(outcomes * ${fn.ratio('outcome', 'price')}) as returned
      from prices group by 1, 2, 3
    )
    select venue, horizon, bin, sum(outcomes) as outcomes, ${fn.ratio('sum(priced)', 'sum(outcomes)')} as mean_price,
           ${fn.ratio('sum(paid)', 'sum(outcomes)')} as share, ${fn.ratio('sum(returned)', 'sum(outcomes)')} - 1 as "return"
    from ${withAll('cells', { kept: ['horizon', 'bin', 'outcomes', 'priced', 'paid', 'returned'], all: ['venue'] })} as a
    group by venue, horizon, bin`,
})
