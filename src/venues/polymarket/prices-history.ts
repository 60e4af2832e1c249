import { PayloadError } from '../../core/errors.ts'
import { DAY, type Micros, SECOND } from '../../core/instant.ts'
import { instantOfSeconds, rounded, unreadable } from '../../core/numbers.ts'
import { perItem } from '../../core/per-item.ts'
import { defineResource, type Held, type Io, type Page, type PlanContext, type Slice } from '../../core/source.ts'
import { literal, literals, type Sql } from '../../core/sql.ts'
import { isToken } from './market-record.ts'
import { conditions } from './named.ts'
import { SETTLE } from './time.ts'

/** The venue refuses longer windows. */
const WINDOW: Micros = 15 * DAY
/** Trading may go on after a market was given its closing time; nothing is told of it much later. */
const AFTER_CLOSE: Micros = DAY
/** The order book keeps prices since then. */
const FIRST: Micros = Date.UTC(2022, 10, 18) * 1000

const asked = (bound: 'startTs' | 'endTs'): Sql => `try_cast(regexp_extract(_request, '${bound}=(\\d+)', 1) as bigint)`
/** What the request says is read once for a record, not for each of its points. */
const POINTS = `(select seen_at, _ordinal, _file, _row, _key, _valid, _from, _to, _token, unnest(points) as point
  from (select *, ${asked('startTs')} as _from, ${asked('endTs')} as _to, regexp_extract(_request, 'market=(\\d+)', 1) as _token,
    try(from_json(history, '[{"t":"VARCHAR","p":"VARCHAR"}]')) as points from raw)) as h`

/** Midpoints minute by minute, token by token. */
export const pricesHistory = defineResource({
  name: 'prices_history',
  doc: 'Midpoints by the minute of each token, in windows of at most 15 days: of all markets with an order book, or of --market.',
  asks: {
    endpoint: '/prices-history',
    paging: 'windows of 15 days, newest first',
    delta: 'what is not covered of each token',
    proof: 'every window was answered whole',
  },
  byDefault: false,
  family: 'clob_prices_history',
  key: "regexp_extract(request, 'market=(\\d+)', 1) || '/' || regexp_extract(request, 'startTs=(\\d+)', 1)",
  pageCap: 1,
  accepts: ['market', 'since', 'until', 'status'],
  limitBy: 'markets',
  axis: 'updated',
  rowsPerRecord: 21_600,
  line: () => false,
  async plan(context) {
    const tokens = await tokensWanted(context)
    const items = tokens.map(({ token, from, to }) => ({ params: { token }, from, to }))
    const slices = perItem(context, items, SETTLE)
    const windows = slices.reduce((sum, { span }) => sum + Math.ceil((span!.to - span!.from) / WINDOW), 0)
    const none = tokens.length === 0 ? 'no such market with an order book is held: sync polymarket/markets first' : ''
    return { slices, requests: windows, note: windows > 0 ? 'one request per token and 15 days' : none }
  },
  pages: windows,
  raw: { history: 'VARCHAR' },
  ignored: [],
  silver: {
    prices: {
      from: POINTS,
      // A point of the present is added even where the window lies in the past.
      where: 'try_cast(point.t as bigint) >= _from and try_cast(point.t as bigint) < _to',
      columns: {
        venue: "'polymarket'",
        market_id: 'null',
        outcome_id: '_token',
        at: instantOfSeconds('point.t'),
        trade_id: "''",
        price: rounded('point.p', 12),
        seen_at: 'seen_at',
      },
      reject: unreadable({ seconds: ['point.t'], numbers: ['point.p'] }),
    },
  },
})

/** Newest first, so that a walk that stops has proved what it read. */
async function* windows({ params, asked, span, cursor }: Slice, io: Io): AsyncGenerator<Page> {
  const bounds = asked ?? span!
  for (let to = cursor === undefined ? bounds.to : Number(cursor); ; ) {
    const from = Math.max(span!.from, to - WINDOW)
    const [startTs, endTs] = [Math.floor(from / SECOND), Math.ceil(to / SECOND)].map(String)
    const query = { market: params.token, startTs, endTs, fidelity: '1' }
    const answer = await io.record('/prices-history', query, {
      field: 'history',
      check({ history }) {
        if (!Array.isArray(history))
          throw new PayloadError(`expected a list under "history", got ${JSON.stringify(history)}`)
      },
    })
    if (from <= span!.from) {
      yield { answer, reached: from, proof: 'every window was answered whole' }
      return
    }
    yield { answer, cursor: String(from), reached: from }
    to = from
  }
}

type Wanted = { readonly token: string; readonly from: Micros; readonly to: Micros | undefined }

async function tokensWanted({ known, markets, limit, status = 'all' }: PlanContext): Promise<Wanted[]> {
  const which = [
    markets.length > 0 ? `m.market_id in ${literals(conditions(markets))}` : 'true',
    status === 'all' ? 'true' : `m.status = ${literal(status)}`,
  ].join(' and ')
  const rows = await known((held) => tokens(held, which, limit))
  return rows.map((row) => {
    const { token, from, to } = JSON.parse(row) as { token: string; from: string; to: string | null }
    return { token, from: Math.max(FIRST, Number(from)), to: to === null ? undefined : Number(to) + AFTER_CLOSE }
  })
}

function tokens({ silver }: Held, which: Sql, limit: number | undefined): Sql {
  const chosen = `select * from ${silver('markets')} as m where m.venue = 'polymarket' and ${which} and exists (select 1 from ${silver('outcomes')} as o
      where o.venue = m.venue and o.market_id = m.market_id and ${isToken('o.outcome_id')})
    order by market_id ${limit === undefined ? '' : `limit ${limit}`}`
  return `select to_json({token: o.outcome_id, "from": epoch_us(coalesce(least(m.created_at, m.opened_at), m.created_at, m.opened_at, '2022-11-18Z'::timestamptz))::varchar,
      "to": case when m.status <> 'open' then epoch_us(m.resolved_at)::varchar end})
    from (${chosen}) as m join ${silver('outcomes')} as o using (venue, market_id)
    where ${isToken('o.outcome_id')} order by o.outcome_id`
}
