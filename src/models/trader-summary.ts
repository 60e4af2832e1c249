import { defineModel } from '../core/model.ts'

export const traderSummary = defineModel({
  name: 'trader_summary',
  doc: 'One row per trader who has traded, added up from gold.trader_positions. Kalshi names no traders: it has no rows.',
  grain: ['venue', 'trader_id'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    trader_id: { type: 'text', doc: 'The trader.' },
    name: { type: 'text', doc: 'Display name, where it is known.', nullable: true },
    trades: { type: 'integer', doc: 'Number of trades, redemptions included.', min: 1 },
    markets: { type: 'integer', doc: 'Markets traded.', min: 1 },
    volume: { type: 'volume', doc: 'Shares traded.', min: 0 },
    notional: { type: 'money', doc: "Money spent and received, in the venue's currency.", min: 0 },
    realised: { type: 'money', doc: 'Profit of what was given up or has paid.' },
    unrealised: {
      type: 'money',
      doc: 'Profit of what is held, at last prices; positions without a price are left out.',
    },
    wins: { type: 'integer', doc: 'Markets in which all positions have paid and that brought a profit.', min: 0 },
    losses: { type: 'integer', doc: 'The same with a loss; neither where profit is 0.', min: 0 },
    win_rate: {
      type: 'price',
      doc: 'wins / (wins + losses); null where there is neither.',
      nullable: true,
      min: 0,
      max: 1,
    },
    first_traded_at: { type: 'instant', doc: 'First trade.' },
    last_traded_at: { type: 'instant', doc: 'Last trade.' },
  },
  reads: ['trader_positions', 'traders', 'trades', 'fills'],
  rebuild: { by: 'key', key: ['venue', 'trader_id'] },
  sql: ({ ref, fn, among }) => `
    with markets as (
      select venue, trader_id, market_id, sum(trades) as trades, sum(volume) as volume, sum(notional) as notional,
             sum(realised) as realised, sum(coalesce(unrealised, 0)) as unrealised,
             min(first_traded_at) as first_traded_at, max(last_traded_at) as last_traded_at,
             case when count(*) = count(resolved_at) then sum(realised) else 0 end as result
      from ${ref('trader_positions')} as p where ${among('p')} group by venue, trader_id, market_id
    ), sums as (
      select venue, trader_id, sum(trades) as trades, count(*) as markets, sum(volume) as volume, sum(notional) as notional,
             sum(realised) as realised, sum(unrealised) as unrealised,
             sum(case when result > 0 then 1 else 0 end) as wins, sum(case when result < 0 then 1 else 0 end) as losses,
             min(first_traded_at) as first_traded_at, max(last_traded_at) as last_traded_at
      from markets group by venue, trader_id
    )
    select s.venue, s.trader_id, t.name, s.trades, s.markets, s.volume, s.notional, s.realised, s.unrealised,
           s.wins, s.losses, ${fn.ratio('s.wins', 's.wins + s.losses')} as win_rate, s.first_traded_at, s.last_traded_at
    from sums as s left join ${ref('traders')} as t on t.venue = s.venue and t.trader_id = s.trader_id`,
})
