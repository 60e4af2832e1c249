import { mix } from '../../economy/random.ts'
import { snap } from '../../economy/trades.ts'
import { HOUR, type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import type { Level, OrderBook } from '../order-book.ts'
import { quotesAt } from './quotes.ts'
import type { QuestionState } from './state.ts'

/** The bids behind a market's quotes: the best ones are the quotes themselves, thinner or thicker ones lie below. */
export function orderBookAt(question: Question, state: QuestionState, now: Micros): OrderBook {
  const { yesBid, yesBidSize, yesAsk, yesAskSize } = quotesAt(question, state, now)
  const word = mix(mix(question.index, 11), Math.floor(now / HOUR))
  return {
    yes: ladder(question, { price: yesBid, size: yesBidSize }, mix(word, 1)),
    no: ladder(question, { price: UNIT_E6 - yesAsk, size: yesAskSize }, mix(word, 2)),
  }
}

const MOST_LEVELS = 24

/** Some levels from the best one downwards, one to three steps apart, in ascending order; none without a best one. */
function ladder(question: Question, best: Level, word: number): Level[] {
  if (best.size === 0) return []
  const levels = [best]
  for (let i = 1; i <= word % MOST_LEVELS; i++) {
    const own = mix(word, i)
    const { price } = levels.at(-1)!
    const below = snap(price - (1 + (own % 3)) * question.tick.center, question)
    if (below >= price) break
    levels.push({ price: below, size: 1 + (own % 300_000) })
  }
  return levels.reverse()
}
