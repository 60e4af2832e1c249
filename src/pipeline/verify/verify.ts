import { type OddslakeError, TransientError } from '../../core/errors.ts'
import type { Micros } from '../../core/instant.ts'
import type { Io, Resource, Venue } from '../../core/source.ts'
import type { Connection } from '../../engine/connection.ts'
import type { Lake } from '../../lake/lake.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { knownOf } from '../known.ts'
import { type Coverage, coverageByMonth, unproved } from './coverage.ts'
import { lostSlices, missingRows } from './rows.ts'

export type VerifyContext = {
  readonly lake: Lake
  readonly warehouse: Warehouse
  readonly connection: Connection
  readonly io: Io
}

/** Something that is not proved to be whole, with what mends it. */
export type Finding = {
  readonly venue: string
  readonly resource: string
  /** The slice, window or market it is about. */
  readonly place: string
  readonly what: string
  readonly repair: Repair
}

/** `sync`: the plan asks for it by itself; `full`: everything has to be asked for again; `window`: ask for all of it again; `load`: read these bronze files again. */
export type Repair =
  | { readonly by: 'sync' }
  | { readonly by: 'full' }
  | { readonly by: 'window'; readonly from: Micros; readonly to: Micros }
  | { readonly by: 'load'; readonly files: readonly string[] }
  | { readonly by: 'nobody' }

/** `unasked`: why a comparison with the venue could not be made. */
export type Verified = {
  readonly unasked: readonly OddslakeError[]
  readonly findings: readonly Finding[]
  readonly coverage: readonly Coverage[]
  readonly proofs: readonly string[]
}

/**
 * Holds a resource against everything that is known of it: its slices and their proofs, the months they cover, what was
 * there at the last sync, silver against bronze row for row, and what the venue itself says.
 */
export async function verify(context: VerifyContext, venue: Venue, resource: Resource): Promise<Verified> {
  const { lake, warehouse, connection, io } = context
  const progress = lake.progress(venue.name, resource.name)
  const place = { venue: venue.name, resource: resource.name }
  const findings: Finding[] = [
    ...(await lostSlices(context, place, progress)),
    ...unproved(place, resource, { progress, earliest: lake.earliest(venue.name, resource.name) }),
    ...(await missingRows(context, venue, resource)),
  ]
  const known = knownOf({ lake, warehouse, connection }, venue.name)
  const proofs: string[] = []
  const unasked: OddslakeError[] = []
  for (const check of resource.checks ?? []) {
    try {
      const { compared, claims } = await check({ io, known, progress })
      proofs.push(compared)
      findings.push(...claims.map((claim) => ({ ...place, ...claim, repair: repairOf(claim.window) })))
    } catch (error) {
      if (!(error instanceof TransientError)) throw error
      unasked.push(error)
    }
  }
  return { unasked, findings, coverage: coverageByMonth(place, resource, progress), proofs }
}

function repairOf(window: { from: Micros; to: Micros } | undefined): Repair {
  return window === undefined ? { by: 'nobody' } : { by: 'window', ...window }
}
