import { type Micros, SECOND, UNIT_E6 } from '../../../../economy/types.ts'
import type { Condition } from '../../../library.ts'
import { resolutionStatus, wasDisputed } from '../../../resolution.ts'
import { timeText } from '../../../text.ts'
import type { TradingCall } from '../call.ts'
import { readScope, routeOf } from './call.ts'
import { pageOf, placed } from './page.ts'
import { invalid } from './refusal.ts'

export const V2_RESOLUTIONS = [
  routeOf('/data/v2/resolutions', (call) =>
    pageOf(call, { type: 'resolutions', most: 1000, maxAge: null, rows: placed(listResolutions(call)) }),
  ),
]

function listResolutions({ query, trading, library }: TradingCall): unknown[] {
  const names = ['question_id', 'condition', 'event_id'].filter((name) => query.has(name))
  if (names.length !== 1) throw invalid('exactly one of question_id, condition and event_id is required', 'question_id')
  const now = library.now()
  const questionId = query.get('question_id')
  if (questionId === null) return (readScope(query, trading) ?? []).map((condition) => conditionRow(condition, now))
  return library.markets
    .withQuestion(questionId.toLowerCase())
    .flatMap((row) => trading.withCondition(String(library.markets.fields(row).conditionId)) ?? [])
    .map((condition) => questionRow(condition, now))
}

/** Neither proposed nor known. */
const NOT_SET = '69'

function conditionRow(condition: Condition, now: Micros) {
  const { life, conditionId, payouts } = condition
  const status = resolutionStatus(condition, now)
  const head = { condition_id: conditionId, status, was_disputed: wasDisputed(condition, now) }
  const tail = { transaction_hash: '', log_index: '' }
  if (status !== 'resolved')
    return { ...head, payouts: [], ...tail, last_update_timestamp: timeText(changedAt(condition, now)) }
  const at = timeText(life.resolvedAt)
  // A block every two seconds since 2020.
  const block = Math.floor((life.resolvedAt / SECOND - 1_590_824_836) / 2)
  return {
    ...head,
    payouts,
    resolution_source: condition.question % 9 === 0 ? 'derived' : 'reported',
    resolved_block: block,
    resolved_at: at,
    last_update_timestamp: at,
    ...tail,
  }
}

function questionRow(condition: Condition, now: Micros) {
  const { life, questionId } = condition
  const status = resolutionStatus(condition, now)
  const final = priceText(condition.payouts[0])
  const isReproposed = life.reproposedAt !== null && now >= life.reproposedAt
  // A proposal that was replaced said the opposite.
  const proposed = life.reproposedAt === null ? final : priceText(UNIT_E6 - condition.payouts[0])
  return {
    question_id: questionId,
    status,
    was_disputed: wasDisputed(condition, now),
    proposed_price: now >= life.proposedAt ? proposed : NOT_SET,
    reproposed_price: isReproposed ? final : NOT_SET,
    price: status === 'resolved' ? final : NOT_SET,
    last_update_timestamp: String(Math.floor(changedAt(condition, now) / SECOND)),
    ...(status === 'proposed' || status === 'disputed'
      ? { expected_settlement_time: timeText(life.resolvedAt), settlement_time_basis: 'dvm_round_estimate' }
      : {}),
  }
}

/** Scaled by 10^18. */
function priceText(payout: number): string {
  return `${BigInt(payout) * 10n ** 12n}`
}

function changedAt({ life }: Condition, now: Micros): Micros {
  const { createdAt, acceptsAt, proposedAt, disputedAt, reproposedAt, resolvedAt } = life
  const all = [acceptsAt, proposedAt, disputedAt ?? 0, reproposedAt ?? 0, resolvedAt]
  return Math.max(createdAt, ...all.filter((at) => at <= now))
}
