import { MINUTE, type Micros, parseInstant, SECOND } from '../../core/instant.ts'
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
  const known = asked.get(io) ?? ask(io)
  asked.set(io, known)
  return known
}

async function ask(io: Io): Promise<Cutoff> {
  const body = (await io.object('/historical/cutoff', {})) as { market_settled_ts: string; trades_created_ts: string }
  return { markets: parseInstant(body.market_settled_ts), trades: parseInstant(body.trades_created_ts) }
}
