import { instantOfText } from '../../core/numbers.ts'
import { defineResource } from '../../core/source.ts'
import { perUnruled } from './unruled.ts'

const PAYS = `try(from_json(payouts, '["BIGINT"]'))`
const ENDED = `status = 'resolved' and len(${PAYS}) > 1`

/** The oracle's rulings on closed markets whose prices do not tell how they ended. */
export const resolutions = defineResource({
  name: 'resolutions',
  doc: "The oracle's rulings: of closed markets whose final prices and order book name no winner, or of --market.",
  asks: {
    endpoint: '/v2/resolutions',
    paging: 'none',
    delta: 'closed markets without a known result',
    proof: 'one answer per market',
  },
  byDefault: false,
  family: 'data',
  key: "coalesce(payload->>'condition_id', payload->>'question_id') || '/' || coalesce(payload->>'question_id', '')",
  pageCap: 100,
  accepts: ['market'],
  limitBy: 'markets',
  axis: 'updated',
  plan: perUnruled,
  async *pages({ params }, io) {
    const answer = await io.list('/v2/resolutions', { condition: params.market }, { list: 'data' })
    yield { answer, proof: 'one market was asked for' }
  },
  raw: Object.fromEntries(
    ['condition_id', 'question_id', 'status', 'payouts', 'was_disputed', 'resolved_at'].map((field) => [
      field,
      'VARCHAR',
    ]),
  ),
  optional: ['question_id', 'payouts', 'resolved_at', 'condition_id'],
  ignored: [
    ...['proposed_price', 'reproposed_price', 'price', 'was_arbitrated', 'extended_review', 'new_version_q'],
    ...['resolution_source', 'resolved_block', 'transaction_hash', 'log_index', 'last_update_timestamp'],
    ...['expected_settlement_time', 'settlement_time_basis', 'reporter', 'market_type'],
  ],
  silver: {
    resolutions: {
      where: "condition_id <> ''",
      columns: {
        venue: "'polymarket'",
        market_id: 'condition_id',
        told_by: "'oracle'",
        resolution: `case when ${ENDED} and list_max(${PAYS}) = 0 then 'void' when ${ENDED} and list_max(${PAYS}) = list_min(${PAYS}) then 'split' end`,
        winner_position: `case when ${ENDED} and list_max(${PAYS}) = 1000000 and list_sum(${PAYS}) = 1000000 then list_position(${PAYS}, 1000000) - 1 end`,
        payouts: 'payouts',
        status: 'status',
        was_disputed: 'was_disputed',
        resolved_at: instantOfText("nullif(resolved_at, '')"),
        seen_at: 'seen_at',
      },
    },
  },
})
