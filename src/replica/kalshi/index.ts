import { ANSWER_FAULTS, PAGE_FAULTS } from '../faults/kinds.ts'
import type { ReplicaVenue } from '../world.ts'
import { failures } from './answers.ts'
import { BASE } from './base.ts'
import { recordedWorld } from './recorded/world.ts'
import { simulatedWorld } from './simulated/world.ts'

/** Kalshi's trade API v2, REST market data, in the shape of after 24 September 2026. */
export const kalshi: ReplicaVenue = {
  name: 'kalshi',
  base: BASE,
  cursors: ['cursor'],
  faults: {
    kinds: [...ANSWER_FAULTS, ...PAGE_FAULTS, 'broken-record'],
    onlyNamed: ['broken-record'],
  },
  simulated: simulatedWorld,
  recorded: recordedWorld,
  failures,
  spoils: [
    { field: 'count_fp', value: '{"x":1}' },
    { field: 'yes_price_dollars', value: '"abc"' },
    { field: 'close_time', value: '17' },
    { field: 'category', value: '["x"]' },
  ],
}
