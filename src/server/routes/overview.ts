import { list, page, type Routes } from '../api.ts'
import { choice, limit, span, venue } from '../query.ts'
import type { Columns } from '../reader.ts'
import { between, equal } from '../statement.ts'
import { columns } from '../tables.ts'

const OVERVIEW: Columns = {
  ...columns('gold.market_summary', 'venue'),
  markets: { type: 'integer', doc: 'Markets that are known or have traded.' },
  open_markets: { type: 'integer', doc: 'Those that are open.' },
  ...columns('gold.market_summary', 'trades', 'volume', 'last_traded_at'),
  last_synced_at: { type: 'instant', doc: 'When the venue was last asked something.', nullable: true },
  requests_left: { type: 'integer', doc: 'Requests that the venue still allows, where it says so.', nullable: true },
}

const ACTIVITY: Columns = {
  venue: { type: 'text', doc: 'The venue.' },
  start_at: { type: 'instant', doc: 'Start of the hour or day (UTC).' },
  ...columns('gold.venue_activity_daily', 'markets', 'trades', 'volume', 'notional'),
}

/** What there is of each venue, and how much is traded. */
export const overview: Routes = (api, service) => {
  list(api, service, {
    path: '/api/overview',
    summary: 'One row per venue: how much there is of it, and how fresh it is',
    columns: OVERVIEW,
    find: (reader) => {
      const { cast } = reader.fn
      const values = {
        venue: 'v.venue',
        markets: 's.markets',
        open_markets: cast('s.open_markets', 'integer'),
        trades: cast('s.trades', 'integer'),
        volume: 's.volume',
        last_traded_at: 's.last_traded_at',
        last_synced_at: 'l.last_synced_at',
        requests_left: cast('null', 'integer'),
      }
      const from = `(select venue from gold.market_summary union select venue from silver.ledger) as v
left join (
  select venue, count(*) as markets, sum(case when status = 'open' then 1 else 0 end) as open_markets,
    sum(trades) as trades, sum(volume) as volume, max(last_traded_at) as last_traded_at
  from gold.market_summary group by venue
) as s on s.venue = v.venue
left join (select venue, max(updated_at) as last_synced_at from silver.ledger group by venue) as l on l.venue = v.venue`
      const order = [{ column: 'venue', direction: 'asc' }] as const
      return page(reader, { from, columns: OVERVIEW, values, order, limit: 100 })
    },
  })
  list(api, service, {
    path: '/api/activity',
    summary: 'Trading per venue and hour or day, in order of time',
    query: {
      unit: choice(['hour', 'day'], 'How long a row is.').default('day'),
      venue: venue.optional(),
      ...span,
      limit: limit(10_000, 50_000),
    },
    columns: ACTIVITY,
    find: (reader, { unit, venue: only, limit, ...asked }) => {
      const name = unit === 'hour' ? 'gold.venue_activity_hourly' : 'gold.venue_activity_daily'
      const where = [...(only === undefined ? [] : [equal('venue', only)]), ...between(reader, unit, asked)]
      const order = [
        { column: 'start_at', direction: 'asc' },
        { column: 'venue', direction: 'asc' },
      ] as const
      return page(reader, { from: name, columns: ACTIVITY, values: { start_at: unit }, where, order, limit })
    },
  })
}
