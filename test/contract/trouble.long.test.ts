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

/** Kinds of trouble are met alone where walks are of every kind; the others share their code. */
describe.each(CONTRACTS.slice(0, 2))('trouble of one kind alone: $venue.name', ({ venue, contract }) => {
  for (const kind of transientOf(venue)) troubled(venue, contract, { seeds: [1], kinds: [kind] })
})

describe.each(CONTRACTS)('trouble of every kind in larger worlds: $venue.name', ({ venue, contract }) => {
  const world = { ...contract.world, trades: 2000, markets: 40 }
  troubled(venue, { ...contract, world }, { seeds: [11], kinds: transientOf(venue) })
})
