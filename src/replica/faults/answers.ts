import { mix } from '../economy/random.ts'
import type { Answer, Failures, ReplicaVenue } from '../world.ts'
import type { FaultKind } from './kinds.ts'

/** Serves a venue's failure bodies in turn; some venues have others for each of their hosts, told by the path. */
export function failureTurns(failures: ReplicaVenue['failures']): (kind: FaultKind, path: string) => Answer | null {
  const turns = new Map<FaultKind, number>()
  return (kind, path) => {
    const list = bodiesOf(kind, typeof failures === 'function' ? failures(path) : failures)
    if (list === null) return null
    const turn = turns.get(kind) ?? 0
    turns.set(kind, turn + 1)
    return list[turn % list.length]!
  }
}

function bodiesOf(kind: FaultKind, failures: Failures): readonly Answer[] | null {
  if (kind === 'limit') return failures.tooMany
  if (kind === 'error') return failures.broken
  if (kind === 'unavailable') return failures.unavailable
  return kind === 'error-200' ? failures.errorWith200 : null
}

/** Puts a value of the wrong type into one record of an answer; the rest of the bytes stay as they are. */
export function spoil(answer: Answer, { spoils }: ReplicaVenue, turn: number): Answer {
  const text = Buffer.concat(answer.body as Uint8Array[]).toString('latin1')
  for (let i = 0; i < spoils.length; i++) {
    const { field, value } = spoils[(turn + i) % spoils.length]!
    const places = [...text.matchAll(new RegExp(`"${field}":"[^"\\\\]*"`, 'g'))]
    if (places.length === 0) continue
    const place = places[mix(turn, 3) % places.length]!
    const spoilt = `${text.slice(0, place.index)}"${field}":${value}${text.slice(place.index + place[0].length)}`
    return { ...answer, body: [Buffer.from(spoilt, 'latin1')] }
  }
  return answer
}

/** The first part of an answer, as a finished answer of its own. */
export function truncate(answer: Answer): Answer {
  const whole = Buffer.concat(answer.body as Uint8Array[])
  return { ...answer, body: [whole.subarray(0, Math.floor(whole.length * 0.6))] }
}
