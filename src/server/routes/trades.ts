import { list, page, type Routes } from '../api.ts'
import { cursor, id, limit, span, venue } from '../query.ts'
import type { Reader } from '../reader.ts'
import { between, equal, type Order } from '../statement.ts'
import { columns } from '../tables.ts'

const TRADES = columns('silver.trades')

const NEWEST: readonly Order[] = [
  { column: 'traded_at', direction: 'desc' },
  { column: 'venue', direction: 'asc' },
  { column: 'trade_id', direction: 'desc' },
  { column: 'part', direction: 'desc' },
]

const outcome_id = id.optional().openapi({ description: 'One outcome only.' })
const paging = { limit: limit(100, 10_000), cursor: cursor.optional() }

/** Trades, the newest first. */
export const trades: Routes = (api, service) => {
  list(api, service, {
    path: '/api/trades',
    summary: 'Trades of all venues, the newest first',
    query: { venue: venue.optional(), market_id: id.optional(), trader_id: id.optional(), ...span, ...paging },
    columns: TRADES,
    find: (reader, { venue, market_id, trader_id, ...asked }) => newest(reader, { venue, market_id, trader_id }, asked),
  })
  list(api, service, {
    path: '/api/markets/{venue}/{id}/trades',
    summary: 'Trades of one market, the newest first',
    params: { venue, id },
    query: { outcome_id, ...span, ...paging },
    columns: TRADES,
    find: (reader, { venue, id: market_id, outcome_id, ...asked }) =>
      newest(reader, { venue, market_id, outcome_id }, asked),
  })
  list(api, service, {
    path: '/api/traders/{venue}/{id}/trades',
    summary: 'Trades of one trader, the newest first',
    params: { venue, id },
    query: { ...span, ...paging },
    columns: TRADES,
    find: (reader, { venue, id: trader_id, ...asked }) => newest(reader, { venue, trader_id }, asked),
  })
}

type Asked = {
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

async function newest(reader: Reader, equals: Readonly<Record<string, string | undefined>>, asked: Asked) {
  const where = Object.entries(equals).flatMap(([name, value]) => (value === undefined ? [] : [equal(name, value)]))
  const selection = {
    from: 'silver.trades',
    columns: TRADES,
    where: [...where, ...between(reader, 'traded_at', asked)],
    order: NEWEST,
    limit: asked.limit,
  }
  const { cursor } = asked
  if (reader.latestTrades !== undefined && equals.market_id === undefined) {
    // A full page of the latest trades is a page of all trades.
    const latest = await page(reader, selection, { cursor, kept: reader.latestTrades })
    if (latest.next !== null) return latest
  }
  return page(reader, selection, { cursor })
}
