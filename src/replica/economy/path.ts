import { normalCdf } from './normal.ts'
import type { Random } from './random.ts'
import { type EconomyEvent, HOUR, type Micros, type Question, type Timeline, UNIT_E6 } from './types.ts'

/**
 * The hidden value of an event: a Brownian motion over its life, of total variance 1. A question asks whether it ends
 * inside an interval, so the chance given the path so far is exact, and prices drawn from it are calibrated by
 * construction. All questions of an event share one path: ladders are ordered, exclusive candidates add up to 1.
 */
export function drawPath(random: Random, timeline: Timeline): Float32Array {
  const hours = (timeline.determinedAt - timeline.opensAt) / HOUR
  const steps = Math.max(24, Math.min(240, Math.round(hours * 2)))
  const path = new Float32Array(steps + 1)
  const scale = Math.sqrt(1 / steps)
  for (let i = 1; i <= steps; i++) path[i] = path[i - 1]! + scale * random.normal()
  return path
}

/** True chance of yes given what is known at `at`; for a combination the product over its legs. */
export function chanceAt(question: Question, at: Micros): number {
  if (question.legs !== undefined) {
    let product = 1
    for (const leg of question.legs) {
      const chance = chanceAt(leg.question, at)
      product *= leg.side === 'yes' ? chance : 1 - chance
    }
    return product
  }
  const { path } = question.event
  const step = stepAt(question.event, at)
  const spread = Math.sqrt(1 - step / (path.length - 1))
  return normalCdf((question.high - path[step]!) / spread) - normalCdf((question.low - path[step]!) / spread)
}

/** The last step of an event's path that is known at an instant; chances only change from step to step. */
export function stepAt({ path, timeline }: EconomyEvent, at: Micros): number {
  const steps = path.length - 1
  const fraction = (at - timeline.opensAt) / (timeline.determinedAt - timeline.opensAt)
  return Math.max(0, Math.min(steps - 1, Math.floor(fraction * steps)))
}

/** The first microsecond of a step, 1 or later. */
export function startOfStep(event: EconomyEvent, step: number): Micros {
  const { opensAt, determinedAt } = event.timeline
  let at = Math.floor(opensAt + (step / (event.path.length - 1)) * (determinedAt - opensAt)) - 1
  while (stepAt(event, at) < step) at++
  return at
}

export function payoutOf(low: number, high: number, path: Float32Array): number {
  const last = path.at(-1)!
  return last >= low && last < high ? UNIT_E6 : 0
}
