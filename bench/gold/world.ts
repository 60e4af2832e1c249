import { ident, literal, type Sql } from '../../src/core/sql.ts'
import { type Table, twinOf } from '../../src/core/table.ts'
import { silverTable } from '../../src/core/tables/index.ts'
import type { Connection } from '../../src/engine/connection.ts'

export const MARKETS = 100_000
export const TRADERS = 20_000
const DAYS = 365
/** Days that a market is traded for. Markets open evenly over the year. */
const LIFE = 60
const START = "timestamptz '2025-01-01 00:00:00+00'"
const END = `(${START} + interval ${DAYS} days)`
const PER_DAY = MARKETS / DAYS

/** A number from 0 to 1 (exclusive) that depends on the expression and the salt alone. */
const chance = (expression: Sql, salt: number): Sql => `((hash(${expression}, ${salt}) % 1000003)::double / 1000003)`
const price = (expression: Sql): Sql => `(greatest(1, least(99, (${expression})::integer)) * 0.01)::decimal(18, 12)`

/** Silver as a year of one venue leaves it, made by the engine itself, without bronze. */
export async function makeSilver(connection: Connection, trades: number): Promise<void> {
  await connection.run(`create or replace temp table questions as
    select i, 'm' || i as market_id, ${START} + to_seconds((i / ${PER_DAY} * 86400)::bigint) as opened_at,
           ${START} + to_seconds(((i / ${PER_DAY} + ${LIFE}) * 86400)::bigint) as closes_at, ${chance('i', 1)} as truth
    from range(${MARKETS}) as r(i)`)
  await connection.run(`update questions set opened_at = ${START}, closes_at = ${END} + interval 30 days where i = 0`)
  await insert(connection, 'events', 1, EVENTS)
  await insert(connection, 'markets', 1, marketRows(`closes_at <= ${END}`, 'false', `${START}`))
  await insert(connection, 'outcomes', 1, outcomeRows(`closes_at <= ${END}`, `${START}`))
  await insert(connection, 'market_strikes', 1, STRIKES)
  await insert(connection, 'traders', 1, TRADER_ROWS)
  await insertTrades(connection, { from: 0, to: trades, all: trades, load: 1 })
  await noteLoad(connection, 1)
}

/** The next 10,000 trades, and what a sync sees of markets meanwhile: new prices of 1,000, results of 50. */
export async function addMore(connection: Connection, trades: number): Promise<void> {
  await insertTrades(connection, { from: trades, to: trades + 10_000, all: trades, load: 2 })
  const changed = `i between ${MARKETS - 1000} and ${MARKETS - 1}`
  const now = `${END} + interval 1 day`
  const ended = `i < ${MARKETS - 950}`
  await replace(connection, 'markets', 2, `select * from (${marketRows(ended, changed, now)}) where seen_at > ${END}`)
  await replace(
    connection,
    'outcomes',
    2,
    `select * from (${outcomeRows(ended, now)}) where market_id in (select market_id from questions where i >= ${MARKETS - 1000} and ${ended})`,
  )
  await noteLoad(connection, 2)
}

const EVENTS = `select 'polymarket' as venue, 'e' || i as event_id, 'Event ' || i as title, 'c' || i % 12 as category,
  i % 2 = 0 as mutually_exclusive, ${START} as seen_at from range(${MARKETS / 10}) as r(i)`

/** 10 markets an event; those that hold `changed` as they are seen at `seenAt`. */
function marketRows(isOver: Sql, changed: Sql, seenAt: Sql): Sql {
  return `select 'polymarket' as venue, market_id, 'e' || i // 10 as event_id, 'Will question number ' || i || ' come true?' as question,
    case when ${isOver} then 'resolved' else 'open' end as status, 'c' || i // 10 % 12 as category, 'binary' as market_type,
    false as is_combo, opened_at as created_at, opened_at, closes_at, case when ${isOver} then closes_at end as resolved_at,
    case when ${isOver} then case when ${chance('i', 2)} < truth then 'yes' else 'no' end end as resolution,
    case when ${isOver} then case when ${chance('i', 2)} < truth then 1 else 0 end end as resolution_value,
    ${price('truth * 100 - 1')} as best_bid, ${price('truth * 100 + 1')} as best_ask, 'USD' as currency,
    case when ${changed} then ${seenAt} else ${START} end as seen_at from questions`
}

