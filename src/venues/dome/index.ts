import { defineVenue } from '../../core/source.ts'
import { books } from './books.ts'
import { candles } from './candles.ts'
import { events } from './events.ts'
import { markets } from './markets.ts'
import { prices } from './prices.ts'
import { trades } from './trades.ts'

/** The Dome API over Polymarket. The service has closed: a server that speaks its API, or recordings, stand in for it. */
export const dome = defineVenue({
  name: 'dome',
  title: 'Dome API',
  hosts: [{ name: 'api', env: 'ODDSLAKE_DOME_URL', clockPath: '/polymarket/markets?limit=1' }],
  key: {
    env: 'DOME_API_KEY',
    doc: 'Key of the Dome API, sent as a bearer token.',
    headers: (key) => ({ authorization: `Bearer ${key}` }),
  },
  /** Dev tier: 100 in a second and 500 in ten. 10 + 49 × 10 is 500, and 10 + 49 × 1 less than 100, so that both hold. */
  limits: {
    api: { requests: 49, windowSeconds: 1, burst: 10, doc: 'Dev tier; Free: 9 with burst 1, Pro: 290 with burst 10' },
  },
  resources: [markets, events, prices, candles, trades, books],
})
