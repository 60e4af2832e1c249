import { defineModel } from '../core/model.ts'

/** What is traded by subject. */
export const categoryActivity = defineModel({
  name: 'category_activity',
  doc: 'Trading per category and day, of each venue and of all, and of all categories together.',
  grain: ['venue', 'category', 'day'],
  columns: {
    venue: { type: 'text', doc: 'The venue; all for the venues together.' },
    category: {
      type: 'text',
      doc: "The market's category; none where it has none or is not known yet; all for the categories together.",
    },
    day: { type: 'instant', doc: 'Start of the day (UTC).' },
    markets: { type: 'integer', doc: 'Markets that traded.' },
    trades: { type: 'integer', doc: 'Number of trades, block trades included.' },
    volume: { type: 'volume', doc: 'Contracts or shares traded.' },
    notional: {
      type: 'money',
      doc: "Sum of price × size, in the venue's currency; null for the venues together, whose currencies differ.",
      nullable: true,
    },
  },
  reads: ['trades', 'markets', 'activity_daily'],
  rebuild: { by: 'day', at: 'day', states: { markets: ['category'] } },
  sql({ ref, fn, touched }) {
    const sums = 'sum(markets) as markets, sum(trades) as trades, sum(volume) as volume'
    const unknown = `${fn.cast('null', 'money')} as notional`
    return `
    with own as (
      select a.venue, coalesce(m.category, 'none') as category, a.day, count(*) as markets,
             sum(a.trades) as trades, sum(a.volume) as volume, sum(a.notional) as notional
      from ${ref('activity_daily')} as a
      left join ${ref('markets')} as m on m.venue = a.venue and m.market_id = a.market_id
      where ${touched('a.day')} group by 1, 2, 3
    )
    select venue, category, day, markets, trades, volume, notional from own
    union all select venue, 'all', day, ${sums}, sum(notional) from own group by venue, day
    union all select 'all', category, day, ${sums}, ${unknown} from own group by category, day
    union all select 'all', 'all', day, ${sums}, ${unknown} from own group by day`
  },
})