function outcomeRows(isOver: Sql, seenAt: Sql): Sql {
  return `select 'polymarket' as venue, market_id, market_id || ':' || label as outcome_id, position, label,
    case when ${isOver} then (${chance('i', 2)} < truth) = (position = 0) end as is_winner, ${seenAt} as seen_at
    from questions, (values ('yes', 0), ('no', 1)) as side(label, position)`
}

const STRIKES = `select 'polymarket' as venue, market_id, 'greater' as strike_type, i % 10 as floor_strike, ${START} as seen_at
  from questions where i // 10 % 2 = 1`
const TRADER_ROWS = `select 'polymarket' as venue, 't' || i as trader_id, 'Trader ' || i as name, ${START} as seen_at
  from range(${TRADERS}) as r(i)`

type Tape = { readonly from: number; readonly to: number; readonly all: number; readonly load: number }

/** Trades that follow each other fall into few markets: so many into so many, as in a session of a real venue. */
const SESSION = 190
const ACTIVE = 24

/** Trades in order of time: 5 % in one market, the others in those that are open, the young and every 16th the most. */
async function insertTrades(connection: Connection, { from, to, all, load }: Tape): Promise<void> {
  await insert(
    connection,
    'trades',
    load,
    `select 'polymarket' as venue, 'x' || lpad(d.j::varchar, 10, '0') as trade_id, 0 as part, q.market_id,
       q.market_id || case when d.is_yes then ':yes' else ':no' end as outcome_id, 't' || (${TRADERS} * ${chance('d.j', 3)} ^ 2)::integer as trader_id,
       case when ${chance('d.j', 4)} < 0.6 then 'buy' else 'sell' end as side, d.size, d.traded_at,
       ${price('100 * case when d.is_yes then q.truth else 1 - q.truth end + 10 * d.noise - 5')} as price,
       d.size * ${price('100 * case when d.is_yes then q.truth else 1 - q.truth end + 10 * d.noise - 5')} as notional,
       'trade' as kind, false as is_combo, d.traded_at as seen_at
     from (select j, day, ${START} + to_microseconds((day * 86400000000)::bigint) as traded_at,
             ${chance('j', 5)} < 0.7 as is_yes, (1 + ${chance('j', 6)} ^ 3 * 500)::decimal(18, 2)::decimal(18, 6) as size, ${chance('j', 7)} as noise,
             case when ${chance('j', 8)} < 0.05 then 0 else greatest(1, least(${MARKETS - 1},
               case when ${chance('slot', 9)} < 0.5 then young // 16 * 16 else young end)) end as i
           from (select j, slot, j / ${all}.0::double * ${DAYS} as day,
                   ((j // ${SESSION} * ${SESSION} / ${all}.0::double * ${DAYS} - ${LIFE} * ${chance('slot', 10)} ^ 3) * ${PER_DAY})::integer as young
                 from (select j, j // ${SESSION} * ${ACTIVE} + j % ${ACTIVE} as slot from range(${from}, ${to}) as r(j)))) as d
     join questions as q on q.i = d.i`,
  )
}

/** Rows of a table, what the query does not name as null, and what the twin keeps of them. */
async function insert(connection: Connection, name: string, load: number, query: Sql): Promise<void> {
  const table = silverTable(name)
  await connection.run(`insert into warehouse.silver.${ident(name)} by name select *, ${load} as _load from (${query})`)
  await keepVersions(connection, table, load)
  const day = table.at === undefined ? 'null' : `${ident(table.at)}::date`
  await connection.run(
    `insert into warehouse.ops.touched select ${load}, ${literal(name)}, day, false
     from (select distinct ${day} as day from warehouse.silver.${ident(name)} where _load = ${load})`,
  )
}

async function replace(connection: Connection, name: string, load: number, query: Sql): Promise<void> {
  const key = silverTable(name).key.map(ident).join(', ')
  await connection.run(`create or replace temp table coming as ${query}`)
  await connection.run(`delete from warehouse.silver.${ident(name)} where (${key}) in (select (${key}) from coming)`)
  await insert(connection, name, load, 'from coming')
}

async function keepVersions(connection: Connection, table: Table, load: number): Promise<void> {
  if (table.kind !== 'state') return
  await connection.run(
    `insert into warehouse.silver.${ident(twinOf(table)!.name)} select * from warehouse.silver.${ident(table.name)} where _load = ${load}`,
  )
}

async function noteLoad(connection: Connection, load: number): Promise<void> {
  await connection.run(
    `insert into warehouse.ops.loads values (${load}, 'bench-${load}', 'polymarket', 'bench', 0, now())`,
  )
}
