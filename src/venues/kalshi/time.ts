import { PayloadError } from '../../core/errors.ts'
import { instantOf, MINUTE, type Micros, SECOND } from '../../core/instant.ts'
import type { Io } from '../../core/source.ts'

/**
 * Answers may be up to 15 s old (the venue's cache), and late rows come behind. What is newer than this is asked for but
 * not claimed as covered, so the next run reads it again.
 */
export const SETTLE: Micros = 2 * MINUTE

/** Query times are whole Unix seconds. A lower bound is rounded down and an upper one up: overlap is harmless, a hole is not. */
export function floorSeconds(at: Micros): string {
  return String(Math.floor(at / SECOND))
}

export function ceilSeconds(at: Micros): string {
  return String(Math.ceil(at / SECOND))
}

export type Cutoff = { readonly markets: Micros; readonly trades: Micros }

const asked = new WeakMap<Io, Promise<Cutoff>>()

/**
 * Where the historical tier ends: markets by settlement, trades by fill time. Moves on by a day every midnight UTC; asked
 * once a run, which the overlap of the tiers allows.
 */
export function cutoff(io: Io): Promise<Cutoff> {
  const known = asked.get(io)
  if (known !== undefined) return known
  const asking = ask(io)
  asked.set(io, asking)
  // A failure is told to whoever asked; the next one asks anew.
  asking.catch(() => asked.delete(io))
  return asking
}

function ask(io: Io): Promise<Cutoff> {
  return io.object('/historical/cutoff', {}, (body) => ({
    markets: instantIn(body, 'market_settled_ts'),
    trades: instantIn(body, 'trades_created_ts'),
  }))
}

/** The venue may answer 200 with an error in the body: then there is no such field. */
function instantIn(body: unknown, field: string): Micros {
  const value: unknown = Object(body)[field]
  const at = typeof value === 'string' ? instantOf(value) : undefined
  if (at === undefined)
    throw new PayloadError(`expected an instant in "${field}", got ${JSON.stringify(body).slice(0, 200)}`)
  return at
}
