import { kalshi } from '../../src/venues/kalshi/index.ts'
import { KALSHI } from './contracts.ts'
import { testVenueThoroughly } from './venue.ts'

testVenueThoroughly(kalshi, KALSHI)
