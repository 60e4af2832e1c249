import { UserError } from '../../core/errors.ts'
import type { Answer, ApiRequest, ReplicaVenue, Twist, World } from '../world.ts'
import { failureTurns, spoil, truncate } from './answers.ts'
import { faultDecider } from './decide.ts'
import type { FaultKind, FaultOptions } from './kinds.ts'
import { createMemory, type Memory } from './memory.ts'

/** What goes out, and how: whole, in drops, or with the connection broken half-way. */
export interface Delivery {
  readonly answer: Answer
  readonly manner: 'whole' | 'slow' | 'reset'
  readonly fault: FaultKind | null
}

/** Nothing happens when there is no earlier answer to serve. */
const NEEDS_EARLIER: ReadonlySet<FaultKind | null> = new Set<FaultKind>(['stale-page', 'duplicate-page'])

/** What a world does by itself. */
const TWISTS: ReadonlySet<FaultKind | null> = new Set<FaultKind>(['empty-page', 'reorder', 'missing-record'])

/** Parameters that say how many rows a page may have. */
const PAGE_SIZES = ['limit', 'page_size']

/** Stands between the server and a world and spoils what the seed says. */
export function withFaults(
  world: World,
  venue: ReplicaVenue,
  options: FaultOptions | null,
): (request: ApiRequest) => Delivery {
  if (options === null) return (request) => ({ answer: world.answer(request), manner: 'whole', fault: null })
  const decide = faultDecider({ ...options, kinds: kindsOf(venue, options) })
  const failure = failureTurns(venue.failures)
  const memory = createMemory()
  let turn = 0
  return (request) => {
    const { method, path, query, gzip, body = '' } = request
    const name = `${method} ${path}?${query}${gzip === true ? ' gzip' : ''}${body}`
    const cursor = cursorOf(venue, request)
    const walk = walkOf(venue, request)
    const circumstances = {
      hasCursor: Boolean(cursor),
      isPaged: PAGE_SIZES.some((size) => request.query.has(size)) || cursor !== null,
      canInsert: world.insertTrades !== undefined,
      canRemove: world.removeRecords !== undefined,
    }
    const kind = decide(name, circumstances)
    const failed = kind === null ? null : failure(kind, request.path)
    if (failed !== null) return { answer: failed, manner: 'whole', fault: kind }
    if (kind === 'insert') world.insertTrades?.(1 + (turn++ % 3))
    if (kind === 'remove') world.removeRecords?.(1 + (turn++ % 3))
    const earlier = earlierAnswer(kind, { world, request, memory, name, walk, cursor })
    const twist = TWISTS.has(kind) ? (kind as Twist) : undefined
    const fresh = earlier ?? world.answer(request, twist)
    if (earlier === null && twist === undefined && fresh.status === 200) {
      memory.keep(name, fresh, world.clock.now())
      memory.keepPage({ walk, name }, fresh)
    }
    const met = earlier === null && NEEDS_EARLIER.has(kind) ? null : kind
    return deliver(fresh, met, () => spoil(fresh, venue, turn++))
  }
}

/** The named kinds; without names those of the venue that a careful reader can notice. */
function kindsOf({ name, faults }: ReplicaVenue, { kinds }: FaultOptions): readonly FaultKind[] {
  const unknown = kinds?.find((kind) => !faults.kinds.includes(kind))
  if (unknown !== undefined) {
    throw new UserError(`The replica of ${name} has no fault "${unknown}". It has: ${faults.kinds.join(', ')}.`)
  }
  return kinds ?? faults.kinds.filter((kind) => !faults.onlyNamed.includes(kind))
}

interface Earlier {
  readonly world: World
  readonly request: ApiRequest
  readonly memory: Memory
  readonly name: string
  readonly walk: string
  readonly cursor: string | null
}

function earlierAnswer(kind: FaultKind | null, given: Earlier): Answer | null {
  const { world, request, memory, name, walk, cursor } = given
  if (kind === 'stale-page') {
    return world.looksBack ? world.answer(request, 'stale-page') : memory.stale(name, world.clock.now())
  }
  return kind === 'duplicate-page' && cursor !== null ? memory.pageBefore({ walk, name }, cursor) : null
}

function deliver(answer: Answer, kind: FaultKind | null, spoilt: () => Answer): Delivery {
  if (kind === 'truncated') return { answer: truncate(answer), manner: 'whole', fault: kind }
  if (kind === 'broken-record') return { answer: spoilt(), manner: 'whole', fault: kind }
  if (kind === 'slow' || kind === 'reset') return { answer, manner: kind, fault: kind }
  return { answer, manner: 'whole', fault: kind }
}

/** The request without its cursor: the same for every page of a walk. */
function walkOf({ cursors }: ReplicaVenue, { method, path, query, body = '' }: ApiRequest): string {
  const rest = new URLSearchParams(query)
  for (const name of cursors) rest.delete(name)
  return `${method} ${path}?${rest}${body}`
}

/** How far a walk has come, by all that says so; null where nothing does. */
function cursorOf({ cursors }: ReplicaVenue, { query }: ApiRequest): string | null {
  const given = cursors.map((name) => query.get(name)).filter((value) => value !== null)
  return given.length === 0 ? null : given.join(' ')
}
