import { defineResource, type Resource } from '../../core/source.ts'
import { perTraded } from './per-market.ts'
import { tapes } from './tapes.ts'
import { FILL_KEY, fillColumns, SECOND_OF_MARKET, tapeRecord, tradersMeaning, unreadableFill } from './trade-record.ts'

/** Smaller ones are left out by the newer version unless this is said. */
const ALL_SIZES = { filter_type: 'TOKENS', filter_amount: '0' }

/** What taker's trades and everybody's fills have in common: one list, of which the venue gives either. */
function tapeOf({ takerOnly, what }: { takerOnly: boolean; what: string }) {
  return {
    asks: {
      endpoint: '/v2/trades, else /trades',
      paging: 'cursor; else offset, then windows of time',
      delta: 'markets whose volume has changed, or that closed, back to where they are covered',
      proof:
        'the venue gives no further cursor, or the walk passed what is covered; beyond the offset cap windows that are not full, else suspect',
    },
    family: 'data_trades',
    key: FILL_KEY,
    numbered: SECOND_OF_MARKET,
    pageCap: 1000,
    accepts: ['market', 'trader', 'since', 'chunk-size'],
    limitBy: 'markets',
    axis: 'created',
    line: () => false,
    plan: (context) => perTraded(context, `one request per 1,000 ${what} of a market`),
    pages: (slice, io) =>
      tapes(slice, io, {
        v2: { path: '/v2/trades', query: { ...ALL_SIZES, taker_only: String(takerOnly) } },
        v1: { path: '/trades', query: { takerOnly: String(takerOnly) } },
      }),
    ...tapeRecord([], []),
  } satisfies Partial<Resource>
}

/** Trades as the taker sees them: one row each, so that sums count nothing twice. The parties behind them are in `fills`. */
export const trades = defineResource({
  name: 'trades',
  doc: 'Trades, market by market, as the taker sees them: of markets traded since they were last asked, or of --market, --trader.',
  byDefault: true,
  ...tapeOf({ takerOnly: true, what: 'trades' }),
  silver: {
    trades: {
      columns: {
        trade_id: '_key',
        part: '0',
        sequence: '_place',
        ...fillColumns,
        kind: "'trade'",
        is_combo: 'length(condition_id) = 64',
      },
      reject: unreadableFill,
    },
    traders: tradersMeaning,
  },
})

/** Both sides of the trades. The venue does not say who was the taker. */
export const fills = defineResource({
  name: 'fills',
  doc: "Every party's side of the trades, the makers' too, for wallets and order flow; sums of volume belong to trades.",
  byDefault: false,
  ...tapeOf({ takerOnly: false, what: 'fills' }),
  silver: {
    fills: {
      columns: { fill_id: '_key', ...fillColumns, transaction_hash: 'transaction_hash' },
      reject: unreadableFill,
    },
    traders: tradersMeaning,
  },
})
