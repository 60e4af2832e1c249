import { random } from '../economy/random.ts'
import { FAILING, type FaultKind, type FaultOptions } from './kinds.ts'

const MOST_IN_A_ROW = 3

/** What a fault needs to be possible at all. */
export interface Circumstances {
  readonly hasCursor: boolean
  readonly isPaged: boolean
  readonly canInsert: boolean
  readonly canRemove: boolean
}

/**
 * Which fault a request meets. Each request has its own counter, so the decisions do not depend on the order in
 * which parallel requests arrive: the same walk with the same seed meets the same faults.
 */
export function faultDecider({
  seed,
  rate,
  kinds,
  calmAfter = Number.POSITIVE_INFINITY,
}: FaultOptions & Required<Pick<FaultOptions, 'kinds'>>): (request: string, can: Circumstances) => FaultKind | null {
  const tries = new Map<string, { count: number; failed: number }>()
  let asked = 0
  return (request, can) => {
    if (++asked > calmAfter) return null
    const known = tries.get(request) ?? { count: 0, failed: 0 }
    tries.set(request, known)
    const stream = random(seed, request, known.count++)
    const possible = kinds.filter((kind) => isPossible(kind, can))
    const kind = possible.length > 0 && stream.chance(rate) ? stream.pick(possible) : null
    if (kind === null || !FAILING.has(kind)) {
      known.failed = 0
      return kind
    }
    if (known.failed === MOST_IN_A_ROW) {
      known.failed = 0
      return null
    }
    known.failed++
    return kind
  }
}

function isPossible(kind: FaultKind, { hasCursor, isPaged, canInsert, canRemove }: Circumstances): boolean {
  if (kind === 'duplicate-page') return hasCursor
  if (kind === 'empty-page' || kind === 'reorder' || kind === 'missing-record') return isPaged
  if (kind === 'remove') return canRemove
  return kind !== 'insert' || canInsert
}
