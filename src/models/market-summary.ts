import { defineModel, TIE } from '../core/model.ts'

/** One row per market: what it is, and what has been traded in it. */
export const marketSummary = defineModel({
  name: 'market_summary',
  doc: 'One row per market that is known or has traded. Windows end at the latest trade of the venue that this lake holds.',
  grain: ['venue', 'market_id'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    market_id: { type: 'text', doc: 'The market.' },
    question: { type: 'text', doc: 'The question; null while the market itself has not come.', nullable: true },
    status: { type: 'text', doc: 'upcoming, open, paused, closed or resolved.', nullable: true },
    category: { type: 'text', doc: 'The category.', nullable: true },
    closes_at: { type: 'instant', doc: 'When trading ends.', nullable: true },
    resolution: {
      type: 'text',
      doc: 'The result: by the market itself, else by the order book, else by the oracle.',
      nullable: true,
    },
    trades: { type: 'integer', doc: 'Trades in this lake, block trades included.' },
    volume: { type: 'volume', doc: 'Contracts or shares traded in them.' },
    notional: { type: 'money', doc: "Sum of price × size, in the venue's currency." },
    first_traded_at: { type: 'instant', doc: 'First trade.', nullable: true },
    last_traded_at: { type: 'instant', doc: 'Last trade.', nullable: true },
    last_price: {
      type: 'price',
      doc: 'Price of the first outcome (YES) by the last trade in the book; of two outcomes the second counts as 1 − price.',
      nullable: true,
      min: 0,
      max: 1,
    },
    best_bid: { type: 'price', doc: 'Highest bid at the last look.', nullable: true, min: 0, max: 1 },
    best_ask: { type: 'price', doc: 'Lowest ask at the last look.', nullable: true, min: 0, max: 1 },
    volume_24h: { type: 'volume', doc: 'Volume of the last 24 hours before the latest trade of the venue.' },
    volume_7d: { type: 'volume', doc: 'The same over 7 days.' },
  },
  reads: ['markets', 'outcomes', 'resolutions', 'trades', 'activity_daily', 'candles_1d'],
  rebuild: 'whole',
  sql: ({ ref, fn }) => `
    with totals as (
      select venue, market_id, sum(trades) as trades, sum(volume) as volume, sum(notional) as notional
      from ${ref('activity_daily')} group by 1, 2
    ), ends as (
      select venue, max(traded_at) as latest from ${ref('trades')} group by 1
    ), bounds as (
      select t.venue, t.market_id, min(t.traded_at) as first_traded_at, max(t.traded_at) as last_traded_at
      from ${ref('trades')} as t group by 1, 2
    ), recent as (
      select t.venue, t.market_id, sum(t.size) as volume_7d,
             sum(case when t.traded_at > ${fn.hoursBefore('e.latest', 24)} then t.size else 0 end) as volume_24h
      from ${ref('trades')} as t join ends as e on e.venue = t.venue
      where t.traded_at > ${fn.hoursBefore('e.latest', 168)} group by 1, 2
    ), last_days as (
      select venue, market_id, max(start_at) as day from ${ref('candles_1d')} group by 1, 2
    ), opposites as (
      select o.venue, o.outcome_id from ${ref('outcomes')} as o
      join (select venue, market_id from ${ref('outcomes')} group by 1, 2 having count(*) = 2) as two
        on two.venue = o.venue and two.market_id = o.market_id
      where o.position = 1
    ), last_trades as (
      select t.venue, t.market_id, t.traded_at, t.trade_id, t.sequence,
             case when o.outcome_id is null then t.price else 1 - t.price end as price
      from ${ref('trades')} as t
      join last_days as d on d.venue = t.venue and d.market_id = t.market_id and t.traded_at >= d.day
      left join opposites as o on o.venue = t.venue and o.outcome_id = t.outcome_id
      where t.kind = 'trade' and t.outcome_id is not null
    ), prices as (
      select venue, market_id, ${fn.lastBy('price', 'traded_at', TIE)} as last_price from last_trades group by 1, 2
    ), rulings as (
      select r.venue, r.market_id, r.told_by, coalesce(r.resolution, o.label) as resolution
      from ${ref('resolutions')} as r
      left join ${ref('outcomes')} as o
        on o.venue = r.venue and o.market_id = r.market_id and o.position = r.winner_position
    ), told as (
      select venue, market_id, max(case when told_by = 'book' then resolution end) as by_book,
             max(case when told_by = 'oracle' then resolution end) as by_oracle
      from rulings group by 1, 2
    ), known as (
      select venue, market_id from ${ref('markets')} where not is_combo union select venue, market_id from totals
    )
    select k.venue, k.market_id, m.question, m.status, m.category, m.closes_at, coalesce(m.resolution, y.by_book, y.by_oracle) as resolution,
           coalesce(t.trades, 0) as trades, coalesce(t.volume, 0) as volume, coalesce(t.notional, 0) as notional,
           b.first_traded_at, b.last_traded_at, p.last_price, m.best_bid, m.best_ask,
           coalesce(r.volume_24h, 0) as volume_24h, coalesce(r.volume_7d, 0) as volume_7d
    from known as k
    left join ${ref('markets')} as m on m.venue = k.venue and m.market_id = k.market_id
    left join told as y on y.venue = k.venue and y.market_id = k.market_id
    left join totals as t on t.venue = k.venue and t.market_id = k.market_id
    left join bounds as b on b.venue = k.venue and b.market_id = k.market_id
    left join recent as r on r.venue = k.venue and r.market_id = k.market_id
    left join prices as p on p.venue = k.venue and p.market_id = k.market_id`,
})
