import { defineVenue } from '../../core/source.ts'
import { books } from './books.ts'
import { candles } from './candles.ts'
import { events } from './events.ts'
import { exchange } from './exchange.ts'
import { incentives } from './incentives.ts'
import { markets, mveMarkets } from './markets.ts'
import { milestones } from './milestones.ts'
import { multivariate } from './multivariate.ts'
import { series } from './series.ts'
import { structuredTargets } from './structured-targets.ts'
import { trades } from './trades.ts'

/** Kalshi, the event-contract exchange: REST market data, no key needed. */
export const kalshi = defineVenue({
  name: 'kalshi',
  title: 'Kalshi',
  hosts: [
    {
      name: 'api',
      url: 'https://external-api.kalshi.com/trade-api/v2',
      env: 'ODDSLAKE_KALSHI_URL',
      clockPath: '/historical/cutoff',
    },
  ],
  limits: {
    /** Measured without a key: 17.7 requests/s went clean, 32.6 did not; 12 keeps a margin for bursts of others behind the same address. */
    read: { requests: 12, windowSeconds: 1, burst: 1, doc: 'market data' },
    /** Candles were held back near 10 requests/s. */
    candles: { requests: 9, windowSeconds: 1, burst: 1, doc: 'candles' },
  },
  resources: [
    ...[series, events, markets, mveMarkets, trades, candles, books],
    ...[milestones, structuredTargets, multivariate, incentives, exchange],
  ],
})
