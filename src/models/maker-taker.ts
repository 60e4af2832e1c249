import { defineModel } from '../core/model.ts'
import { PAYOUTS_READ, payouts } from './parts/payouts.ts'

/** Whether it pays to take. */
export const makerTaker = defineModel({
  name: 'maker_taker',
  doc: 'Trades in the book per venue, day and side of who took; what takers won, makers lost. On Manifold it is the side of the named trader, against the market maker and resting orders.',
  grain: ['venue', 'day', 'side'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    day: { type: 'instant', doc: 'Start of the day (UTC).' },
    side: {
      type: 'text',
      doc: 'buy or sell of the outcome that the trade speaks of; trades whose side is not told do not count.',
      oneOf: ['buy', 'sell'],
    },
    trades: { type: 'integer', doc: 'Number of trades in the book.' },
    volume: { type: 'volume', doc: 'Contracts or shares traded in them.' },
    notional: { type: 'money', doc: "Sum of price × size, in the venue's currency." },
    avg_price: {
      type: 'decimal',
      doc: 'Average price of a share: notional / volume, rounded half-even to 12 digits; null without volume.',
      nullable: true,
    },
    taker_profit: {
      type: 'decimal',
      doc: 'What takers won or lost per share, before fees, with the shares that have paid since: (payout − price) × size of what was bought, the opposite of what was sold, over their volume; null while none has.',
      nullable: true,
    },
  },
  reads: ['trades', 'activity_daily', ...PAYOUTS_READ],
  rebuild: {
    by: 'day',
    at: 'day',
    states: {
      markets: ['status', 'resolution', 'resolution_value'],
      outcomes: ['market_id', 'position', 'is_winner'],
      resolutions: ['winner_position'],
    },
  },
  sql({ ref, fn, touched }) {
    const traded = (alias: string) =>
      `exists (select 1 from traded as k where k.venue = ${alias}.venue and k.market_id = ${alias}.market_id)`
    return `
    with traded as (
      select a.venue, a.market_id from ${ref('activity_daily')} as a where ${touched('a.day')} group by 1, 2
    ), sums as (
      select t.venue, ${fn.bucket('day', 't.traded_at')} as day, t.side, count(*) as trades,
             sum(t.size) as volume, sum(t.notional) as notional,
             sum(case when p.payout is not null then t.size end) as paid_volume,
             sum(case when p.payout is not null then t.notional end) as paid_notional,
             ${fn.cast(`sum(${fn.cast('p.payout', 'price')} * t.size)`, 'money')} as paid
      from ${ref('trades')} as t
      left join ${payouts({ ref, among: traded })} as p on p.venue = t.venue and p.outcome_id = t.outcome_id
      where t.kind = 'trade' and t.side is not null and ${touched('t.traded_at')}
      group by 1, 2, 3
    ), gains as (
      select *, case side when 'buy' then paid - paid_notional else paid_notional - paid end as gain from sums
    )
    select venue, day, side, trades, volume, notional, ${fn.ratio('notional', 'volume')} as avg_price,
           case when gain >= 0 then ${fn.ratio('gain', 'paid_volume')} when gain < 0 then -${fn.ratio('-gain', 'paid_volume')} end as taker_profit
    from gains`
  },
})
