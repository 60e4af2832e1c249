import type { Micros, Question } from '../../economy/types.ts'
import { byText } from '../../truth/csv.ts'
import type { Parts } from './source.ts'

/** Markets that exist by now and are not broken, by ticker. */
export function listed({ economy, tickers, broken }: Parts, combos: boolean, now: Micros): Question[] {
  const isWanted = (question: Question) =>
    (question.legs !== undefined) === combos &&
    question.timeline.createdAt <= now &&
    !broken.markets.has(question.index)
  return economy.questions.filter(isWanted).sort(byText(({ index }) => tickers.markets[index]!))
}
