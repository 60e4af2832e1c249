import type { Answer, ApiRequest, ReplicaVenue, World } from '../world.ts'
import { failureTurns, spoil, truncate } from './answers.ts'
import { faultDecider } from './decide.ts'
import type { FaultKind, FaultOptions } from './kinds.ts'
import { createMemory } from './memory.ts'

/** What goes out, and how: whole, in drops, or with the connection broken half-way. */
export interface Delivery {
  readonly answer: Answer
  readonly manner: 'whole' | 'slow' | 'reset'
  readonly fault: FaultKind | null
}

/** Nothing happens when there is no earlier answer to serve. */
const NEEDS_EARLIER: ReadonlySet<FaultKind | null> = new Set<FaultKind>(['stale-page', 'duplicate-page'])

/** Stands between the server and a world and spoils what the seed says. */
export function withFaults(
  world: World,
  venue: ReplicaVenue,
  options: FaultOptions | null,
): (request: ApiRequest) => Delivery {
  if (options === null) return (request) => ({ answer: world.answer(request), manner: 'whole', fault: null })
  const decide = faultDecider(options)
  const failure = failureTurns(venue.failures)
  const memory = createMemory()
  let turn = 0
  return (request) => {
    const name = `${request.method} ${request.path}?${request.query}`
    const cursor = request.query.get('cursor')
    const walk = walkOf(request)
    const isPaged = request.query.has('limit') || cursor !== null
    const kind = decide(name, { hasCursor: Boolean(cursor), isPaged, canInsert: world.insertTrades !== undefined })
    const failed = kind === null ? null : failure(kind)
    if (failed !== null) return { answer: failed, manner: 'whole', fault: kind }
    if (kind === 'insert') world.insertTrades?.(1 + (turn++ % 3))
    const earlier = earlierAnswer(kind, { memory, name, walk, cursor, now: world.clock.now() })
    const fresh = earlier ?? world.answer(request, kind === 'empty-page' ? kind : undefined)
    if (earlier === null && kind !== 'empty-page' && fresh.status === 200) {
      memory.keep(name, fresh, world.clock.now())
      memory.keepPage(walk, fresh)
    }
    const met = earlier === null && NEEDS_EARLIER.has(kind) ? null : kind
    return deliver(fresh, met, () => spoil(fresh, venue, turn++))
  }
}

interface Earlier {
  readonly memory: ReturnType<typeof createMemory>
  readonly name: string
  readonly walk: string
  readonly cursor: string | null
  readonly now: number
}

function earlierAnswer(kind: FaultKind | null, { memory, name, walk, cursor, now }: Earlier): Answer | null {
  if (kind === 'stale-page') return memory.stale(name, now)
  return kind === 'duplicate-page' && cursor !== null ? memory.pageBefore(walk, cursor) : null
}

function deliver(answer: Answer, kind: FaultKind | null, spoilt: () => Answer): Delivery {
  if (kind === 'truncated') return { answer: truncate(answer), manner: 'whole', fault: kind }
  if (kind === 'broken-record') return { answer: spoilt(), manner: 'whole', fault: kind }
  if (kind === 'slow' || kind === 'reset') return { answer, manner: kind, fault: kind }
  return { answer, manner: 'whole', fault: kind }
}

/** The request without its cursor: the same for every page of a walk. */
function walkOf({ method, path, query }: ApiRequest): string {
  const rest = new URLSearchParams(query)
  rest.delete('cursor')
  return `${method} ${path}?${rest}`
}
