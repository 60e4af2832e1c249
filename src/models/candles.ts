import { defineModel, type Model, TIE } from '../core/model.ts'

/**
 * Open, high, low and close per outcome. Only trades made in the book count: block trades are agreed elsewhere. Within
 * one instant the order is the venue's, else that of the trade id, so that the same trades always give the same candle.
 */
function candles(name: string, unit: 'minute' | 'hour' | 'day', finer?: string): Model {
  return defineModel({
    name,
    doc: `Prices per outcome and ${unit}; a ${unit} without trades has no row.`,
    grain: ['venue', 'outcome_id', 'start_at'],
    columns: {
      venue: { type: 'text', doc: 'The venue.' },
      market_id: { type: 'text', doc: 'The market.' },
      outcome_id: { type: 'text', doc: 'The outcome that the prices are of.' },
      start_at: { type: 'instant', doc: `Start of the ${unit} (UTC).` },
      open: { type: 'price', doc: 'First price.', min: 0, max: 1 },
      high: { type: 'price', doc: 'Highest price.', min: 0, max: 1 },
      low: { type: 'price', doc: 'Lowest price.', min: 0, max: 1 },
      close: { type: 'price', doc: 'Last price.', min: 0, max: 1 },
      volume: { type: 'volume', doc: 'Contracts or shares traded in the book.' },
      notional: { type: 'money', doc: "Sum of price × size, in the venue's currency." },
      trades: { type: 'integer', doc: 'Number of trades in the book.' },
    },
    reads: finer === undefined ? ['trades'] : ['trades', finer],
    rebuild: { by: unit === 'day' ? 'day' : 'hour', at: 'start_at' },
    sql: ({ ref, fn, touched }) =>
      finer !== undefined
        ? `
      select venue, market_id, outcome_id, ${fn.bucket(unit, 'f.start_at')} as start_at,
             ${fn.firstBy('f.open', 'f.start_at')} as open, max(f.high) as high, min(f.low) as low,
             ${fn.lastBy('f.close', 'f.start_at')} as close,
             sum(f.volume) as volume, sum(f.notional) as notional, sum(f.trades) as trades
      from ${ref(finer)} as f where ${touched('f.start_at')}
      group by 1, 2, 3, 4`
        : `
      select venue, market_id, outcome_id, ${fn.bucket(unit, 'traded_at')} as start_at,
             ${fn.firstBy('price', 'traded_at', TIE)} as open, max(price) as high, min(price) as low,
             ${fn.lastBy('price', 'traded_at', TIE)} as close,
             sum(size) as volume, sum(notional) as notional, count(*) as trades
      from ${ref('trades')}
      where kind = 'trade' and outcome_id is not null and ${touched('traded_at')}
      group by 1, 2, 3, 4`,
  })
}

export const candles1m = candles('candles_1m', 'minute')
export const candles1h = candles('candles_1h', 'hour', 'candles_1m')
export const candles1d = candles('candles_1d', 'day', 'candles_1h')
