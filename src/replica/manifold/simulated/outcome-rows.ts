import type { Field } from '../../truth/csv.ts'
import { complementText, doubleText } from '../../truth/doubles.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { type AnswerView, answerProb, answersOf } from './answer-text.ts'
import { probOf } from './cpmm.ts'
import { listed, VENUE } from './listing.ts'
import { type Parts, presentOf } from './parts.ts'
import { hasAnswers, type MarketPlan } from './plan.ts'
import { answerRulingAt, marketAt } from './state.ts'

const COLUMNS = ['venue', 'market_id', 'outcome_id', 'position', 'label', 'price', 'is_winner']

/** `outcomes` are those a list of markets tells of; `answers` those that only a market by itself does. */
export function outcomeRows(parts: Parts): TruthTable[] {
  return [
    table('outcomes', COLUMNS, () => rows(parts, false)),
    table('answers', ['answer_id', ...COLUMNS], () => rows(parts, true)),
  ]
}

function* rows(parts: Parts, ofAnswers: boolean): Generator<Field[]> {
  const now = presentOf(parts)
  for (const plan of listed(parts, { isPublic: true, now })) {
    if (hasAnswers(plan) !== ofAnswers) continue
    const view = { parts, plan, at: now, state: marketAt(parts, plan, now) }
    if (ofAnswers) yield* answers(view)
    else yield* sides(view)
  }
}

/** YES and NO; legacy markets have an outcome for each key of their pool, and polls and the like none. */
function* sides({ plan, state }: AnswerView): Generator<Field[]> {
  if (plan.kind === 'legacy') {
    for (const { legacyOutcome, ordinal } of plan.pools) {
      yield [VENUE, plan.id, `${plan.id}:${legacyOutcome}`, ordinal, legacyOutcome, null, null]
    }
    return
  }
  const pool = state.figures.pools[0]
  if (pool === undefined) return
  const resolution = state.isResolved ? state.ruling!.resolution : null
  const wins = (side: 'YES' | 'NO') => (resolution === 'YES' || resolution === 'NO' ? resolution === side : null)
  const hasPrice = plan.kind !== 'stonk'
  const prob = probOf(pool)
  yield [VENUE, plan.id, `${plan.id}:YES`, 0, 'YES', hasPrice ? doubleText(prob, 12) : null, wins('YES')]
  yield [VENUE, plan.id, `${plan.id}:NO`, 1, 'NO', hasPrice ? complementText(prob, 12) : null, wins('NO')]
}

function* answers(view: AnswerView): Generator<Field[]> {
  const { plan } = view
  for (const pool of answersOf(view)) {
    const winner = winnerOf(view, pool.ordinal)
    const prob = answerProb(view, pool)
    const [yes, no] = [`${pool.answerId}:YES`, `${pool.answerId}:NO`]
    const head = [pool.answerId, VENUE, plan.id]
    yield [...head, yes, 2 * pool.ordinal, pool.text, doubleText(prob, 12), winner]
    const loser = winner === null ? null : !winner
    yield [...head, no, 2 * pool.ordinal + 1, `Not ${pool.text}`, complementText(prob, 12), loser]
  }
}

/** Whether YES of an answer has won; null while unknown, split or void. */
function winnerOf({ plan, state, at }: AnswerView, ordinal: number): boolean | null {
  const pool = plan.pools[ordinal]!
  if (plan.kind === 'independent') {
    const resolution = answerRulingAt(plan, pool, at)?.resolution
    return resolution === 'YES' || resolution === 'NO' ? resolution === 'YES' : null
  }
  const resolution = state.isResolved ? state.ruling!.resolution : null
  return isChoice(plan, resolution) ? resolution === pool.answerId : null
}

const isChoice = ({ pools }: MarketPlan, resolution: string | null) =>
  pools.some(({ answerId }) => answerId !== null && answerId === resolution)
