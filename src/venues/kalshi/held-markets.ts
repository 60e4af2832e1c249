import type { Micros } from '../../core/instant.ts'
import type { Held, PlanContext } from '../../core/source.ts'
import { literals, type Sql } from '../../core/sql.ts'
import { SAID } from './status.ts'

/** What the newest record of a market says of its life; null where it does not. */
export type HeldMarket = {
  readonly ticker: string
  /** By its event; by its name where that is not known here. */
  readonly series: string
  readonly opens: Micros | null
  readonly closes: Micros | null
  readonly settled: Micros | null
}

type Chosen = Pick<PlanContext, 'markets' | 'status' | 'known'>

const FIELDS = ['status', 'event_ticker', 'open_time', 'close_time', 'settlement_ts', 'volume_fp', 'volume']
const RECORD = JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, 'VARCHAR'])))
const instant = (field: string) => `epoch_us(try_cast(market.${field} as timestamptz))`
const traded = 'coalesce(try_cast(market.volume_fp as decimal(18, 2)), try_cast(market.volume as decimal(18, 2))) > 0'

/** The markets that are named; without names those that somebody traded, combinations not among them. */
export async function heldMarkets({ markets, status = 'all', known }: Chosen): Promise<HeldMarket[]> {
  const conditions = [
    ...(status === 'all' ? [] : [`market.status in ${literals(SAID[status])}`]),
    ...(markets.length > 0 ? [] : [`(${traded} or ticker in (select ticker from traded))`]),
  ]
  const query = (held: Held): Sql => `with newest as (
      select key as ticker, arg_max(try(from_json(payload, '${RECORD}')), row(filename, ordinal)) as market
      from (${records(held, markets)}) group by key),
    events as (
      select key as event, arg_max(try(payload->>'series_ticker'), row(filename, ordinal)) as series
      from ${held.bronze('events')} where key is not null group by key),
    traded as (select market_id as ticker from ${held.silver('trades')} where venue = 'kalshi')
    select to_json({ticker: ticker, series: coalesce(nullif(events.series, ''), split_part(ticker, '-', 1)), opens: ${instant('open_time')}, closes: ${instant('close_time')}, settled: ${instant('settlement_ts')}})
    from newest left join events on events.event = market.event_ticker ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`} order by ticker`
  return (await known(query)).map((row) => JSON.parse(row))
}

/** What to do where no market was found. */
export const NO_MARKETS = 'no such market is known here; mirror the markets first: oddslake sync kalshi/markets'

function records({ bronze }: Held, named: readonly string[]): Sql {
  const of = (resource: string) => `select key, payload, filename, ordinal from ${bronze(resource)}`
  if (named.length === 0) return `${of('markets')} where key is not null`
  const chosen = `where key in ${literals(named)}`
  return `${of('markets')} ${chosen} union all ${of('mve_markets')} ${chosen}`
}
