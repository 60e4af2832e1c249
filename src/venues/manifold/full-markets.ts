import { rounded, unreadable } from '../../core/numbers.ts'
import { defineResource } from '../../core/source.ts'
import { listRecord } from './market-record.ts'
import { newestMarkets, perMarket } from './per-market.ts'

const ANSWER = `[{"id":"VARCHAR","index":"VARCHAR","text":"VARCHAR","probability":"VARCHAR","resolution":"VARCHAR"}]`
/** What only the full record tells. */
const FULL = [
  'addAnswersMode',
  'answers',
  'bountyLeft',
  'coverImageUrl',
  'description',
  'groupSlugs',
  'options',
  'shouldAnswersSumToOne',
  'textDescription',
  'totalBounty',
]

const MOVES = ['lastUpdatedTime', 'resolutionTime', 'lastBetTime', 'createdTime']
const CHANGED = `greatest(${MOVES.map((f) => `coalesce(try_cast(payload->>'${f}' as bigint), 0)`).join(', ')}) * 1000`
const HAS_ANSWERS = "payload->>'outcomeType' in ('MULTIPLE_CHOICE', 'FREE_RESPONSE', 'MULTI_NUMERIC', 'NUMBER', 'DATE')"

/** The full record of one market at a time: its answers with their prices, its description and topics. */
export const fullMarkets = defineResource({
  name: 'full_markets',
  doc: 'Full records, one request each: of markets with answers, and of those that changed since they were first listed.',
  asks: {
    endpoint: '/market/{id}',
    paging: 'none',
    delta: 'markets with answers, and those that changed',
    proof: 'one answer per market',
  },
  byDefault: false,
  key: "payload->>'id'",
  pageCap: 1,
  accepts: ['market', 'status'],
  limitBy: 'markets',
  axis: 'updated',
  plan: (context) =>
    perMarket(
      context,
      (held) =>
        `select market, ${CHANGED} as changed from (${newestMarkets(held)}) where try(${HAS_ANSWERS}) or versions > 1`,
    ),
  async *pages(slice, io) {
    const answer = await io.record(`/market/${encodeURIComponent(slice.params.market!)}`, {}, { field: 'id' })
    yield { answer, proof: 'one market was asked for' }
  },
  raw: {
    id: 'VARCHAR',
    resolution: 'VARCHAR',
    isResolved: 'VARCHAR',
    ...Object.fromEntries(FULL.map((f) => [f, 'VARCHAR'])),
  },
  optional: ['resolution', ...FULL],
  ignored: [...Object.keys(listRecord.raw), ...listRecord.ignored].filter(
    (f) => !['id', 'resolution', 'isResolved', ...FULL].includes(f),
  ),
  silver: {
    market_details: {
      columns: {
        venue: "'manifold'",
        market_id: 'id',
        rules: "nullif(textDescription, '')",
        description: 'description',
        groups: 'groupSlugs',
        answers_sum_to_one: 'shouldAnswersSumToOne',
        add_answers: 'addAnswersMode',
        options: 'options',
        bounty: rounded('totalBounty', 12),
        bounty_left: rounded('bountyLeft', 12),
        image_url: 'coverImageUrl',
        seen_at: 'seen_at',
      },
      reject: unreadable({ numbers: ['totalBounty', 'bountyLeft'] }),
    },
    category_links: {
      from: `(select raw.*, unnest(try(from_json(groupSlugs, '["VARCHAR"]'))) as slug from raw) as r`,
      where: "slug <> ''",
      columns: {
        venue: "'manifold'",
        category_id: "'group:' || slug",
        linked: "'market'",
        linked_id: 'id',
        seen_at: 'seen_at',
      },
    },
    outcomes: {
      from: `(select raw.*, unnest(from_json(answers, '${ANSWER}')) as answer from raw where answers is not null) as r,
        (values ('YES', 0), ('NO', 1)) as side(name, place)`,
      columns: {
        venue: "'manifold'",
        market_id: 'id',
        outcome_id: "answer.id || ':' || side.name",
        position: 'try_cast(answer.index as bigint) * 2 + side.place',
        label: "case side.name when 'YES' then answer.text else 'Not ' || answer.text end",
        price: `case side.name when 'YES' then ${rounded('answer.probability', 12)} else 1 - ${rounded('answer.probability', 12)} end`,
        is_winner: `case when answer.resolution in ('YES', 'NO') then answer.resolution = side.name
          when isResolved = 'true' and resolution not in ('MKT', 'CANCEL', 'CHOOSE_MULTIPLE') then (resolution = answer.id) = (side.name = 'YES') end`,
        seen_at: 'seen_at',
      },
      reject: unreadable({ numbers: ['answer.probability'] }),
    },
  },
})
