import { defineModel } from '../core/model.ts'
import { GROUP, GROUP_COLUMNS } from './calibration.ts'
import { PARTS, REPLICATES, resamples } from './parts/resamples.ts'
import { withAll } from './parts/rollup.ts'

const [group, all] = [GROUP.join(', '), ['venue', 'category', 'volume_band']]
const sameGroup = (a: string, b: string) => GROUP.map((column) => `${a}.${column} = ${b}.${column}`).join(' and ')

/** Outcomes with an uncertainty up to this are alike: what is left comes from rounding. */
const ALIKE = '0.000000001'

export const scores = defineModel({
  name: 'scores',
  doc: 'How good prices were as forecasts, with y for what a share paid and p for its price. brier = reliability − resolution + uncertainty + within_bins, to the last digit.',
  grain: GROUP,
  columns: {
    ...GROUP_COLUMNS,
    outcomes: { type: 'integer', doc: 'Number of outcomes, n.', min: 1 },
    base_rate: { type: 'price', doc: 'Mean of y: the share that came true.', min: 0, max: 1 },
    brier: {
      type: 'price',
      doc: 'Mean of (p − y)²: 0 is perfect, 0.25 what a price of 0.5 always has.',
      min: 0,
      max: 1,
    },
    reliability: {
      type: 'price',
      doc: 'Sum over the bins of gold.calibration of outcomes × (mean_price − share)² / n: how far prices are off; 0 is best.',
      min: 0,
      max: 1,
    },
    resolution: {
      type: 'price',
      doc: 'Sum over the bins of outcomes × (share − base_rate)² / n: how well prices tell outcomes apart; more is better.',
      min: 0,
      max: 1,
    },
    uncertainty: {
      type: 'price',
      doc: 'Mean of y² − base_rate²: the score of always saying the base rate.',
      min: 0,
      max: 1,
    },
    within_bins: {
      type: 'decimal',
      doc: 'What bins hide, with means per bin: mean of (p − mean_price)² − 2 × mean of (p − mean_price)(y − share).',
    },
    log_score: {
      type: 'decimal',
      doc: 'Mean of log_loss of gold.market_horizons: 0 is perfect, 0.693 what a price of 0.5 always has.',
      min: 0,
    },
    skill: {
      type: 'decimal',
      doc: '1 − brier / uncertainty: 1 is perfect, 0 no better than always saying the base rate; null where all outcomes were alike.',
      nullable: true,
      max: 1,
    },
    brier_low: {
      type: 'price',
      doc: `Lower end of the interval of brier at 95 %: the fifth smallest of ${REPLICATES} scores from samples, in which markets (in ${PARTS} parts, by the MD5 of their id) stand as often as a Poisson distribution of mean 1 says, drawn from MD5.`,
      min: 0,
      max: 1,
    },
    brier_high: { type: 'price', doc: 'Upper end of it: the fifth largest.', min: 0, max: 1 },
  },
  reads: ['market_horizons', 'calibration'],
  rebuild: 'whole',
  sql: ({ ref, fn }) => `
    with cells as (
      select ${group}, part, count(*) as outcomes, sum(outcome) as paid, sum(outcome * outcome) as squares,
             sum((price - outcome) * (price - outcome)) as missed, sum(log_loss) as lost
      from ${ref('market_horizons')} group by ${group}, part
    ), totals as (
      select ${group}, sum(outcomes) as outcomes, sum(paid) as paid, ${fn.cast('sum(squares)', 'decimal')} as squares,
             ${fn.cast('sum(missed)', 'decimal')} as missed, sum(lost) as lost
      from ${withAll('cells', { kept: ['horizon', 'outcomes', 'paid', 'squares', 'missed', 'lost'], all })} as a group by ${group}
    ), means as (
      select t.*, ${fn.ratio('paid', 'outcomes')} as base_rate, ${fn.ratio('missed', 'outcomes')} as brier from totals as t
    ), spreads as (
      select m.*, greatest(${fn.cast(`${fn.ratio('squares', 'outcomes')} - base_rate * base_rate`, 'decimal')}, 0) as uncertainty from means as m
    ), bins as (
      select ${GROUP.map((column) => `m.${column}`).join(', ')},
             ${fn.cast('sum(c.outcomes * ((c.mean_price - c.share) * (c.mean_price - c.share)))', 'decimal')} as unreliable,
             ${fn.cast('sum(c.outcomes * ((c.share - m.base_rate) * (c.share - m.base_rate)))', 'decimal')} as resolved
      from means as m join ${ref('calibration')} as c on ${sameGroup('c', 'm')}
      group by ${GROUP.map((column) => `m.${column}`).join(', ')}
    ), parts as (
      select s.*, ${fn.ratio('b.unreliable', 's.outcomes')} as reliability, ${fn.ratio('b.resolved', 's.outcomes')} as resolution
      from spreads as s join bins as b on ${sameGroup('b', 's')}
    ), numbered as (
      select c.*, dense_rank() over (order by ${group}) as cell, ${fn.cast('missed * 1000000000', 'integer')} as missed_e9 from cells as c
    ), sums as (
      select c.cell, w.replicate, sum(w.weight * c.outcomes) as outcomes, sum(w.weight * c.missed_e9) as missed_e9
      from numbered as c join ${resamples(fn)} as w on w.part = c.part
      where w.weight > 0 group by c.cell, w.replicate
    ), sampled as (
      select n.${GROUP.join(', n.')}, s.replicate, s.outcomes, s.missed_e9
      from sums as s join (select distinct ${group}, cell from numbered) as n on n.cell = s.cell
    ), samples as (
      select ${group}, replicate, ${fn.ratio('sum(missed_e9)', '1000000000 * sum(outcomes)')} as brier
      from ${withAll('sampled', { kept: ['horizon', 'replicate', 'outcomes', 'missed_e9'], all })} as a group by ${group}, replicate
    ), ranked as (
      select ${group}, brier, row_number() over (partition by ${group} order by brier, replicate) as nth,
             count(*) over (partition by ${group}) as drawn
      from samples
    ), bounds as (
      select ${group}, min(case when nth * 40 >= drawn then brier end) as low,
             max(case when (drawn + 1 - nth) * 40 >= drawn then brier end) as high
      from ranked group by ${group}
    )
    select ${GROUP.map((column) => `p.${column}`).join(', ')}, p.outcomes, p.base_rate, p.brier, p.reliability, p.resolution, p.uncertainty,
           p.brier - p.reliability + p.resolution - p.uncertainty as within_bins,
           ${fn.ratio('p.lost', 'p.outcomes')} as log_score,
           case when p.uncertainty > ${ALIKE} then 1 - ${fn.ratio('p.brier', 'p.uncertainty')} end as skill,
           b.low as brier_low, b.high as brier_high
    from parts as p join bounds as b on ${sameGroup('b', 'p')}`,
})
