import { DAY, type Micros, SECOND } from '../../core/instant.ts'
import { instantOfSeconds, rounded, unreadable } from '../../core/numbers.ts'
import { perItem } from '../../core/per-item.ts'
import { lowerPart, newestFirst } from '../../core/planning.ts'
import {
  type Answer,
  type Check,
  defineResource,
  type Io,
  type Page,
  type Plan,
  type PlanContext,
  type Resource,
  type Slice,
} from '../../core/source.ts'
import { literals } from '../../core/sql.ts'
import { recordsFromEnd } from '../../net/walk.ts'
import { heldMarkets, NONE_HELD } from './held.ts'
import { walkPages } from './paging.ts'
import { SETTLE, secondsAround } from './time.ts'

const PAGE = 1000
/** A first sync without `--since` reaches this far back. */
const FIRST_SYNC: Micros = 30 * DAY

/**
 * The exchange's contracts. A transaction has one event for each maker, and the taker's own, which names a contract as the
 * other side: it stands for the whole trade, and those of the makers tell its parts a second time.
 */
const EXCHANGES = literals([
  '0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e',
  '0xc5d563a36ae78145c45a50134d48a1215220f80a',
  '0xe111180000d2663c0091e4f400237545b87b996b',
  '0xe2222d279d744050d28e00520010520000310f59',
])

const PRICE = `try_cast(${rounded('price', 12)} as decimal(18, 12))`
const SIZE = 'try_cast(try_cast(shares as decimal(18, 0)) * 0.000001::decimal(7, 6) as decimal(18, 6))'
/** What both tables hold of an event. */
const EVENT = {
  venue: "'dome'",
  market_id: 'condition_id',
  outcome_id: 'token_id',
  trader_id: '"user"',
  side: "case side when 'BUY' then 'buy' when 'SELL' then 'sell' else side end",
  price: PRICE,
  size: SIZE,
  notional: rounded(`rtrim((${PRICE} * ${SIZE})::varchar, '0')`, 12),
  traded_at: instantOfSeconds('"timestamp"'),
  seen_at: 'seen_at',
} as const
const ID = "tx_hash || ':' || log_index"
const BROKEN = unreadable({ seconds: ['"timestamp"'], numbers: ['price', 'shares', 'log_index'] })

const silver: Resource['silver'] = {
  fills: { columns: { ...EVENT, fill_id: ID, transaction_hash: 'tx_hash' }, reject: BROKEN },
  trades: {
    where: `taker is null or lower(taker) in ${EXCHANGES}`,
    columns: { ...EVENT, trade_id: ID, part: '0', sequence: 'log_index', kind: "'trade'", is_combo: 'false' },
    reject: BROKEN,
  },
}

/** Each transaction has the taker's own event: without it, an exchange contract is not known here, and its trades are lacking. */
const takersOwn: Check = async ({ known }) => {
  const [lacking = '0'] = await known(
    ({ silver }) => `select count(*)::varchar from (
      select transaction_hash from ${silver('fills')} where venue = 'dome' except select split_part(trade_id, ':', 1) from ${silver('trades')} where venue = 'dome')`,
  )
  const what = `${lacking} transactions have fills and no event of the taker's own`
  return { compared: what, claims: lacking === '0' ? [] : [{ place: 'trades', what }] }
}

/** What was filled, newest first: every party's event, and of them the trades. */
export const trades = defineResource({
  name: 'trades',
  doc: "Fills of the whole exchange or of some markets; of the events of a transaction the taker's own is the trade.",
  asks: {
    endpoint: '/polymarket/orders',
    paging: 'pagination_key (block time, transaction and place in its log), newest first',
    delta: 'windows that are not covered',
    proof: 'end of the list, or its walk passed the start of the window',
  },
  byDefault: false,
  key: "(payload->>'tx_hash') || ':' || (payload->>'log_index')",
  pageCap: PAGE,
  accepts: ['since', 'until', 'market', 'status', 'chunk-size'],
  limitBy: 'markets',
  axis: 'created',
  line: ({ market }) => market === undefined,
  split: lowerPart,
  plan,
  pages,
  checks: [takersOwn],
  raw: {
    token_id: 'VARCHAR',
    side: 'VARCHAR',
    condition_id: 'VARCHAR',
    shares: 'VARCHAR',
    price: 'VARCHAR',
    log_index: 'VARCHAR',
    tx_hash: 'VARCHAR',
    timestamp: 'VARCHAR',
    user: 'VARCHAR',
    taker: 'VARCHAR',
  },
  optional: ['block_number', 'order_hash', 'taker', 'title', 'token_label'],
  ignored: ['block_number', 'market_slug', 'order_hash', 'shares_normalized', 'title', 'token_label'],
  silver,
})

async function plan(context: PlanContext): Promise<Plan> {
  const { markets, status = 'all', limit, now, since, earliest } = context
  if (markets.length > 0 || limit !== undefined || status !== 'all') {
    const named = markets.length > 0 && status === 'all' ? markets.slice(0, limit) : undefined
    const chosen = named ?? (await heldMarkets({ ...context, status })).map(({ id }) => id)
    const items = chosen.map((market) => ({ params: { market }, from: 0 }))
    const slices = perItem(context, items, SETTLE)
    return { slices, requests: slices.length, note: chosen.length > 0 ? '' : NONE_HELD }
  }
  const from = since ?? earliest ?? now - FIRST_SYNC
  const slices = newestFirst(context, { params: {}, from, settle: SETTLE })
  return { slices, requests: slices.length, note: '', earliest: Math.min(from, earliest ?? from) }
}

function pages(slice: Slice, io: Io): AsyncGenerator<Page> {
  const [start_time, end_time] = secondsAround(slice.asked!)
  const query = { limit: String(slice.chunk ?? PAGE), start_time, end_time, condition_id: slice.params.market }
  return walkPages(io, slice, { path: '/polymarket/orders', query, list: 'orders', reached: oldest })
}

/** Everything after the last event's second has been read; a broken one is passed over. */
function oldest(answer: Answer): Micros | undefined {
  for (const { timestamp } of recordsFromEnd(answer)) if (typeof timestamp === 'number') return timestamp * SECOND
  return undefined
}
