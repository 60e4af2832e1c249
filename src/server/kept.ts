import { literal, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import type { Manifest } from '../snapshot/manifest.ts'
import { MarketIndex } from './market-index.ts'

/** What the server keeps ready of a snapshot, beside it: each part is there once it is made. */
export type Kept = {
  /** Finds markets faster than a statement can. */
  readonly markets?: MarketIndex
  /** A table of the newest trades of all venues: all there are since some instant. */
  readonly latestTrades?: Sql
  /** A table of all traders' figures. */
  readonly traders?: Sql
}

/** How many trades are kept. */
const LATEST = 20_000

/** Makes what is kept, one part after the other, and hands each over when it is ready. */
export async function keep(connection: Connection, { tables }: Manifest, ready: (part: Kept) => void): Promise<void> {
  const has = (name: string) => tables.some((table) => `${table.schema}.${table.name}` === name)
  await copy(connection, 'latest_trades', latest(tables))
  ready({ latestTrades: 'serving.latest_trades' })
  if (has('gold.trader_summary')) {
    await copy(connection, 'traders', 'select * from gold.trader_summary')
    ready({ traders: 'serving.traders' })
  }
  if (has('gold.market_summary')) ready({ markets: await MarketIndex.build(connection) })
}

function copy(connection: Connection, name: string, rows: Sql): Promise<void> {
  return connection.run(`create table serving.${name} as ${rows}`)
}

/** The newest trades of the newest month. */
function latest(tables: Manifest['tables']): Sql {
  const trades = tables.find(({ schema, name }) => schema === 'silver' && name === 'trades')
  const months = (trades?.parts ?? []).flatMap(({ month }) => (month === null ? [] : [month]))
  const newest = months.sort().at(-1)
  const since = newest === undefined ? '' : `where traded_at >= ${literal(`${newest}-01 00:00:00+00`)}::timestamptz`
  return `select * from silver.trades ${since} order by traded_at desc, venue, trade_id desc, part desc limit ${LATEST}`
}
