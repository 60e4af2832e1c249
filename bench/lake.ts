/** A lake for measurements, made by SQL alone: trades over a year, 5 % of them in one market, half at a venue that names traders. */
import path from 'node:path'
import type { Connection } from '../src/engine/connection.ts'
import { Engine } from '../src/engine/engine.ts'
import { MODELS } from '../src/models/index.ts'
import { openDuckdb } from '../src/warehouse/duckdb/index.ts'
import { publish } from '../src/warehouse/duckdb/publish.ts'

export type LakeOptions = {
  readonly home: string
  readonly trades: number
  readonly markets: number
  /** Models to build: all, or those named and what they read. */
  readonly models: readonly string[]
}

/** The market that holds 5 % of all trades. */
export const LARGEST = { venue: 'kalshi', market_id: 'KXBENCH-0000000' } as const
/** The words of which questions are made: one of each group, and the number of the market. */
export const WORDS = 1500
export const TRADERS = 100_000

/** The n-th market, and where it trades. */
export function marketOf(n: number): { venue: string; market_id: string } {
  const venue = n % 2 === 0 ? 'kalshi' : 'polymarket'
  return { venue, market_id: `KXBENCH-${String(n).padStart(7, '0')}` }
}

const YEAR_US = 365 * 86_400_000_000
const START_US = Date.UTC(2025, 10, 1) * 1000
const MARKET = "'KXBENCH-' || lpad(n::varchar, 7, '0')"
const VENUE = "case when n % 2 = 0 then 'kalshi' else 'polymarket' end"
const SEEN = "'2026-11-01 00:00:00+00'::timestamptz"

/** Makes warehouse, gold and snapshot below a home. Gives the seconds of each step. */
export async function makeLake({ home, trades, markets, models: named }: LakeOptions): Promise<Record<string, number>> {
  const engine = await Engine.open({ memory: '2GB', temp: path.join(home, 'spill') })
  const warehouse = await openDuckdb(engine, path.join(home, 'warehouse.duckdb'))
  const connection = await engine.connect()
  await warehouse.migrate(connection)
  const times: Record<string, number> = {}
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    times[name] = Math.round(performance.now() - started) / 1000
    console.error(`${name}: ${times[name]} s`)
  }
  await timed('silver', () => fill(connection, trades, markets))
  const needed = new Set(named)
  for (const model of MODELS.toReversed()) if (needed.has(model.name)) for (const name of model.reads) needed.add(name)
  const models = named.length === 0 ? MODELS : MODELS.filter((model) => needed.has(model.name))
  for (const model of models) await timed(model.name, () => warehouse.build(connection, model))
  await timed('publish', () => publish(connection, { home, models, trace: () => {} }))
  connection.close()
  await warehouse.close()
  engine.close()
  return times
}

async function fill(connection: Connection, trades: number, markets: number): Promise<void> {
  const insert = (table: string, columns: Record<string, string>, from: string) =>
    connection.run(
      `insert into warehouse.silver.${table} (${Object.keys(columns).join(', ')}, _load)
       select ${Object.entries(columns).map(([name, value]) => `${value} as ${name}`)}, 1 from ${from}`,
    )
  const word = (salt: number) => `'w' || (hash(n + ${salt}) % ${WORDS})::varchar`
  const common = { venue: VENUE, market_id: MARKET, seen_at: SEEN }
  await insert(
    'markets',
    {
      ...common,
      event_id: `'E' || (n // 4)::varchar`,
      question: `'Will ' || ${word(1)} || ' and ' || ${word(2)} || ' be ' || ${word(3)} || ' before ' || ${word(4)} || ' ' || n::varchar || '?'`,
      status: `case when n % 5 = 0 then 'open' when n % 5 = 1 then 'closed' else 'resolved' end`,
      category: `'category ' || (n % 12)::varchar`,
      is_combo: 'false',
      closes_at: `make_timestamptz(${START_US} + (hash(n) % ${YEAR_US})::bigint)`,
      resolution: `case when n % 5 > 1 then case when hash(n) % 2 = 0 then 'yes' else 'no' end end`,
      rules: `repeat('This market resolves to yes when it happens. ', 5)`,
    },
    `range(${markets}) as t(n)`,
  )
  await connection.run('insert into warehouse.silver.market_versions select * from warehouse.silver.markets')
  await insert(
    'outcomes',
    {
      ...common,
      outcome_id: `${MARKET} || side`,
      position: 'position',
      label: 'side',
      is_winner: `case when n % 5 > 1 then (hash(n) % 2 = 0) = (position = 0) end`,
    },
    `range(${markets}) as t(n), (values (':yes', 0), (':no', 1)) as s(side, position)`,
  )
  await insert(
    'events',
    { venue: VENUE, event_id: `'E' || n::varchar`, title: `'Event ' || n::varchar`, seen_at: SEEN },
    `range(${Math.ceil(markets / 4)}) as t(n)`,
  )
  const price = '((hash(i + 7) % 99 + 1) / 100.0)::decimal(18, 12)'
  const size = '(hash(i + 8) % 500 + 1)::decimal(18, 6)'
  await insert(
    'trades',
    {
      ...common,
      trade_id: `md5(i::varchar)`,
      part: '0',
      outcome_id: `${MARKET} || ':yes'`,
      trader_id: `case when n % 2 = 1 then 'trader-' || (hash(i + 9) % ${TRADERS})::varchar end`,
      side: `case when hash(i + 10) % 2 = 0 then 'buy' else 'sell' end`,
      price,
      size,
      notional: `(${price} * ${size}::decimal(18, 6))::decimal(38, 12)`,
      traded_at: `make_timestamptz((${START_US} + i * ${YEAR_US / trades})::bigint)`,
      kind: `'trade'`,
      is_combo: 'false',
    },
    `(select i, case when hash(i) % 20 = 0 then 0 else (hash(i + 6) % ${markets})::bigint end as n from range(${trades}) as t(i))`,
  )
  await insert(
    'ledger',
    {
      venue: VENUE,
      resource: `'trades'`,
      slice: `'slice ' || n::varchar`,
      state: `'complete'`,
      rows: '1000',
      updated_at: SEEN,
    },
    'range(10000) as t(n)',
  )
  await connection.run(`insert into warehouse.ops.loads values (1, 'bench', 'kalshi', 'trades', ${trades}, ${SEEN})`)
}
