import { polymarket } from '../../src/venues/polymarket/index.ts'
import { POLYMARKET } from './contracts.ts'
import { testVenueThoroughly } from './venue.ts'

testVenueThoroughly(polymarket, POLYMARKET)
