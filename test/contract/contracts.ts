import { parseInstant } from '../../src/core/instant.ts'
import type { Contract } from './venue.ts'

/** Trades of two days, in pages that hold less than a day's. */
export const KALSHI: Contract = {
  world: { trades: 160, markets: 24, seed: 4, days: 2, until: '2026-10-08' },
  args: ['--chunk-size', '50', '--since', '2026-10-05'],
  wanted: { chunkSize: 50, since: parseInstant('2026-10-05T00:00:00Z') },
  // "Changed since" of markets is about their terms: trading moves price and volume without a sign.
  silent: ['silver.markets', 'silver.outcomes'],
  unseen: {
    'exchange_status.resumes_at': 'the exchange is never down',
    'incentives.max_reward_per_account': 'the page of the API gives no example',
    'market_strikes.cap_strike': 'no question of this small world has an upper bound',
    'milestones.ends_at': 'none ends within these two days',
  },
  paged: ['trades'],
  loses: 'trades',
  again: { 'tells each family of limits the clock': /\/historical\/cutoff/ },
  // Whole lists and books each time, and the hour that has only just ended.
  second: 20,
}

/** Few markets that are open, because each has two prices and many books. */
export const DOME: Contract = {
  world: { trades: 24, markets: 10, seed: 4, days: 1, until: '2026-10-08' },
  args: ['--chunk-size', '60', '--since', '2026-10-06T23:00:00Z'],
  wanted: { chunkSize: 60, since: parseInstant('2026-10-06T23:00:00Z') },
  again: { 'asked for the clock': /limit=1$/ },
  paged: ['trades', 'books'],
  loses: 'trades',
  second: 14,
}

/** Every kind of market once, and pages that hold a part of the bets. */
export const MANIFOLD: Contract = {
  world: { trades: 240, markets: 12, comments: 12, seed: 3, days: 5, until: '2026-10-08' },
  args: ['--chunk-size', '60', '--since', '2021-11-01'],
  wanted: { chunkSize: 60, since: parseInstant('2021-11-01T00:00:00Z') },
  paged: ['bets'],
  byMarket: ['full_markets', 'positions'],
  hidden: '"visibility":"unlisted"',
  silent: ['silver.traders', 'silver.groups', 'silver.comments', 'silver.outcomes'],
  counted: ['duplicate-page'],
  loses: 'bets',
  second: 10,
}

/** Every kind of market, and trades in pages that hold a part of a market's. */
export const POLYMARKET: Contract = {
  world: { trades: 300, markets: 16, seed: 3, days: 3, until: '2026-10-08' },
  args: ['--chunk-size', '20'],
  wanted: { chunkSize: 20 },
  byMarket: ['resolutions'],
  // Rows of the order book's list without a market.
  refused: 2,
  unseen: {
    'events.subtitle': 'no event has one',
    'markets.creator_id': 'old markets alone have one, by their page',
    'traders.bio': 'the replica invents none',
  },
  paged: ['markets', 'trades'],
  loses: 'trades',
  unbroken: 'the replica has none; single spoilt answers are among the faults',
  // Snapshots of wallets, boards, books and prices each time.
  second: 330,
}
