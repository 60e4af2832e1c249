import { defineModel, TIE } from '../core/model.ts'
import type { Sql } from '../core/sql.ts'
import { BOOK_READ, dayBefore, firstOutcomePrices } from './parts/book.ts'

/** Statuses of markets whose trading is not over. */
const OPEN: Sql = "('upcoming', 'open', 'paused')"

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
      doc: 'Price of the first outcome (YES) by the last trade in the book; of two outcomes the second counts as 1 − price, further ones do not count.',
      nullable: true,
      min: 0,
      max: 1,
    },
    change_24h: {
      type: 'price',
      doc: 'Last price minus the price 24 hours before the latest trade of the venue; null where there was none yet.',
      nullable: true,
      min: -1,
      max: 1,
    },
    best_bid: { type: 'price', doc: 'Highest bid at the last look.', nullable: true, min: 0, max: 1 },
    best_ask: { type: 'price', doc: 'Lowest ask at the last look.', nullable: true, min: 0, max: 1 },
    spread: {
      type: 'price',
      doc: 'Lowest ask minus highest bid at the last look; null without both.',
      nullable: true,
      min: -1,
      max: 1,
    },
    hours_to_close: {
      type: 'decimal',
      doc: 'Hours until trading ends, from the latest trade of the venue on (where it has none, from the latest look at a market of it), rounded half-even to 12 digits; null when that is over or unknown.',
      nullable: true,
      min: 0,
    },
    volume_24h: { type: 'volume', doc: 'Volume of the last 24 hours before the latest trade of the venue.' },
    volume_7d: { type: 'volume', doc: 'The same over 7 days.' },
  },
  reads: ['markets', 'resolutions', ...BOOK_READ, 'activity_daily', 'candles_1d'],
  rebuild: {
    by: 'key',
    key: ['venue', 'market_id'],
    moving: `volume_7d > 0 or change_24h <> 0 or (status in ${OPEN} and closes_at is not null)`,
    at: 'last_traded_at',
  },
  sql: ({ ref, fn, among }) => `
    with totals as (
      select a.venue, a.market_id, sum(a.trades) as trades, sum(a.volume) as volume, sum(a.notional) as notional,
             min(a.first_traded_at) as first_traded_at, max(a.last_traded_at) as last_traded_at
      from ${ref('activity_daily')} as a where ${among('a')} group by 1, 2
    ), ends as (
      select venue, max(last_traded_at) as latest from ${ref('activity_daily')} group by 1
    ), looks as (
      select m.venue, coalesce(max(e.latest), max(m.seen_at)) as latest
      from ${ref('markets')} as m left join ends as e on e.venue = m.venue group by 1
    ), recent as (
      select t.venue, t.market_id, sum(t.size) as volume_7d,
             sum(case when t.traded_at > ${fn.hoursBefore('e.latest', 24)} then t.size else 0 end) as volume_24h
      from ${ref('trades')} as t join ends as e on e.venue = t.venue
      where t.traded_at > ${fn.hoursBefore('e.latest', 168)} and ${among('t')} group by 1, 2
    ), days as (
      select c.venue, c.market_id, ${dayBefore({ fn }, 'c.start_at', fn.hoursBefore('e.latest', 24))} as day
      from ${ref('candles_1d')} as c join ends as e on e.venue = c.venue where ${among('c')} group by 1, 2
    ), book as (
      select b.*, e.latest from ${firstOutcomePrices({ ref, among }, 'days')} as b join ends as e on e.venue = b.venue
    ), prices as (
      select venue, market_id, ${fn.lastBy('price', 'traded_at', TIE)} as price from book group by 1, 2
    ), prices_before as (
      select venue, market_id, ${fn.lastBy('price', 'traded_at', TIE)} as price
      from book where traded_at <= ${fn.hoursBefore('latest', 24)} group by 1, 2
    ), rulings as (
      select r.venue, r.market_id, r.told_by, coalesce(r.resolution, o.label) as resolution
      from ${ref('resolutions')} as r
      left join ${ref('outcomes')} as o
        on o.venue = r.venue and o.market_id = r.market_id and o.position = r.winner_position
      where ${among('r')}
    ), told as (
      select venue, market_id, max(case when told_by = 'book' then resolution end) as by_book,
             max(case when told_by = 'oracle' then resolution end) as by_oracle
      from rulings group by 1, 2
    ), known as (
      select m.venue, m.market_id from ${ref('markets')} as m where not m.is_combo and ${among('m')}
      union select venue, market_id from totals
    )
    select k.venue, k.market_id, m.question, m.status, m.category, m.closes_at, coalesce(m.resolution, y.by_book, y.by_oracle) as resolution,
           coalesce(t.trades, 0) as trades, coalesce(t.volume, 0) as volume, coalesce(t.notional, 0) as notional,
           t.first_traded_at, t.last_traded_at, p.price as last_price, p.price - b.price as change_24h,
           m.best_bid, m.best_ask, m.best_ask - m.best_bid as spread,
           case when m.status in ${OPEN} and m.closes_at >= l.latest
             then ${fn.ratio(fn.microsBetween('l.latest', 'm.closes_at'), '3600000000')} end as hours_to_close,
           coalesce(r.volume_24h, 0) as volume_24h, coalesce(r.volume_7d, 0) as volume_7d
    from known as k
    left join ${ref('markets')} as m on m.venue = k.venue and m.market_id = k.market_id
    left join looks as l on l.venue = k.venue
    left join told as y on y.venue = k.venue and y.market_id = k.market_id
    left join totals as t on t.venue = k.venue and t.market_id = k.market_id
    left join recent as r on r.venue = k.venue and r.market_id = k.market_id
    left join prices as p on p.venue = k.venue and p.market_id = k.market_id
    left join prices_before as b on b.venue = k.venue and b.market_id = k.market_id`,
})
