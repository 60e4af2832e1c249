import { defineVenue } from '../../core/source.ts'
import { bets } from './bets.ts'
import { comments } from './comments.ts'
import { fullMarkets } from './full-markets.ts'
import { groups } from './groups.ts'
import { markets } from './markets.ts'
import { positions } from './positions.ts'
import { transactions } from './transactions.ts'
import { users } from './users.ts'

/** Manifold, the play-money exchange anybody can make markets on: REST, no key needed to read. */
export const manifold = defineVenue({
  name: 'manifold',
  title: 'Manifold',
  hosts: [
    {
      name: 'api',
      url: 'https://api.manifold.markets/v0',
      env: 'ODDSLAKE_MANIFOLD_URL',
      clockPath: '/markets?limit=1',
    },
  ],
  key: {
    env: 'MANIFOLD_API_KEY',
    doc: 'Key of an account on Manifold; reading works without.',
    headers: (key) => ({ authorization: `Key ${key}` }),
  },
  closesByClock: true,
  limits: { api: { requests: 500, windowSeconds: 60, burst: 1, doc: 'all of the API' } },
  resources: [users, markets, fullMarkets, bets, comments, groups, positions, transactions],
})
