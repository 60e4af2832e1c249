import { ANSWER_FAULTS, PAGE_FAULTS } from '../faults/kinds.ts'
import type { ReplicaVenue, World, WorldOptions } from '../world.ts'
import { behindCache } from './cache.ts'
import { failures } from './failures.ts'
import { recordedWorld } from './recorded/world.ts'
import { simulatedWorld } from './simulated/world.ts'

/** Polymarket's public hosts as prefixes of one server: `/gamma`, `/clob` and `/data`, in the shape of October 2026. */
export const polymarket: ReplicaVenue = {
  name: 'polymarket',
  base: '',
  seesWholePath: true,
  cursors: ['after_cursor', 'next_cursor', 'cursor', 'offset'],
  faults: {
    kinds: [...ANSWER_FAULTS, ...PAGE_FAULTS, 'reorder', 'missing-record', 'broken-record'],
    onlyNamed: ['empty-page', 'reorder', 'missing-record', 'broken-record'],
  },
  simulated: (options) => perhapsCached(simulatedWorld(options), options),
  recorded: (options) => perhapsCached(recordedWorld(options), options),
  failures,
  spoils: [
    { field: 'conditionId', value: '17' },
    { field: 'outcomes', value: '["Yes","No"]' },
    { field: 'createdAt', value: '{"x":1}' },
    { field: 'question', value: '["x"]' },
  ],
}

function perhapsCached(world: World, { polymarket }: WorldOptions): World {
  return polymarket?.cached === true ? behindCache(world) : world
}
