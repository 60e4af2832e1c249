import type { Random } from './random.ts'
import { DAY, HOUR, MINUTE, type Micros, SECOND, type Timeline } from './types.ts'

/** What an event is at the moment `until`. Every phase has a fixed share, so that even a small world shows each. */
export type Phase =
  | 'ancient'
  | 'settled'
  | 'amended'
  | 'disputed'
  | 'determined'
  | 'closed'
  | 'active'
  | 'paused'
  | 'upcoming'
  | 'unborn'

const SHARES: readonly [Phase, number][] = [
  ['settled', 0.58],
  ['active', 0.27],
  ['ancient', 0.03],
  ['upcoming', 0.04],
  ['closed', 0.025],
  ['determined', 0.02],
  ['paused', 0.015],
  ['disputed', 0.01],
  ['amended', 0.01],
]

/** One event of each phase first, then by share along a golden-ratio walk, which keeps shares even in any prefix. */
export function phaseOf(index: number, unbornShare: number): Phase {
  if (index < SHARES.length) return SHARES[index]![0]
  let rest = (index * 0.6180339887498949) % 1
  if (rest < unbornShare) return 'unborn'
  rest = (rest - unbornShare) / (1 - unbornShare)
  for (const [phase, share] of SHARES) {
    if (rest < share) return phase
    rest -= share
  }
  return 'settled'
}

export interface Span {
  readonly start: Micros
  readonly until: Micros
  readonly horizon: Micros
}

export function drawTimeline(random: Random, phase: Phase, lifeDays: number, span: Span): Timeline {
  const life = lifeDays * DAY * random.between(0.6, 1.4)
  const timerSeconds = random.pick([60, 90, 120, 300, 300, 3600])
  const closesAt = roundTo(drawClose(random, phase, life, span), random.chance(0.7) ? MINUTE : SECOND)
  const after = drawAfter(random, phase, closesAt, timerSeconds * SECOND, span)
  const opensAt = Math.min(roundTo(closesAt - life, MINUTE), closesAt - MINUTE)
  const early = random.chance(0.4)
  const scheduledCloseAt = early ? closesAt + roundTo(random.between(1, 14) * DAY, MINUTE) : closesAt
  const paused = phase === 'paused'
  const listedBefore = random.between(0.02, 12) * HOUR
  return {
    createdAt: Math.floor((phase === 'upcoming' ? span.until : opensAt) - listedBefore),
    opensAt,
    closesAt,
    scheduledCloseAt,
    expectedAt: roundTo(closesAt + random.between(0.2, 3) * HOUR, 5 * MINUTE),
    latestAt: roundTo(scheduledCloseAt + random.between(3, 14) * DAY, MINUTE),
    ...after,
    pausedAt: paused ? Math.floor(span.until - random.between(0.1, 0.9) * (span.until - opensAt)) : null,
    resumedAt: paused ? Math.floor(span.until + random.between(0.1, 0.9) * (closesAt - span.until)) : null,
    timerSeconds,
  }
}

function drawClose(random: Random, phase: Phase, life: number, { start, until, horizon }: Span): Micros {
  switch (phase) {
    case 'ancient':
      return Math.min(start, until - 61 * DAY) - random.between(1, 600) * DAY
    case 'settled':
      return random.between(start + 0.02 * (until - start), until - 3 * HOUR)
    case 'amended':
      return until - random.between(26, 70) * HOUR
    case 'disputed':
      return until - random.between(4, 30) * HOUR
    case 'determined':
    case 'closed':
      return until - random.between(0.1, 3) * HOUR
    case 'active':
    case 'paused':
      return until + MINUTE + random.between(0.05, 0.95) * life
    case 'upcoming':
      return until + life + random.between(0.01, 2) * DAY
    case 'unborn':
      return random.between(until + HOUR, Math.max(until + 2 * HOUR, horizon)) + 12 * HOUR + life
  }
}

type After = Pick<Timeline, 'determinedAt' | 'disputedAt' | 'amendedAt' | 'settledAt'>

/** Determination, challenge and payout. Times after the close carry microseconds, as the real ones do. */
function drawAfter(random: Random, phase: Phase, closesAt: Micros, timer: number, { until }: Span): After {
  const plain = { disputedAt: null, amendedAt: null }
  const soon = (low: number, high: number) => Math.floor(until + random.between(low, high) * HOUR)
  if (phase === 'closed') {
    const determinedAt = soon(0.5, 48)
    return { ...plain, determinedAt, settledAt: determinedAt + timer + random.below(SECOND) }
  }
  const determinedAt = Math.floor(closesAt + random.between(0.02, 0.95) * Math.min(HOUR, Math.abs(until - closesAt)))
  if (phase === 'determined') return { ...plain, determinedAt, settledAt: soon(0.1, 6) }
  if (phase === 'disputed' || phase === 'amended') {
    const disputedAt = Math.floor(determinedAt + random.between(0.2, 0.8) * HOUR)
    const amendedAt = phase === 'amended' ? Math.floor(disputedAt + random.between(1, 20) * HOUR) : soon(1, 30)
    return { determinedAt, disputedAt, amendedAt, settledAt: Math.max(amendedAt, until) + timer + soon(1, 9) - until }
  }
  return { ...plain, determinedAt, settledAt: determinedAt + timer + random.below(SECOND) }
}

function roundTo(at: number, step: number): Micros {
  return Math.round(at / step) * step
}
