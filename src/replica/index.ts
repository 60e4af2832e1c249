export { FAULT_KINDS, type FaultKind, type FaultOptions } from './faults/kinds.ts'
export type { Limit } from './server/limit.ts'
export { type Replica, type ReplicaOptions, startReplica } from './server/replica.ts'
export type { LoggedRequest } from './server/requests.ts'
export { writeTruth } from './truth/write.ts'
export { REPLICA_VENUES } from './venues.ts'
export type {
  RecordedOptions,
  ReplicaVenue,
  SimulatedOptions,
  TruthTable,
  World,
  WorldOptions,
  WorldState,
} from './world.ts'
