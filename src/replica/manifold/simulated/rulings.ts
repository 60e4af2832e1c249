import { mix } from '../../economy/random.ts'
import { type EconomyEvent, type Question, UNIT_E6 } from '../../economy/types.ts'
import type { Millis } from '../library.ts'
import type { AnswerRuling, Kind, Ruling } from './plan.ts'

const millis = (micros: number) => Math.floor(micros / 1000)

interface Case {
  readonly kind: Kind
  readonly event: EconomyEvent
  readonly index: number
  readonly answerIds: readonly (string | null)[]
  readonly answerRulings: readonly (AnswerRuling | null)[]
}

/** How a market ends: at times wrongly at first, so that it is opened again and ends a second time. */
export function rulingsOf(given: Case): readonly Ruling[] {
  const { kind, event, index } = given
  const { timeline, questions } = event
  const at = millis(timeline.determinedAt)
  if (kind === 'poll') return [{ at: millis(timeline.closesAt), resolution: null, probability: null, isResolved: true }]
  if (kind === 'stonk' || kind === 'bounty' || kind === 'future' || kind === 'legacy') return []
  if (kind === 'independent') return [independent(given.answerRulings)]
  const final = kind === 'sum' ? choice(given, at) : single(kind, index, questions[0]!.payout, at)
  const [reopenedAt, endedAt] = correction(given, at)
  if (reopenedAt === null) return [final]
  const wrong = { ...final, resolution: kind === 'binary' && final.resolution === 'YES' ? 'NO' : 'CANCEL' }
  const reopened = { at: reopenedAt, resolution: null, probability: null, isResolved: false }
  return [wrong, reopened, { ...final, at: endedAt }]
}

const HOUR = 3_600_000

/** When a market is opened again, and when it then ends: those disputed in the economy, and some more. */
function correction({ event, index }: Case, at: Millis): readonly [null, null] | readonly [Millis, Millis] {
  const { disputedAt, amendedAt } = event.timeline
  if (disputedAt !== null && amendedAt !== null) return [millis(disputedAt), millis(amendedAt)]
  if (index % 11 !== 4) return [null, null]
  const reopenedAt = at + 60_000 + (mix(index, 78) % (6 * HOUR))
  return [reopenedAt, reopenedAt + HOUR + (mix(index, 79) % (48 * HOUR))]
}

function single(kind: Kind, index: number, payout: number, at: Millis): Ruling {
  const share = payout / UNIT_E6
  const common = { at, isResolved: true }
  if (mix(index, 71) % 31 === 0) return { ...common, resolution: 'CANCEL', probability: null }
  const value = 0.02 + 0.96 * (mix(index, 72) / 2 ** 32)
  if (kind === 'numeric') return { ...common, resolution: 'MKT', probability: value }
  if (share > 0 && share < 1) return { ...common, resolution: 'MKT', probability: share }
  if (mix(index, 73) % 23 === 0) return { ...common, resolution: 'MKT', probability: Math.round(value * 100) / 100 }
  // Meant to be the price just before; at times far off, and never the outcome.
  const before = mix(index, 74) % 6 === 0 ? 0.5 : share === 1 ? 0.99 : 0.01
  return { ...common, resolution: share === 1 ? 'YES' : 'NO', probability: before }
}

function choice({ event, index, answerIds }: Case, at: Millis): Ruling {
  const common = { at, isResolved: true, probability: null }
  const winner = event.questions.findIndex(({ payout }) => payout === UNIT_E6)
  if (mix(index, 75) % 13 === 0) return { ...common, resolution: 'CANCEL' }
  if (winner === -1 || mix(index, 76) % 11 === 0) {
    return { ...common, resolution: index % 2 === 0 ? 'CHOOSE_MULTIPLE' : 'MKT' }
  }
  return { ...common, resolution: answerIds[winner]! }
}

/** The market stays open until its last answer has ended. */
function independent(answers: readonly (AnswerRuling | null)[]): Ruling {
  const known = answers.filter((answer) => answer !== null)
  const isVoid = known.every(({ resolution }) => resolution === 'CANCEL')
  const at = Math.max(...known.map((answer) => answer.at))
  return { at, resolution: isVoid ? 'CANCEL' : 'MKT', probability: null, isResolved: true }
}

export function answerRulingOf({ payout, timeline, index }: Question): AnswerRuling {
  const at = millis(timeline.settledAt)
  const share = payout / UNIT_E6
  if (mix(index, 77) % 37 === 0) return { at, resolution: 'CANCEL', probability: 0.5 }
  if (share > 0 && share < 1) return { at, resolution: 'MKT', probability: share }
  return { at, resolution: share === 1 ? 'YES' : 'NO', probability: share === 1 ? 0.97 : 0.01 }
}

/** What one share of YES pays by a ruling; null where everybody gets back what they paid. */
export function payoutOf(resolution: string, probability: number | null, answerId: string | null): number | null {
  if (resolution === 'YES') return 1
  if (resolution === 'NO') return 0
  if (resolution === 'CANCEL') return null
  if (resolution === 'MKT' || resolution === 'CHOOSE_MULTIPLE') return probability
  return resolution === answerId ? 1 : 0
}
