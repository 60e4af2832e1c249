import { describe } from 'vitest'
import { manifold } from '../../src/venues/manifold/index.ts'
import { MANIFOLD } from './contracts.ts'
import { testVenueThoroughly, transientOf, troubled } from './venue.ts'

testVenueThoroughly(manifold, MANIFOLD)

/** Each kind is met alone here, where walks have no cursor and notice least by themselves. */
describe('trouble of one kind alone', () => {
  for (const kind of transientOf(manifold)) troubled(manifold, MANIFOLD, { seeds: [1], kinds: [kind] })
})
