import { dome } from '../../src/venues/dome/index.ts'
import { DOME } from './contracts.ts'
import { testVenue } from './venue.ts'

testVenue(dome, DOME)
