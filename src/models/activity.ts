import { defineModel, type Model } from '../core/model.ts'
import type { Column } from '../core/table.ts'

const measures = {
  trades: { type: 'integer', doc: 'Number of trades, block trades included.' },
  volume: { type: 'volume', doc: 'Contracts or shares traded.' },
  notional: { type: 'money', doc: "Sum of price × size, in the venue's currency." },
  first_traded_at: { type: 'instant', doc: 'First of them.' },
  last_traded_at: { type: 'instant', doc: 'Last of them.' },
  avg_size: { type: 'decimal', doc: 'Average volume per trade: volume / trades, rounded half-even to 12 digits.' },
} as const satisfies Record<string, Column>

/** Activity per market in buckets of an hour or a day (UTC); the coarser one adds up the finer. */
function activity(name: string, unit: 'hour' | 'day', finer?: string): Model {
  return defineModel({
    name,
    doc: `Trading per market and ${unit}.`,
    grain: ['venue', 'market_id', unit],
    columns: {
      venue: { type: 'text', doc: 'The venue.' },
      market_id: { type: 'text', doc: 'The market.' },
      [unit]: { type: 'instant', doc: `Start of the ${unit} (UTC).` },
      ...measures,
    },
    reads: finer === undefined ? ['trades'] : ['trades', finer],
    rebuild: { by: unit, at: unit },
    sql: ({ ref, fn, touched }) => `
      select venue, market_id, ${unit}, trades, volume, notional, first_traded_at, last_traded_at, ${fn.ratio('volume', 'trades')} as avg_size
      from (${
        finer === undefined
          ? `select venue, market_id, ${fn.bucket(unit, 'traded_at')} as ${unit}, count(*) as trades, sum(size) as volume, sum(notional) as notional,
                    min(traded_at) as first_traded_at, max(traded_at) as last_traded_at
             from ${ref('trades')} where ${touched('traded_at')} group by 1, 2, 3`
          : `select venue, market_id, ${fn.bucket(unit, 'hour')} as ${unit}, sum(trades) as trades, sum(volume) as volume, sum(notional) as notional,
                    min(first_traded_at) as first_traded_at, max(last_traded_at) as last_traded_at
             from ${ref(finer)} where ${touched('hour')} group by 1, 2, 3`
      }) as bucket`,
  })
}

/** The same for a venue as a whole. */
function venueActivity(name: string, unit: 'hour' | 'day', markets: string): Model {
  return defineModel({
    name,
    doc: `Trading per venue and ${unit}.`,
    grain: ['venue', unit],
    columns: {
      venue: { type: 'text', doc: 'The venue.' },
      [unit]: { type: 'instant', doc: `Start of the ${unit} (UTC).` },
      markets: { type: 'integer', doc: 'Markets that traded.' },
      ...measures,
    },
    reads: ['trades', markets],
    rebuild: { by: unit, at: unit },
    sql: ({ ref, fn, touched }) => `
      select venue, ${unit}, markets, trades, volume, notional, first_traded_at, last_traded_at, ${fn.ratio('volume', 'trades')} as avg_size
      from (select venue, ${unit}, count(*) as markets, sum(trades) as trades, sum(volume) as volume, sum(notional) as notional,
                   min(first_traded_at) as first_traded_at, max(last_traded_at) as last_traded_at
            from ${ref(markets)} where ${touched(unit)} group by 1, 2) as bucket`,
  })
}

export const activityHourly = activity('activity_hourly', 'hour')
export const activityDaily = activity('activity_daily', 'day', 'activity_hourly')
export const venueActivityHourly = venueActivity('venue_activity_hourly', 'hour', 'activity_hourly')
export const venueActivityDaily = venueActivity('venue_activity_daily', 'day', 'activity_daily')
