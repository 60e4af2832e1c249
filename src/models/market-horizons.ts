import { defineModel, type ModelContext, TIE } from '../core/model.ts'
import type { Sql } from '../core/sql.ts'
import { PAYOUTS_READ, payouts } from './parts/payouts.ts'
import { PARTS, partOf } from './parts/resamples.ts'

/** Hours before the close. */
const HOURS = { '1h': 1, '1d': 24, '7d': 168, '30d': 720 } as const
export const HORIZONS = [...(Object.keys(HOURS) as (keyof typeof HOURS)[]), 'midpoint'] as const

/** Bands of volume, each up to its bound; the last one has none. */
const BANDS = { '<100': 100, '100-1k': 1_000, '1k-10k': 10_000, '10k-100k': 100_000 } as const
export const VOLUME_BANDS = [...(Object.keys(BANDS) as (keyof typeof BANDS)[]), '100k+'] as const

/** Between which bounds the logarithm takes prices. */
const CLIP = ['0.001', '0.999'] as const

/** What the market said of an outcome some time before the close, and what came true. */
export const marketHorizons = defineModel({
  name: 'market_horizons',
  doc:
    'Price of an outcome at a horizon before the close, and what a share of it paid in the end: of resolved markets with two outcomes the first one, of those with more each (of answers their YES); neither combinations nor markets that were cancelled. ' +
    'The close is closes_at, or resolved_at where that came earlier; the price is that of the last trade in the book until the horizon; where nothing had been traded by then there is no row.',
  grain: ['venue', 'market_id', 'outcome_id', 'horizon'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    market_id: { type: 'text', doc: 'The market.' },
    outcome_id: { type: 'text', doc: 'The outcome.' },
    horizon: {
      type: 'text',
      doc: 'How long before the close: 1h, 1d, 7d, 30d; midpoint is halfway between the first trade of the market and its close.',
      oneOf: HORIZONS,
    },
    price: {
      type: 'price',
      doc: 'Last traded price by then; a trade of the opposite outcome counts as 1 − price.',
      min: 0,
      max: 1,
    },
    outcome: {
      type: 'price',
      doc: 'What a share paid: 1 where it came true, 0 where not, a part where the market paid parts.',
      min: 0,
      max: 1,
    },
    category: { type: 'text', doc: "The market's category; none where it has none." },
    volume_band: {
      type: 'text',
      doc: 'Volume of the market by the venue (contracts, shares or its currency), else as traded in this lake.',
      oneOf: VOLUME_BANDS,
    },
    log_loss: {
      type: 'decimal',
      doc: `−(y ln p + (1 − y) ln(1 − p)) for outcome y and price p clipped to ${CLIP.join('…')}, so that one sure and wrong price is no infinite loss; logarithms are rounded to 9 digits.`,
      min: 0,
    },
    part: {
      type: 'integer',
      doc: `Which of ${PARTS} parts of all markets it is in, by chance.`,
      min: 0,
      max: PARTS - 1,
    },
  },
  reads: ['trades', ...PAYOUTS_READ],
  rebuild: { by: 'key', key: ['venue', 'market_id'] },
  sql({ ref, fn, among }) {
    const traded = (alias: string) =>
      `exists (select 1 from traded as k where k.venue = ${alias}.venue and k.market_id = ${alias}.market_id)`
    return `
    with traded as (
      select t.venue, t.market_id, min(t.traded_at) as first_at, sum(t.size) as volume
      from ${ref('trades')} as t where ${among('t')} group by t.venue, t.market_id
    ), closed as (
      select m.venue, m.market_id, t.first_at, coalesce(m.category, 'none') as category,
             coalesce(m.volume, t.volume) as volume,
             case when m.resolved_at < m.closes_at then m.resolved_at else coalesce(m.closes_at, m.resolved_at) end as close_at
      from traded as t join ${ref('markets')} as m on m.venue = t.venue and m.market_id = t.market_id
      where not m.is_combo
    ), judged as (
      select p.venue, p.market_id, p.outcome_id, p.payout, c.category, ${bandOf('c.volume')} as volume_band,
             case when p.outcome_id = p.told_id then 1 else 0 end as is_told,
             dense_rank() over (order by p.venue, p.told_id) as told,
             ${HORIZONS.map((horizon) => `${horizonOf(fn, horizon)} as ${columnOf(horizon)}`).join(', ')}
      from ${payouts({ ref, among: traded })} as p join closed as c on c.venue = p.venue and c.market_id = p.market_id
      where p.is_final and p.payout is not null and c.close_at is not null
    ), reached as (
      select j.told, ${HORIZONS.map((horizon) => `max(case when t.traded_at <= j.${columnOf(horizon)} then t.traded_at end) as ${columnOf(horizon)}`).join(', ')}
      from ${ref('trades')} as t join judged as j on j.venue = t.venue and j.outcome_id = t.outcome_id
      where t.kind = 'trade' and ${among('t')} group by j.told
    ), horizons as (
      ${HORIZONS.map((horizon) => `select told, '${horizon}' as horizon, ${columnOf(horizon)} as traded_at from reached where ${columnOf(horizon)} is not null`).join(' union all ')}
    ), prices as (
      select h.told, h.horizon, t.traded_at, t.trade_id, t.sequence,
             case j.is_told when 1 then t.price else 1 - t.price end as price
      from ${ref('trades')} as t join judged as j on j.venue = t.venue and j.outcome_id = t.outcome_id
      join horizons as h on h.told = j.told and h.traded_at = t.traded_at
      where t.kind = 'trade' and ${among('t')}
    ), lasts as (
      select told, horizon, ${fn.lastBy('price', 'traded_at', TIE)} as price from prices group by told, horizon
    )
    select j.venue, j.market_id, j.outcome_id, l.horizon, l.price, j.payout as outcome, j.category, j.volume_band,
           ${logLoss(fn)} as log_loss, ${partOf(fn, "j.venue || ':' || j.market_id")} as part
    from judged as j join lasts as l on l.told = j.told
    where j.is_told = 1`
  },
})

function horizonOf(fn: ModelContext['fn'], horizon: (typeof HORIZONS)[number]): Sql {
  return horizon === 'midpoint' ? fn.middle('c.first_at', 'c.close_at') : fn.hoursBefore('c.close_at', HOURS[horizon])
}

const columnOf = (horizon: string): Sql => `at_${horizon}`

function bandOf(volume: Sql): Sql {
  const cases = Object.entries(BANDS).map(([band, bound]) => `when ${volume} < ${bound} then '${band}'`)
  return `case ${cases.join(' ')} else '100k+' end`
}

function logLoss(fn: ModelContext['fn']): Sql {
  const clipped = `case when l.price < ${CLIP[0]} then ${CLIP[0]} when l.price > ${CLIP[1]} then ${CLIP[1]} else l.price end`
  return `-(j.payout * ${fn.ln(clipped)} + (1 - j.payout) * ${fn.ln(`1 - ${clipped}`)})`
}
