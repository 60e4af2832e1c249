import { ident, type Sql } from '../core/sql.ts'
import type { Table } from '../core/table.ts'
import { by, type Look, PUBLISHED } from './moment.ts'

/** How a silver table looked to the venue at instant `T`, as far as this lake knows today. */
export function at(table: Table, T: Sql): Look {
  const own = LOOKS[table.name]?.(T)
  if (own !== undefined) return own
  return table.kind === 'fact' ? { where: `${ident(table.at!)} <= ${T}` } : {}
}

/** Helpers of the looks below, as views: the price of each outcome and the trading of each market by `T`. */
export function helpers(T: Sql): Readonly<Record<string, Sql>> {
  return { outcome_prices: OUTCOME_PRICES, market_trading: marketTrading(T) }
}

/** Each outcome's last price in a table of facts; of several at one instant that of the last trade id. */
function lastPrices(facts: Sql, time: Sql): Sql {
  const last = `select venue, outcome_id, max(${time}) as last_at from (${facts}) group by venue, outcome_id`
  return `select f.venue, f.outcome_id, l.last_at, arg_max(f.price, f.trade_id) as price
    from (${facts}) as f join (${last}) as l on l.venue = f.venue and l.outcome_id = f.outcome_id and l.last_at = f.${time}
    group by f.venue, f.outcome_id, l.last_at`
}

/** Outcomes of which one's price is the other's complement: two of a market, or the yes and no of one of its answers. */
const OPPOSITES: Sql = `
  with o as (
    select venue, market_id, outcome_id, position // 2 as answer, position,
           count(*) over (partition by venue, market_id) as n from ${PUBLISHED}.outcomes)
  select a.venue, a.outcome_id, b.outcome_id as opposite
  from o as a join o as b on b.venue = a.venue and b.market_id = a.market_id and b.answer = a.answer and b.position <> a.position
  where a.n = 2 or regexp_matches(a.outcome_id, ':(yes|no)$', 'i')`

/**
 * The last price of each outcome: what the venue told of it (`prices`), else its last trade in the book. That of its
 * opposite counts too, as its complement; the newer of both does.
 */
const OUTCOME_PRICES: Sql = `
  with told as (
    select *, true as is_told from (${lastPrices('select * from silver.prices', '"at"')})
    union all
    select *, false from (${lastPrices("select * from silver.trades where kind = 'trade'", 'traded_at')})
  ), sides as (
    select venue, outcome_id, outcome_id as source, true as is_own from ${PUBLISHED}.outcomes
    union all select venue, outcome_id, opposite, false from (${OPPOSITES})
  )
  select s.venue, s.outcome_id,
         arg_max(case when s.is_own then t.price else 1 - t.price end, row(t.is_told, t.last_at, s.is_own)) as price
  from sides as s join told as t on t.venue = s.venue and t.outcome_id = s.source
  group by s.venue, s.outcome_id`

/** What was traded in each market, in shares and in money; shares given back in pairs are no trading. */
function marketTrading(T: Sql): Sql {
  const lastDay = `filter (where traded_at > ${T} - interval 24 hours)`
  return `select venue, market_id, sum(size) as size, sum(notional) as notional,
      coalesce(sum(size) ${lastDay}, 0) as size_24h, coalesce(sum(notional) ${lastDay}, 0) as notional_24h
    from silver.trades where kind <> 'redemption' group by venue, market_id`
}

const LOOKS: Readonly<Record<string, (T: Sql) => Look>> = {
  series: (T) => ({ columns: { updated_at: by('updated_at', T) } }),
  events: (T) => ({ columns: { updated_at: by('updated_at', T) } }),
  markets,
  market_details: () => ({ where: LISTED, columns: { options: 'null', bounty_left: 'null' } }),
  outcomes: () => ({
    from: `${PUBLISHED}.outcomes as t left join silver.markets as m on m.venue = t.venue and m.market_id = t.market_id
      left join moment.outcome_prices as p on p.venue = t.venue and p.outcome_id = t.outcome_id`,
    where: LISTED,
    columns: { price: 'p.price', is_winner: "case when m.status = 'resolved' then t.is_winner end" },
  }),
  traders: (T) => ({
    where: `coalesce(created_at <= ${T}, true)`,
    columns: {
      last_trade_at: by('last_trade_at', T),
      ...nothing('balance', 'deposits', 'profit', 'market_traders', 'streak', 'record'),
    },
  }),
  groups: (T) => ({
    where: `coalesce(created_at <= ${T}, true)`,
    columns: nothing('members', 'importance'),
  }),
  orders: (T) => ({
    where: `created_at <= ${T}`,
    columns: {
      status: `case when updated_at <= ${T} then status when updated_at > ${T} or status = 'open' then 'open' end`,
      filled_amount: `case when updated_at <= ${T} then filled_amount end`,
      filled_size: `case when updated_at <= ${T} then filled_size end`,
      updated_at: by('updated_at', T),
    },
  }),
  comments: (T) => ({
    where: `created_at <= ${T}`,
    columns: { edited_at: by('edited_at', T), ...nothing('likes', 'is_hidden') },
  }),
  positions: () => ({
    refuse:
      'silver.positions does not tell since when a position stands, so --at cannot answer from it. Ask with --as-of what this lake knew of it, or add up silver.trades.',
  }),
}

/** A market that is not known to have been listed later. */
const LISTED = `(exists (select 1 from silver.markets as l where l.venue = t.venue and l.market_id = t.market_id)
  or not exists (select 1 from ${PUBLISHED}.markets as l where l.venue = t.venue and l.market_id = t.market_id))`

function markets(T: Sql): Look {
  const resolved = `t.resolved_at <= ${T}`
  const whenResolved = (column: string) => `case when ${resolved} then t.${column} end`
  /** Play money is what some venues count volume in. */
  const counted = (size: Sql, money: Sql) => `case when t.currency in ('MANA', 'CASH') then ${money} else ${size} end`
  return {
    from: `${PUBLISHED}.markets as t
      left join (select p.venue, o.market_id, p.price from moment.outcome_prices as p
                 join ${PUBLISHED}.outcomes as o on o.venue = p.venue and o.outcome_id = p.outcome_id
                 where o.position = 0 and not exists (
                   select 1 from ${PUBLISHED}.outcomes as x where x.venue = o.venue and x.market_id = o.market_id and x.position > 1)
                ) as p on p.venue = t.venue and p.market_id = t.market_id
      left join moment.market_trading as v on v.venue = t.venue and v.market_id = t.market_id`,
    where: `coalesce(coalesce(t.created_at, t.opened_at) <= ${T}, true)`,
    columns: {
      status: `case when ${resolved} then 'resolved' when t.opened_at > ${T} then 'upcoming'
        when t.closes_at <= ${T} then 'closed' else 'open' end`,
      resolved_at: whenResolved('resolved_at'),
      resolution: whenResolved('resolution'),
      resolution_value: whenResolved('resolution_value'),
      last_price: 'p.price',
      volume: counted('v.size', 'v.notional'),
      volume_24h: counted('v.size_24h', 'v.notional_24h'),
      updated_at: by('t.updated_at', T),
      ...nothing('best_bid', 'best_ask', 'open_interest', 'liquidity', 'traders'),
    },
  }
}

/** Figures of the present that nobody can tell of an earlier time. */
function nothing(...columns: string[]): Record<string, Sql> {
  return Object.fromEntries(columns.map((column) => [column, 'null']))
}
