import { startOfStep, stepAt } from '../../economy/path.ts'
import { HOUR, type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import { quotesAt } from './quotes.ts'

/** The best quotes from an instant on, in millionths: 0 without a bid, 1,000,000 without an ask. */
export interface QuoteChange {
  readonly at: Micros
  readonly yesBid: number
  readonly yesAsk: number
}

/**
 * What is quoted between `from` and `to` while a market is open, oldest first: what stands already at `from`, dated
 * right before it, then each change. The quotes at the opening are the first change.
 */
export function* quoteChanges(question: Question, from: Micros, to: Micros): Generator<QuoteChange> {
  const { opensAt, closesAt } = question.timeline
  let shown: QuoteChange | null = null
  if (from > opensAt) {
    shown = { ...changeAt(question, Math.min(from, closesAt) - 1), at: from - 1 }
    yield shown
  }
  for (const at of turnsOf(question, Math.max(from, opensAt), Math.min(to, closesAt))) {
    const next = changeAt(question, at)
    if (shown !== null && next.yesBid === shown.yesBid && next.yesAsk === shown.yesAsk) continue
    shown = next
    yield shown
  }
}

function changeAt(question: Question, at: Micros): QuoteChange {
  const { yesBid, yesAsk, yesAskSize } = quotesAt(question, { status: 'active' }, at)
  return { at, yesBid, yesAsk: yesAskSize === 0 ? UNIT_E6 : yesAsk }
}

/** The instants in [from, to) at which quotes can change: the first one, every hour, every step of a chance. */
function turnsOf(question: Question, from: Micros, to: Micros): Float64Array {
  if (from >= to) return new Float64Array(0)
  const turns = [from]
  for (let at = Math.floor(from / HOUR + 1) * HOUR; at < to; at += HOUR) turns.push(at)
  for (const { event } of question.legs?.map((leg) => leg.question) ?? [question]) {
    const last = stepAt(event, to - 1)
    for (let step = stepAt(event, from) + 1; step <= last; step++) turns.push(startOfStep(event, step))
  }
  return Float64Array.from(turns).sort()
}
