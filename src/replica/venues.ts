import { unknownName } from '../core/errors.ts'
import { dome } from './dome/index.ts'
import { kalshi } from './kalshi/index.ts'
import { manifold } from './manifold/index.ts'
import { polymarket } from './polymarket/index.ts'
import type { ReplicaVenue } from './world.ts'

/** Every venue that a replica can speak for: one folder, one line. */
export const REPLICA_VENUES: Readonly<Record<string, ReplicaVenue>> = { kalshi, manifold, polymarket, dome }

export function replicaVenue(name: string): ReplicaVenue {
  const venue = REPLICA_VENUES[name]
  if (venue === undefined) throw unknownName('replica', name, Object.keys(REPLICA_VENUES))
  return venue
}
