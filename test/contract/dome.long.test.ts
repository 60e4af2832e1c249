import { dome } from '../../src/venues/dome/index.ts'
import { DOME } from './contracts.ts'
import { testVenueThoroughly } from './venue.ts'

testVenueThoroughly(dome, DOME)
