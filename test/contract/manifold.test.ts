import { manifold } from '../../src/venues/manifold/index.ts'
import { MANIFOLD } from './contracts.ts'
import { testVenue } from './venue.ts'

testVenue(manifold, MANIFOLD)
