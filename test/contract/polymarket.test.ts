import { polymarket } from '../../src/venues/polymarket/index.ts'
import { POLYMARKET } from './contracts.ts'
import { testVenue } from './venue.ts'

testVenue(polymarket, POLYMARKET)
