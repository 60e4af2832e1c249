import { answerOf } from '../../answers.ts'
import type { Call, Route } from '../call.ts'
import { type List, listByKeyset, listByOffset } from './list.ts'
import { SHARED_FIELDS } from './order.ts'
import { flagTests, rangeTests, readFlag, textTests } from './params.ts'
import { answerById, notFound } from './single.ts'

const LIST: List = {
  name: 'markets',
  orders: [
    ...SHARED_FIELDS,
    'question',
    'volumeNum',
    'liquidityNum',
    'lastTradePrice',
    'bestBid',
    'bestAsk',
    'spread',
    'oneDayPriceChange',
  ],
  rows: ({ library }) => library.markets,
  named: namedRows,
  tests: ({ query }) => [
    ...flagTests(query, ['active', 'archived', 'cyom']),
    ...textTests(query, { market_maker_address: 'marketMakerAddress', uma_resolution_status: 'umaResolutionStatus' }),
    ...rangeTests(query, {
      liquidity_num: 'liquidityNum',
      volume_num: 'volumeNum',
      start_date: 'startDate',
      end_date: 'endDate',
    }),
  ],
  rowTests({ library: { markets }, query }) {
    const tag = query.get('tag_id')
    return tag === null || tag === '' ? [] : [(row) => markets.tags(row).some(({ id }) => id === tag)]
  },
  form: ({ query }) => ({ nested: true, tags: readFlag(query, 'include_tag') === true }),
}

export const GAMMA_MARKETS: readonly Route[] = [
  ['GET', '/gamma/markets', (call) => listByOffset(LIST, call)],
  ['GET', '/gamma/markets/keyset', (call) => listByKeyset(LIST, call)],
  ['GET', '/gamma/markets/*', (call) => answerById(call, call.library.markets, { ...LIST.form(call), schema: true })],
  ['GET', '/gamma/markets/slug/*', getBySlug],
  ['GET', '/gamma/markets/*/tags', listTags],
]

/** Each way to name rows narrows what the others named. */
function namedRows({ library: { markets }, query }: Call): readonly number[] | null {
  const ways: Readonly<Record<string, (name: string) => readonly number[]>> = {
    id: markets.withId,
    slug: markets.withSlug,
    condition_ids: markets.withCondition,
    question_ids: markets.withQuestion,
    clob_token_ids: markets.withToken,
  }
  let rows: readonly number[] | null = null
  for (const [name, find] of Object.entries(ways)) {
    const values = query.getAll(name).filter((value) => value !== '')
    if (values.length === 0) continue
    const found = new Set(values.flatMap((value) => find(value)))
    rows = rows === null ? [...found] : rows.filter((row: number) => found.has(row))
  }
  return rows
}

function getBySlug(call: Call) {
  const [row] = call.library.markets.withSlug(call.name)
  if (row === undefined) throw notFound('slug')
  return answerOf(call.library.markets.text(row, LIST.form(call)))
}

function listTags({ library: { markets }, name }: Call) {
  const [row] = markets.withId(name)
  if (row === undefined) throw notFound('id')
  return answerOf(markets.tags(row))
}
