import { ANSWER_FAULTS, PAGE_FAULTS } from '../faults/kinds.ts'
import type { ReplicaVenue } from '../world.ts'
import { failures } from './answers.ts'
import { BASE } from './base.ts'
import { recordedWorld } from './recorded/world.ts'
import { simulatedWorld } from './simulated/world.ts'

/** Manifold's public REST API, in the shape of August 2026. */
export const manifold: ReplicaVenue = {
  name: 'manifold',
  base: BASE,
  seesWholePath: true,
  cursors: ['before', 'after', 'beforeTime', 'afterTime', 'page', 'offset'],
  faults: {
    kinds: [...ANSWER_FAULTS, ...PAGE_FAULTS, 'remove', 'reorder', 'missing-record', 'broken-record'],
    onlyNamed: ['empty-page', 'missing-record', 'broken-record', 'remove'],
  },
  simulated: simulatedWorld,
  recorded: recordedWorld,
  failures,
  spoils: [
    { field: 'contractId', value: '17' },
    { field: 'outcome', value: '{"x":1}' },
    { field: 'username', value: 'null' },
    { field: 'question', value: '["x"]' },
  ],
}
