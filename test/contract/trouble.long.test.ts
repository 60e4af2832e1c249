import { describe } from 'vitest'
import { kalshi } from '../../src/venues/kalshi/index.ts'
import { manifold } from '../../src/venues/manifold/index.ts'
import { KALSHI, MANIFOLD } from './contracts.ts'
import { testVenue, transientOf, troubled } from './venue.ts'

const CONTRACTS = [
  { venue: kalshi, contract: KALSHI },
  { venue: manifold, contract: MANIFOLD },
]

describe.each(CONTRACTS)('trouble of one kind alone: $venue.name', ({ venue, contract }) => {
  for (const kind of transientOf(venue)) troubled(venue, contract, { seeds: [1, 2], kinds: [kind] })
})

describe.each(CONTRACTS)('trouble of every kind in larger worlds: $venue.name', ({ venue, contract }) => {
  const world = { ...contract.world, trades: 2000, markets: 40 }
  troubled(venue, { ...contract, world }, { seeds: [11, 12, 13], kinds: transientOf(venue) })
})

for (const { venue, contract } of CONTRACTS) {
  testVenue(venue, { ...contract, world: { ...contract.world, trades: 600 } })
}
