import { chanceAt } from '../../economy/path.ts'
import { mix } from '../../economy/random.ts'
import { snap } from '../../economy/trades.ts'
import { HOUR, type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import type { QuestionState } from './state.ts'

/** Prices in millionths, sizes in hundredths. Size 0 is "no quote"; the price then has one of two forms. */
export interface Quotes {
  readonly yesBid: number
  readonly yesBidSize: number
  readonly yesAsk: number
  readonly yesAskSize: number
}

const EMPTY: Quotes = { yesBid: 0, yesBidSize: 0, yesAsk: UNIT_E6, yesAskSize: 0 }

/** The second form of "no ask": price 0, so that the NO bid reads 1. Fresh and never opened markets show it. */
const EMPTY_AT_ZERO: Quotes = { ...EMPTY, yesAsk: 0 }

export function quotesAt(question: Question, state: Pick<QuestionState, 'status'>, now: Micros): Quotes {
  if (state.status === 'initialized') return EMPTY_AT_ZERO
  if (state.status === 'finalized') return EMPTY
  const word = mix(question.index, Math.floor(now / HOUR))
  if (question.legs !== undefined && word % 3 === 0) return EMPTY_AT_ZERO
  const asOf = Math.min(now, question.timeline.closesAt)
  const chance = chanceAt(question, asOf) * UNIT_E6
  const spread = question.tick.edge + (word % 4) * question.tick.center
  const yesBid = snap(chance - spread, question)
  const yesAsk = snap(Math.max(chance + spread, yesBid + question.tick.center), question)
  const hasBid = word % 11 !== 3
  const hasAsk = yesAsk > yesBid && word % 13 !== 5
  return {
    yesBid: hasBid ? yesBid : 0,
    yesBidSize: hasBid ? 100 + (mix(word, 1) % 500_000) : 0,
    yesAsk: hasAsk ? yesAsk : UNIT_E6,
    yesAskSize: hasAsk ? 7 + (mix(word, 2) % 900_000) : 0,
  }
}
