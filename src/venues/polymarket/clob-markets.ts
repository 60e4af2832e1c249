import { chunks } from '../../core/chunks.ts'
import { DAY, type Micros } from '../../core/instant.ts'
import { instantOfText, rounded, unreadable } from '../../core/numbers.ts'
import { wholeList } from '../../core/planning.ts'
import { defineResource, type Io, type Known, type Page, type PlanContext, type Slice } from '../../core/source.ts'
import { found, nothing } from '../../net/missing.ts'
import { walk } from '../../net/walk.ts'
import { isToken } from './market-record.ts'
import { conditions } from './named.ts'

const PAGE = 1000
/** Markets asked for one by one in a slice. */
const TOGETHER = 50
/** The list as a whole, which alone tells of changed steps and fees, is read again this often. */
const REREAD: Micros = 7 * DAY

const TOKEN = `'[{"token_id":"VARCHAR","outcome":"VARCHAR","price":"VARCHAR","winner":"VARCHAR"}]'`
const ID = "nullif(condition_id, '')"
const RULED = `(select *, list_filter(_tokens, lambda t: t.winner = 'true') as _winners
  from (select *, try(from_json(tokens, ${TOKEN})) as _tokens from raw)) as r`

/** Markets as the order book lists them: steps, smallest orders, fees, and who won. */
export const clobMarkets = defineResource({
  name: 'clob_markets',
  doc: 'Markets as the order book knows them: all the first time, then those that are new or closed since; --full all again.',
  asks: {
    endpoint: '/markets, /markets/{condition_id}',
    paging: 'next_cursor up to LTE=',
    delta: 'those the catalogue shows and this list does not, or shows as open; all every 7 days',
    proof: 'the venue gives the last cursor; or one answer per market',
  },
  byDefault: false,
  family: 'clob',
  key: `coalesce(nullif(payload->>'condition_id', ''), 'unnamed ' || sha256(payload))`,
  pageCap: PAGE,
  accepts: ['market'],
  limitBy: 'records',
  axis: 'updated',
  whole: (params) => params.market === undefined,
  async plan(context) {
    const named = conditions(context.markets).map(
      (market): Slice => ({ name: `market=${market}`, params: { market }, items: [market] }),
    )
    if (named.length > 0) return { slices: named, requests: named.length, note: '' }
    return isDue(context) ? wholeList(context, `one request per ${PAGE} markets`) : changed(context)
  },
  pages: (slice, io) => (slice.items === undefined ? all(slice, io) : some(slice.items, io)),
  raw: Object.fromEntries(
    [
      'condition_id',
      'closed',
      'accepting_orders',
      'accepting_order_timestamp',
      'minimum_order_size',
      'minimum_tick_size',
    ]
      .concat(['maker_base_fee', 'taker_base_fee', 'neg_risk_market_id', 'seconds_delay', 'rewards', 'tokens'])
      .map((field) => [field, 'VARCHAR']),
  ),
  optional: ['accepting_order_timestamp'],
  ignored: [
    ...['active', 'archived', 'description', 'enable_order_book', 'end_date_iso', 'fpmm', 'game_start_time', 'icon'],
    ...['image', 'is_50_50_outcome', 'market_slug', 'neg_risk', 'neg_risk_request_id', 'notifications_enabled'],
    ...['question', 'question_id', 'tags'],
  ],
  silver: {
    market_rules: {
      columns: {
        venue: "'polymarket'",
        market_id: ID,
        accepts_orders: 'accepting_orders',
        accepts_orders_at: instantOfText('accepting_order_timestamp'),
        tick_size: rounded('minimum_tick_size', 12),
        min_size: rounded('minimum_order_size', 6),
        maker_fee: rounded('maker_base_fee', 12),
        taker_fee: rounded('taker_base_fee', 12),
        exclusive_group: "nullif(neg_risk_market_id, '')",
        seconds_delay: 'seconds_delay',
        rewards: 'rewards',
        seen_at: 'seen_at',
      },
      reject: unreadable({
        written: ['accepting_order_timestamp'],
        numbers: ['minimum_tick_size', 'minimum_order_size', 'maker_base_fee', 'taker_base_fee'],
      }),
    },
    resolutions: {
      from: RULED,
      where: `${ID} is not null`,
      columns: {
        venue: "'polymarket'",
        market_id: ID,
        told_by: "'book'",
        resolution:
          "case when closed = 'true' and len(_winners) = 1 then _winners[1].outcome when closed = 'true' and len(_winners) > 1 then 'split' end",
        winner_position:
          "case when closed = 'true' and len(_winners) = 1 then list_position(_tokens, _winners[1]) - 1 end",
        payouts: 'null',
        status: "case closed when 'true' then 'closed' when 'false' then 'open' end",
        was_disputed: 'null',
        resolved_at: 'null',
        seen_at: 'seen_at',
      },
    },
  },
})

function all(slice: Slice, io: Io): AsyncGenerator<Page> {
  return walk(io, slice, {
    path: '/markets',
    query: {},
    list: 'data',
    cursorParam: 'next_cursor',
    cursorField: 'next_cursor',
    lastCursor: 'LTE=',
  })
}

/** One by one: what the catalogue shows the order book may know only minutes later. */
async function* some(markets: readonly string[], io: Io): AsyncGenerator<Page> {
  let unknown = 0
  for (const [i, market] of markets.entries()) {
    const path = `/markets/${market}`
    const known = await found(io.record(path, {}, { field: 'condition_id' }))
    if (known === undefined) unknown++
    const answer = known ?? nothing(path)
    if (i < markets.length - 1) yield { answer, cursor: String(i + 1) }
    else yield { answer, proof: `${markets.length} markets were asked for, ${unknown} are not known to the order book` }
  }
}

function isDue({ progress, full, now }: PlanContext): boolean {
  const whole = progress.find(({ slice }) => slice === 'all')
  return full || whole?.state !== 'complete' || now - whole.updatedAt > REREAD
}

/** Markets that the catalogue shows and this list has not shown yet, or shown as open while the catalogue says otherwise. */
async function changed({ known }: PlanContext) {
  const markets = await known(({ silver }) => news({ silver }))
  const parts = chunks(markets, TOGETHER)
  const slices = parts.map((items, i): Slice => {
    return { name: `changed, ${i + 1} of ${parts.length}`, params: { market: 'changed' }, items }
  })
  return { slices, requests: markets.length, note: markets.length > 0 ? 'one request per changed market' : '' }
}

function news({ silver }: Pick<Parameters<Parameters<Known>[0]>[0], 'silver'>): string {
  return `select m.market_id from ${silver('markets')} as m left join ${silver('resolutions')} as r
      on r.venue = m.venue and r.market_id = m.market_id and r.told_by = 'book'
    where m.venue = 'polymarket' and (r.market_id is null or (r.status = 'open' and m.status <> 'open'))
      and exists (select 1 from ${silver('outcomes')} as o where o.venue = m.venue and o.market_id = m.market_id and ${isToken('o.outcome_id')})
    order by 1`
}
