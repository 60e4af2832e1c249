import { columnNames, type Table, twinOf } from '../table.ts'
import { events, groups, marketDetails, markets, outcomes, positions, series, traders } from './catalog.ts'
import { comments, orders, prices, trades, transactions } from './facts.ts'
import { drift, gaps, ledger, rejects, runs, unresolved } from './operations.ts'
import { bookLevels, books, candles, quotes } from './quotes.ts'
import { marketRules, marketStrikes, resolutions } from './rules.ts'
import { closedPositions, fills, holders, leaderboard, openInterest, traderActivity } from './standing.ts'
import {
  exchangeSchedules,
  exchangeStatus,
  incentives,
  milestones,
  multivariateCollections,
  structuredTargets,
} from './structure.ts'
import { categories, categoryLinks, marketAliases } from './topics.ts'

/** The silver tables, in the order in which they are created and loaded. */
export const SILVER: readonly Table[] = [
  series,
  events,
  markets,
  marketDetails,
  marketRules,
  marketStrikes,
  resolutions,
  outcomes,
  traders,
  groups,
  categories,
  categoryLinks,
  marketAliases,
  trades,
  fills,
  orders,
  prices,
  candles,
  books,
  bookLevels,
  quotes,
  positions,
  closedPositions,
  traderActivity,
  leaderboard,
  holders,
  openInterest,
  milestones,
  structuredTargets,
  multivariateCollections,
  incentives,
  exchangeStatus,
  exchangeSchedules,
  comments,
  transactions,
  ledger,
  rejects,
  unresolved,
  drift,
  gaps,
  runs,
]

/** References between silver tables, checked on every load: what is missing is listed in `unresolved`. */
export const REFERENCES: readonly { from: string; column: string; to: string; key: string }[] = [
  { from: 'events', column: 'series_id', to: 'series', key: 'series_id' },
  { from: 'markets', column: 'event_id', to: 'events', key: 'event_id' },
  { from: 'trades', column: 'market_id', to: 'markets', key: 'market_id' },
  { from: 'trades', column: 'trader_id', to: 'traders', key: 'trader_id' },
  { from: 'orders', column: 'market_id', to: 'markets', key: 'market_id' },
  { from: 'comments', column: 'market_id', to: 'markets', key: 'market_id' },
  { from: 'positions', column: 'market_id', to: 'markets', key: 'market_id' },
]

/** Columns that a row takes from the row it refers to, where the venue leaves them out. */
export const INHERITED: readonly { table: string; column: string; by: string; from: string }[] = [
  { table: 'events', column: 'category', by: 'series_id', from: 'series' },
  { table: 'markets', column: 'category', by: 'event_id', from: 'events' },
]

/** The silver table of that name. Throws on a wrong one: it is written in our own code. */
export function silverTable(name: string): Table {
  const table = SILVER.find((t) => t.name === name)
  if (table === undefined) throw new Error(`no silver table ${name}`)
  return table
}

/** The columns of a silver table or of a twin. Throws on a wrong name: it is written in our own code. */
export function columnsOf(name: string): string[] {
  const table = SILVER.flatMap((t) => [t, twinOf(t)]).find((t) => t?.name === name)
  if (table === undefined) throw new Error(`no silver table ${name}`)
  return columnNames(table)
}
