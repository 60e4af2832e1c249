import { ANSWER_FAULTS, PAGE_FAULTS } from '../faults/kinds.ts'
import type { Limit } from '../server/limit.ts'
import type { ReplicaVenue } from '../world.ts'
import { failures, tellLimit } from './answers.ts'
import { BASE } from './base.ts'
import { recordedWorld } from './recorded/world.ts'
import { simulatedWorld } from './simulated/world.ts'

/** The tiers of February 2026: so many in a second and so many in ten. */
function tier(second: number, ten: number): Limit {
  return [
    { most: second, seconds: 1 },
    { most: ten, seconds: 10 },
  ]
}

/** The Dome API over Polymarket and Kalshi, in the shape of February 2026. */
export const dome: ReplicaVenue = {
  name: 'dome',
  base: BASE,
  cursors: ['pagination_key', 'paginationKey', 'offset'],
  faults: {
    kinds: [...ANSWER_FAULTS, ...PAGE_FAULTS, 'broken-record'],
    onlyNamed: ['broken-record'],
  },
  simulated: simulatedWorld,
  recorded: recordedWorld,
  failures,
  tiers: { free: tier(10, 100), dev: tier(100, 500), pro: tier(300, 3000) },
  tellLimit,
  spoils: [
    { field: 'condition_id', value: '17' },
    { field: 'status', value: '{"x":1}' },
    { field: 'market_slug', value: 'null' },
    { field: 'title', value: '["x"]' },
    { field: 'token_id', value: 'false' },
  ],
}
