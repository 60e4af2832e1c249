import { rounded, unreadable } from '../../core/numbers.ts'
import { defineResource, type Slice } from '../../core/source.ts'
import { batches, openMarkets } from './batches.ts'

const CATEGORIES = [
  'OVERALL',
  'POLITICS',
  'SPORTS',
  'CRYPTO',
  'CULTURE',
  'MENTIONS',
  'WEATHER',
  'ECONOMICS',
  'TECH',
  'FINANCE',
]
const PERIODS = ['DAY', 'WEEK', 'MONTH', 'ALL']
const ORDERS = ['PNL', 'VOL']
/** Documented to end there. */
const DEEPEST = 1000
const PAGE = 50

const asked = (name: string) => `regexp_extract(_request, '${name}=([A-Z]+)', 1)`

/** Who won and traded most, by field, period and order. */
export const leaderboard = defineResource({
  name: 'leaderboard',
  doc: 'The leaderboards of all fields, periods and orders, down to place 1,000. The venue keeps no older ones.',
  asks: {
    endpoint: '/v1/leaderboard',
    paging: 'offset',
    delta: 'all boards each time',
    proof: 'place 1,000, or an empty page',
  },
  byDefault: false,
  family: 'data',
  key: "concat_ws('/', regexp_extract(request, 'category=([A-Z]+)', 1), regexp_extract(request, 'timePeriod=([A-Z]+)', 1), regexp_extract(request, 'orderBy=([A-Z]+)', 1), payload->>'rank')",
  pageCap: PAGE,
  accepts: [],
  limitBy: 'records',
  axis: 'updated',
  async plan() {
    const slices = CATEGORIES.flatMap((category) =>
      PERIODS.flatMap((timePeriod) =>
        ORDERS.map((orderBy): Slice => {
          const params = { category, timePeriod, orderBy }
          return { name: `${category} ${timePeriod} ${orderBy}`, params }
        }),
      ),
    )
    return { slices, requests: (slices.length * DEEPEST) / PAGE, note: '20 requests per board' }
  },
  async *pages({ params, cursor }, io) {
    for (let offset = Number(cursor ?? 0); ; offset += PAGE) {
      const query = { ...params, limit: String(PAGE), offset: String(offset) }
      const answer = await io.list('/v1/leaderboard', query, { list: null })
      const ended = answer.ranges.length === 0
      if (!ended && offset + PAGE < DEEPEST) yield { answer, cursor: String(offset + PAGE) }
      else {
        yield { answer, proof: ended ? `the board ends at place ${offset}` : `the first ${DEEPEST} places` }
        return
      }
    }
  },
  raw: { rank: 'VARCHAR', proxyWallet: 'VARCHAR', userName: 'VARCHAR', vol: 'VARCHAR', pnl: 'VARCHAR' },
  optional: ['userName'],
  ignored: ['profileImage', 'verifiedBadge', 'xUsername'],
  silver: {
    leaderboard: {
      columns: {
        venue: "'polymarket'",
        category: `lower(${asked('category')})`,
        period: `lower(${asked('timePeriod')})`,
        ordered_by: `case ${asked('orderBy')} when 'PNL' then 'profit' when 'VOL' then 'volume' end`,
        rank: 'rank',
        trader_id: 'lower(proxyWallet)',
        name: "nullif(userName, '')",
        profit: rounded('pnl', 12),
        volume: rounded('vol', 12),
        seen_at: 'seen_at',
      },
      reject: unreadable({ numbers: ['rank', 'pnl', 'vol'] }),
    },
  },
})

/** Who holds most of each outcome. */
export const holders = defineResource({
  name: 'holders',
  doc: 'The 20 largest holders of each outcome, as they stand: of open markets, or of --market.',
  asks: {
    endpoint: '/holders',
    paging: 'none',
    delta: 'a snapshot each time',
    proof: 'one answer per 20 markets',
  },
  byDefault: false,
  family: 'data',
  key: "payload->>'token'",
  pageCap: 40,
  accepts: ['market'],
  limitBy: 'markets',
  axis: 'updated',
  plan: (context) => batches(context, { size: 20, names: openMarkets }),
  async *pages({ items = [] }, io) {
    const answer = await io.list('/holders', { market: items.join(','), limit: '20' }, { list: null })
    yield { answer, proof: `${items.length} markets were asked for at once` }
  },
  raw: { token: 'VARCHAR', holders: 'VARCHAR' },
  ignored: [],
  silver: {
    holders: {
      from: `(select raw.*, try(from_json(holders, '[{"proxyWallet":"VARCHAR","amount":"VARCHAR"}]')) as _list, unnest(range(1, 21)) as _place from raw) as h`,
      columns: {
        venue: "'polymarket'",
        market_id: 'null',
        outcome_id: 'token',
        place: '_place',
        trader_id: 'lower(_list[_place].proxyWallet)',
        size: rounded('(_list[_place].amount)', 6),
        seen_at: 'seen_at',
      },
      reject: `case when _list is null then 'holders: expected a list, got ' || coalesce(left(holders, 100), 'nothing') end`,
    },
  },
})

/** How much money stands in markets. */
export const openInterest = defineResource({
  name: 'open_interest',
  doc: 'Money that stands in markets now: in open ones, or in --market.',
  asks: {
    endpoint: '/oi',
    paging: 'none',
    delta: 'a snapshot each time',
    proof: 'one answer per 20 markets',
  },
  byDefault: false,
  family: 'data',
  key: "payload->>'market'",
  pageCap: 20,
  accepts: ['market'],
  limitBy: 'markets',
  axis: 'updated',
  plan: (context) => batches(context, { size: 20, names: openMarkets }),
  async *pages({ items = [] }, io) {
    const answer = await io.list('/oi', { market: items.join(',') }, { list: null })
    yield { answer, proof: `${items.length} markets were asked for at once` }
  },
  raw: { market: 'VARCHAR', value: 'VARCHAR' },
  ignored: [],
  silver: {
    open_interest: {
      columns: { venue: "'polymarket'", market_id: 'market', value: rounded('value', 12), seen_at: 'seen_at' },
      reject: unreadable({ numbers: ['value'] }),
    },
  },
})
