import { defineModel, TIE } from '../core/model.ts'
import { PAYOUTS_READ, payouts } from './parts/payouts.ts'

/** The product of two numbers below this is divided exactly; of larger ones the quotient is multiplied. */
const MOST = '10000000'

/**
 * Cost is the average of all that was bought, whenever that was: so shares and money may be added up in any order, by
 * trader and outcome, and cost, value and profit fit together to the last digit. Splitting a unit of money into a share of
 * each outcome, or giving such a pair back, changes no profit: a pair is worth 1 in the end as at any price before.
 */
export const traderPositions = defineModel({
  name: 'trader_positions',
  doc:
    "What each trader holds of an outcome, and what they won or lost with it, by the trades of this lake; fees are not counted. Every party's own side counts where silver.fills has it, else that of the trade: Polymarket's makers are only known by fills. " +
    'Kalshi names no traders: it has no rows. Redemptions of pairs (Manifold) are sales. In all cases realised + unrealised = money received − money spent + value.',
  grain: ['venue', 'trader_id', 'market_id', 'outcome_id'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    trader_id: { type: 'text', doc: 'The trader.' },
    market_id: { type: 'text', doc: 'The market.' },
    outcome_id: { type: 'text', doc: 'The outcome. Who bought the opposite one has a row for that.' },
    size: {
      type: 'volume',
      doc: 'Shares held: bought less sold; 0 once the outcome has paid. Negative where more was sold than bought: such shares came from splitting money into pairs, and the other half of the pair is still held.',
    },
    cost: {
      type: 'money',
      doc: 'What the shares held have cost: money spent × size / bought, rounded half-even to 12 digits. Of negative size: less the money received × −size / sold.',
    },
    realised: {
      type: 'money',
      doc: 'Profit of what was given up: received − spent + cost; once the outcome has paid, received − spent + value. 0 where the market was cancelled.',
    },
    value: {
      type: 'money',
      doc: 'Size × last traded price in the book (of the opposite outcome: 1 − price); once the outcome has paid, what it paid for the shares held then; where the market was cancelled, the money given back. Null where no price is known.',
      nullable: true,
    },
    unrealised: {
      type: 'money',
      doc: 'value − cost; 0 once the outcome has paid; null where no price is known.',
      nullable: true,
    },
    trades: { type: 'integer', doc: 'Number of trades, redemptions included.', min: 1 },
    volume: { type: 'volume', doc: 'Shares traded.', min: 0 },
    notional: { type: 'money', doc: "Money spent and received, in the venue's currency.", min: 0 },
    first_traded_at: { type: 'instant', doc: 'First trade.' },
    last_traded_at: { type: 'instant', doc: 'Last trade.' },
    resolved_at: {
      type: 'instant',
      doc: 'When the outcome paid: when the market was resolved, else, where the venue tells no instant, the last trade in the position. Null while the outcome has not paid.',
      nullable: true,
    },
  },
  reads: ['trades', 'fills', ...PAYOUTS_READ],
  rebuild: { by: 'key', key: ['venue', 'market_id'] },
  sql({ ref, fn, among }) {
    const side = 'trader_id, market_id, outcome_id, side, size, notional, traded_at'
    const isNamed = 'trader_id is not null and outcome_id is not null and side is not null'
    const held = (alias: string) =>
      `exists (select 1 from held as k where k.venue = ${alias}.venue and k.market_id = ${alias}.market_id)`
    const heldOf = (part: string, whole: string, money: string) =>
      `case when ${part} = ${whole} then ${money}
            when ${money} < ${MOST} and ${part} < ${MOST} then ${fn.ratio(fn.cast(`${money} * ${part}`, 'money'), whole)}
            else ${fn.cast(`${money} * ${fn.ratio(part, whole)}`, 'money')} end`
    const price = `coalesce(p.payout, case when p.told_id <> s.outcome_id then 1 - l.price else l.price end)`
    return `
    with parties as (
      select venue, fill_id, ${side} from ${ref('fills')} as f where ${among('f')}
    ), own as (
      select venue, trade_id, ${side} from ${ref('trades')} as t where ${isNamed} and ${among('t')}
    ), ledger as (
      select venue, ${side} from parties where ${isNamed}
      union all
      select o.venue, ${side.replace(/\w+/g, 'o.$&')} from own as o
      left join (select venue, fill_id from parties) as p on p.venue = o.venue and p.fill_id = o.trade_id
      where p.fill_id is null
    ), sums as (
      select venue, trader_id, market_id, outcome_id,
             sum(case side when 'buy' then size else 0 end) as bought, sum(case side when 'sell' then size else 0 end) as sold,
             sum(case side when 'buy' then notional else 0 end) as spent, sum(case side when 'sell' then notional else 0 end) as received,
             count(*) as trades, min(traded_at) as first_traded_at, max(traded_at) as last_traded_at
      from ledger group by venue, trader_id, market_id, outcome_id
    ), held as (
      select distinct venue, market_id from sums
    ), payouts as (
      select p.* from ${payouts({ ref, among: held })} as p
    ), prices as (
      select t.venue, coalesce(p.told_id, t.outcome_id) as told_id, t.traded_at, t.trade_id, t.sequence,
             case when p.told_id <> t.outcome_id then 1 - t.price else t.price end as price
      from ${ref('trades')} as t
      join held as h on h.venue = t.venue and h.market_id = t.market_id
      left join payouts as p on p.venue = t.venue and p.outcome_id = t.outcome_id
      where t.kind = 'trade' and t.outcome_id is not null and p.payout is null and ${among('t')}
    ), latest as (
      select venue, told_id, max(traded_at) as traded_at from prices group by venue, told_id
    ), last_prices as (
      select p.venue, p.told_id, ${fn.lastBy('p.price', 'p.traded_at', TIE)} as price
      from prices as p join latest as l on l.venue = p.venue and l.told_id = p.told_id and l.traded_at = p.traded_at
      group by p.venue, p.told_id
    ), valued as (
      select s.venue, s.trader_id, s.market_id, s.outcome_id, s.bought, s.sold, s.spent, s.received, s.trades,
             s.first_traded_at, s.last_traded_at, s.bought - s.sold as size,
             case when p.payout is not null or p.is_refunded then 0
                  when s.bought > s.sold then ${heldOf('(s.bought - s.sold)', 's.bought', 's.spent')}
                  when s.bought < s.sold then -${heldOf('(s.sold - s.bought)', 's.sold', 's.received')} else 0 end as cost,
             case when p.is_refunded then s.spent - s.received when p.payout = 0 then 0
                  when p.payout = 1 then ${fn.cast('s.bought - s.sold', 'money')}
                  else ${fn.cast(`(s.bought - s.sold) * ${price}`, 'money')} end as value,
             case when p.payout is not null or p.is_refunded then coalesce(p.resolved_at, s.last_traded_at) end as resolved_at
      from sums as s
      left join payouts as p on p.venue = s.venue and p.outcome_id = s.outcome_id
      left join last_prices as l on l.venue = s.venue and l.told_id = coalesce(p.told_id, s.outcome_id)
    )
    select venue, trader_id, market_id, outcome_id,
           case when resolved_at is null then size else 0 end as size,
           cost, received - spent + case when resolved_at is null then cost else value end as realised,
           value, case when resolved_at is null then value - cost else 0 end as unrealised,
           trades, bought + sold as volume, spent + received as notional, first_traded_at, last_traded_at, resolved_at
    from valued`
  },
})
