import type { Judged } from './truth.ts'

const open = "market_id in (select market_id from silver.markets where status = 'open')"
const openTokens = `outcome_id in (select outcome_id from silver.outcomes where ${open})`
const newest = (table: string) =>
  `(select * from silver.${table} where (outcome_id, "at") in (select (outcome_id, max("at")) from silver.books group by outcome_id))`
const asked = 'trader_id in (select trader_id from silver.leaderboard)'

const held = (outcome: string) =>
  `(trader_id, ${outcome}) not in (select (trader_id, outcome_id) from silver.closed_positions)`

/** Polymarket's mirror, table by table. */
export const POLYMARKET: readonly Judged[] = [
  { file: 'series', resource: 'series', table: 'silver.series' },
  { file: 'events', table: 'silver.events' },
  { file: 'markets', table: 'silver.markets' },
  { file: 'outcomes', table: 'silver.outcomes' },
  { file: 'categories', resource: 'tags', table: 'silver.categories' },
  { file: 'category_links', table: 'silver.category_links' },
  { file: 'trades', table: 'silver.trades' },
  { file: 'fills', resource: 'fills', table: 'silver.fills', untold: ['role'] },
  { file: 'books', resource: 'books', table: newest('books'), where: open },
  { file: 'book_levels', resource: 'books', table: newest('book_levels'), where: openTokens },
  {
    // What is listed no more stays as it was listed last; that it was given up is told by closed_positions.
    file: 'positions',
    resource: 'positions',
    table: 'silver.positions',
    asked: `${asked} and ${held('outcome_id')}`,
    where: held('answer_id'),
    spelt: { outcome_id: 'answer_id' },
    untold: ['realized'],
  },
  { file: 'closed_positions', resource: 'closed_positions', table: 'silver.closed_positions', asked },
  { file: 'trader_activity', resource: 'activity', table: 'silver.trader_activity', asked },
  {
    file: 'holders',
    resource: 'holders',
    table: 'silver.holders',
    asked: openTokens,
    where: `trader_id is not null and ${openTokens}`,
    untold: ['market_id'],
  },
  {
    file: 'leaderboard',
    resource: 'leaderboard',
    table: 'silver.leaderboard',
    where: "category = 'overall'",
    spelt: { category: 'upper(category)' },
    untold: ['shares'],
  },
  { file: 'open_interest', resource: 'open_interest', table: 'silver.open_interest', asked: open, where: open },
  { file: 'activity_hourly', table: 'gold.activity_hourly' },
  { file: 'activity_daily', table: 'gold.activity_daily' },
  { file: 'venue_activity_hourly', table: 'gold.venue_activity_hourly' },
  { file: 'venue_activity_daily', table: 'gold.venue_activity_daily' },
  { file: 'candles_1m', table: 'gold.candles_1m' },
  { file: 'candles_1h', table: 'gold.candles_1h' },
  { file: 'candles_1d', table: 'gold.candles_1d' },
  { file: 'market_summary', table: 'gold.market_summary' },
]
