import { describe } from 'vitest'
import { dome } from '../../src/venues/dome/index.ts'
import { kalshi } from '../../src/venues/kalshi/index.ts'
import { manifold } from '../../src/venues/manifold/index.ts'
import { polymarket } from '../../src/venues/polymarket/index.ts'
import { DOME, KALSHI, MANIFOLD, POLYMARKET } from './contracts.ts'
import { testVenueThoroughly, transientOf, troubled } from './venue.ts'

const CONTRACTS = [
  { venue: kalshi, contract: KALSHI },
  { venue: manifold, contract: MANIFOLD },
  { venue: polymarket, contract: POLYMARKET },
  { venue: dome, contract: DOME },
]

for (const { venue, contract } of CONTRACTS) testVenueThoroughly(venue, contract)

/** Each kind of trouble is met alone at Manifold, whose walks have no cursor and notice least by themselves. */
describe.each(CONTRACTS.filter(({ venue }) => venue === manifold))('trouble of one kind alone: $venue.name', ({
  venue,
  contract,
}) => {
  for (const kind of transientOf(venue)) troubled(venue, contract, { seeds: [1], kinds: [kind] })
})

describe.each(CONTRACTS)('trouble of every kind in larger worlds: $venue.name', ({ venue, contract }) => {
  const world = { ...contract.world, trades: 2000, markets: 40 }
  troubled(venue, { ...contract, world }, { seeds: [11], kinds: transientOf(venue) })
})
