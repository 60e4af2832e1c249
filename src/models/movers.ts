import { defineModel, TIE } from '../core/model.ts'
import { BOOK_READ, dayBefore, firstOutcomePrices } from './parts/book.ts'

const HOURS = { '1h': 1, '24h': 24, '7d': 168 } as const
const MOST = 100

/** Where prices have moved most. */
export const movers = defineModel({
  name: 'movers',
  doc: `The ${MOST} open markets of a venue whose price moved most within a span that ends at the latest trade of the venue.`,
  grain: ['venue', 'span', 'rank'],
  columns: {
    venue: { type: 'text', doc: 'The venue.' },
    market_id: { type: 'text', doc: 'The market.' },
    span: { type: 'text', doc: 'How far back: 1h, 24h or 7d.', oneOf: Object.keys(HOURS) },
    rank: {
      type: 'integer',
      doc: 'From 1, the largest change up or down, on; equal ones by volume, then by market.',
      min: 1,
      max: MOST,
    },
    price: { type: 'price', doc: 'Last price of the first outcome, as in market_summary.', min: 0, max: 1 },
    price_before: { type: 'price', doc: 'Its price at the start of the span.', min: 0, max: 1 },
    change: { type: 'price', doc: 'price − price_before; never 0.', min: -1, max: 1 },
    trades: { type: 'integer', doc: 'Trades within the span, block trades included.' },
    volume: { type: 'volume', doc: 'Contracts or shares traded in them.' },
  },
  reads: [...BOOK_READ, 'candles_1d', 'market_summary'],
  rebuild: 'whole',
  sql: ({ ref, fn, among }) => `
    with ends as (
      select venue, max(last_traded_at) as latest from ${ref('market_summary')} group by 1
    ), starts as (
      ${Object.entries(HOURS)
        .map(
          ([span, hours]) =>
            `select venue, '${span}' as span, ${fn.hoursBefore('latest', hours)} as since_at from ends`,
        )
        .join(' union all ')}
    ), traded as (
      select s.venue, s.market_id, s.last_price, e.latest
      from ${ref('market_summary')} as s join ends as e on e.venue = s.venue
      where s.status = 'open' and s.volume_7d > 0 and s.last_price is not null
    ), days as (
      select c.venue, c.market_id, ${dayBefore({ fn }, 'c.start_at', fn.hoursBefore('m.latest', HOURS['7d']))} as day
      from ${ref('candles_1d')} as c join traded as m on m.venue = c.venue and m.market_id = c.market_id group by 1, 2
    ), before as (
      select b.venue, b.market_id, u.span, ${fn.lastBy('b.price', 'b.traded_at', TIE)} as price
      from ${firstOutcomePrices({ ref, among }, 'days')} as b
      join starts as u on u.venue = b.venue and b.traded_at <= u.since_at group by 1, 2, 3
    ), active as (
      select t.venue, t.market_id, u.span, count(*) as trades, sum(t.size) as volume
      from ${ref('trades')} as t
      join traded as m on m.venue = t.venue and m.market_id = t.market_id
      join starts as u on u.venue = t.venue and t.traded_at > u.since_at
      where t.traded_at > (select min(since_at) from starts) group by 1, 2, 3
    ), changes as (
      select m.venue, m.market_id, a.span, m.last_price as price, b.price as price_before,
             m.last_price - b.price as change, a.trades, a.volume
      from traded as m
      join active as a on a.venue = m.venue and a.market_id = m.market_id
      join before as b on b.venue = a.venue and b.market_id = a.market_id and b.span = a.span
      where m.last_price <> b.price
    ), ranked as (
      select venue, market_id, span, row_number() over (partition by venue, span order by abs(change) desc, volume desc, market_id) as rank,
             price, price_before, change, trades, volume
      from changes
    )
    select * from ranked where rank <= ${MOST}`,
})
