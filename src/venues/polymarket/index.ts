import { defineVenue } from '../../core/source.ts'
import { activity } from './activity.ts'
import { books } from './books.ts'
import { clobMarkets } from './clob-markets.ts'
import { events } from './events.ts'
import { markets } from './markets.ts'
import { closedPositions, positions } from './positions.ts'
import { prices } from './prices.ts'
import { pricesHistory } from './prices-history.ts'
import { resolutions } from './resolutions.ts'
import { series } from './series.ts'
import { holders, leaderboard, openInterest } from './standings.ts'
import { tags } from './tags.ts'
import { fills, trades } from './trades.ts'

/** So many requests in any ten seconds, as the venue counts them. */
const inTen = (host: string, requests: number, doc: string) => ({ host, requests, windowSeconds: 10, burst: 1, doc })

/** Polymarket, the exchange on a chain: its catalogue (Gamma), its order book (CLOB), and its data API. No key needed. */
export const polymarket = defineVenue({
  name: 'polymarket',
  title: 'Polymarket',
  hosts: [
    {
      name: 'gamma',
      url: 'https://gamma-api.polymarket.com',
      env: 'ODDSLAKE_POLYMARKET_GAMMA_URL',
      clockPath: '/status',
    },
    { name: 'clob', url: 'https://clob.polymarket.com', env: 'ODDSLAKE_POLYMARKET_CLOB_URL', clockPath: '/time' },
    { name: 'data', url: 'https://data-api.polymarket.com', env: 'ODDSLAKE_POLYMARKET_DATA_URL', clockPath: '/' },
  ],
  /** The general limits hold beside these: what is left of them is given to the families that have none of their own. */
  limits: {
    gamma_markets: inTen('gamma', 300, 'Gamma /markets'),
    gamma_events: inTen('gamma', 500, 'Gamma /events'),
    gamma_tags: inTen('gamma', 200, 'Gamma /tags'),
    gamma: inTen('gamma', 3000, 'the rest of Gamma'),
    clob_books: inTen('clob', 500, 'CLOB /books'),
    clob_prices: inTen('clob', 500, 'CLOB /prices and /midpoints'),
    clob_prices_history: inTen('clob', 1000, 'CLOB /prices-history'),
    clob: inTen('clob', 900, 'CLOB market lists'),
    data_trades: inTen('data', 200, 'data /trades'),
    data_positions: inTen('data', 150, 'data /positions'),
    data_closed_positions: inTen('data', 150, 'data /closed-positions'),
    data: inTen('data', 500, 'the rest of data'),
  },
  resources: [
    series,
    tags,
    events,
    markets,
    clobMarkets,
    resolutions,
    trades,
    fills,
    books,
    prices,
    pricesHistory,
    leaderboard,
    openInterest,
    holders,
    activity,
    positions,
    closedPositions,
  ],
})
