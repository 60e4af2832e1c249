import { kalshi } from '../../src/venues/kalshi/index.ts'
import { KALSHI } from './contracts.ts'
import { testVenue } from './venue.ts'

testVenue(kalshi, KALSHI)
