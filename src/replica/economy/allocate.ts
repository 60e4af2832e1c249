import type { Span } from './timeline.ts'
import type { Micros, Question } from './types.ts'
import { MINUTE } from './types.ts'

export interface Window {
  readonly from: Micros
  readonly to: Micros
}

/** When a question can be traded before `until`, or null. Combinations are traded in the half hour after their making. */
export function pastWindow({ timeline, legs }: Question, { start, until }: Span): Window | null {
  const end = legs === undefined ? timeline.closesAt : Math.min(timeline.closesAt, timeline.opensAt + 30 * MINUTE)
  return windowOf(Math.max(timeline.opensAt, start), Math.min(end, timeline.pausedAt ?? until, until))
}

export function futureWindow({ timeline, legs }: Question, { until, horizon }: Span): Window | null {
  const end = legs === undefined ? timeline.closesAt : Math.min(timeline.closesAt, timeline.opensAt + 30 * MINUTE)
  return windowOf(Math.max(timeline.opensAt, timeline.resumedAt ?? until, until), Math.min(end, horizon))
}

function windowOf(from: Micros, to: Micros): Window | null {
  return to > from ? { from, to } : null
}

/** Shares out exactly `total` trades by weight; questions without a window or weight get none. */
export function allocate(
  total: number,
  questions: readonly Pick<Question, 'weight'>[],
  windows: readonly (Window | null)[],
): Uint32Array {
  return shareOut(
    total,
    questions.map(({ weight }, i) => (windows[i] === null ? 0 : weight)),
  )
}

/** Whole numbers in proportion to the weights that add up to `total`; all 0 where no weight is. */
export function shareOut(total: number, weights: ArrayLike<number>): Uint32Array {
  const counts = new Uint32Array(weights.length)
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i]!
  if (sum === 0) return counts
  let running = 0
  let given = 0
  let last = -1
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue
    running += weights[i]!
    const due = Math.min(total, Math.floor((running / sum) * total))
    counts[i] = due - given
    given = due
    last = i
  }
  counts[last]! += total - given
  return counts
}
