import { SECOND } from '../../../economy/types.ts'
import { type Position, positionsOf } from '../../accounts/positions.ts'
import { plainRefusal } from '../../answers.ts'
import type { Condition, Trading } from '../../library.ts'
import { dayText } from '../../text.ts'
import { listed, type TradingCall } from './call.ts'
import {
  missing,
  readConditions,
  readFlag,
  readLimit,
  readNumber,
  readWhole,
  readWord,
  requireTrader,
  sorted,
} from './params.ts'
import { texts } from './trade-row.ts'

export const DATA_POSITIONS = [
  listed('/data/positions', null, listPositions),
  listed('/data/closed-positions', 300, listClosed),
  listed('/data/v1/market-positions', null, listOfMarket),
  listed('/data/value', null, ({ library, trading, query }) => {
    const open = openPositions(trading, { query, now: library.now() })
    const value = open.reduce((sum, { currentValue }) => sum + currentValue, 0)
    return [{ user: query.get('user')!.toLowerCase(), value: Number(value.toFixed(6)) }]
  }),
  listed('/data/traded', null, ({ library, trading, query }) => {
    const trader = requireTrader(query, trading)
    return { user: query.get('user')!.toLowerCase(), traded: trading.accounts.ofTrader(trader, library.now()).length }
  }),
]

interface Asked {
  readonly query: URLSearchParams
  readonly now: number
}

/** A wallet's positions in the conditions asked for, those given up, too. */
function ownPositions(trading: Trading, { query, now }: Asked): Position[] {
  const trader = requireTrader(query, trading)
  const conditions = readConditions(query, trading)?.map(({ question }) => question)
  return trading.accounts
    .ofTrader(trader, now)
    .filter(({ condition }) => conditions === undefined || conditions.includes(condition.question))
    .flatMap((account) => positionsOf(trading, account, now))
}

function openPositions(trading: Trading, asked: Asked): Position[] {
  return ownPositions(trading, asked).filter(({ size }) => size > 0)
}

const SORTS = {
  CURRENT: ({ currentValue }: Position) => currentValue,
  INITIAL: ({ initialValue }: Position) => initialValue,
  TOKENS: ({ size }: Position) => size,
  CASHPNL: ({ cashProfit }: Position) => cashProfit,
  PERCENTPNL: ({ percentProfit }: Position) => percentProfit,
  TITLE: ({ condition }: Position) => condition.title,
  RESOLVING: ({ condition }: Position) => condition.life.endsAt,
  PRICE: ({ price }: Position) => price,
  AVGPRICE: ({ averagePrice }: Position) => averagePrice,
  REALIZEDPNL: ({ realized }: Position) => realized,
  TIMESTAMP: ({ changedAt }: Position) => changedAt,
}

type Sort = keyof typeof SORTS

const OPEN_SORTS: readonly Sort[] = [
  'CURRENT',
  'INITIAL',
  'TOKENS',
  'CASHPNL',
  'PERCENTPNL',
  'TITLE',
  'RESOLVING',
  'PRICE',
  'AVGPRICE',
]
const CLOSED_SORTS: readonly Sort[] = ['REALIZEDPNL', 'TITLE', 'PRICE', 'AVGPRICE', 'TIMESTAMP']

function listPositions({ library, trading, query }: TradingCall): unknown {
  const title = query.get('title') ?? ''
  if (title.length > 100) throw plainRefusal(400, "query param 'title' must have at most 100 characters")
  const least = readNumber(query, 'sizeThreshold') ?? 1
  const [redeemable, mergeable] = [readFlag(query, 'redeemable'), readFlag(query, 'mergeable')]
  const rows = openPositions(trading, { query, now: library.now() }).filter(
    ({ size, isRedeemable, isMergeable, condition }) =>
      size >= least &&
      (redeemable === undefined || isRedeemable === redeemable) &&
      (mergeable === undefined || isMergeable === mergeable) &&
      condition.title.toLowerCase().includes(title.toLowerCase()),
  )
  const sort = readWord(query, 'sortBy', OPEN_SORTS) ?? 'CURRENT'
  return pageOf(sorted(rows, query, SORTS[sort]), query, { fallback: 100, most: 500, deepest: 10_000 }).map((row) =>
    openRow(trading, row),
  )
}

function listClosed({ library, trading, query }: TradingCall): unknown {
  const rows = ownPositions(trading, { query, now: library.now() }).filter(({ size }) => size === 0)
  const sort = readWord(query, 'sortBy', CLOSED_SORTS) ?? 'REALIZEDPNL'
  const page = pageOf(sorted(rows, query, SORTS[sort]), query, { fallback: 10, most: 50, deepest: 100_000 })
  return page.map((row) => closedRow(trading, row))
}

function listOfMarket({ library, trading, query }: TradingCall): unknown {
  const conditions = readConditions(query, trading)
  if (conditions === undefined) throw missing('market')
  const status = readWord(query, 'status', ['OPEN', 'CLOSED', 'ALL']) ?? 'OPEN'
  const rows = conditions
    .flatMap((condition) => trading.accounts.ofCondition(condition, library.now()))
    .flatMap((account) => positionsOf(trading, account, library.now()))
    .filter(({ size }) => status === 'ALL' || (status === 'OPEN') === size > 0)
  const sort = readWord(query, 'sortBy', OPEN_SORTS) ?? 'TOKENS'
  const page = pageOf(sorted(rows, query, SORTS[sort]), query, { fallback: 100, most: 500, deepest: 10_000 })
  return page.map((row) => openRow(trading, row))
}

interface Page {
  readonly fallback: number
  readonly most: number
  readonly deepest: number
}

function pageOf<T>(rows: readonly T[], query: URLSearchParams, { fallback, most, deepest }: Page): readonly T[] {
  const offset = readWhole(query, 'offset') ?? 0
  if (offset > deepest) throw plainRefusal(400, `max historical positions offset of ${deepest} exceeded`)
  return rows.slice(offset, offset + readLimit(query, { fallback, most }))
}

export function openRow(trading: Trading, row: Position) {
  const { condition } = row
  return {
    ...headOf(trading, row),
    size: row.size,
    avgPrice: row.averagePrice,
    initialValue: row.initialValue,
    currentValue: row.currentValue,
    cashPnl: row.cashProfit,
    percentPnl: row.percentProfit,
    totalBought: row.bought,
    realizedPnl: row.realized,
    percentRealizedPnl: row.percentRealized,
    curPrice: row.price,
    redeemable: row.isRedeemable,
    mergeable: row.isMergeable,
    ...texts(condition),
    eventId: condition.eventId,
    ...tailOf(condition, row.outcome),
    negativeRisk: condition.negRisk,
  }
}

function closedRow(trading: Trading, row: Position) {
  return {
    ...headOf(trading, row),
    avgPrice: row.averagePrice,
    totalBought: row.bought,
    realizedPnl: row.realized,
    curPrice: row.price,
    timestamp: row.changedAt / SECOND,
    ...texts(row.condition),
    ...tailOf(row.condition, row.outcome),
  }
}

function headOf(trading: Trading, { trader, condition, outcome }: Position) {
  return { proxyWallet: trading.wallet(trader), asset: condition.tokenIds[outcome], conditionId: condition.conditionId }
}

function tailOf({ eventSlug, outcomes, tokenIds, life }: Condition, outcome: 0 | 1) {
  const opposite = outcome === 0 ? 1 : 0
  return {
    eventSlug,
    outcome: outcomes[outcome],
    outcomeIndex: outcome,
    oppositeOutcome: outcomes[opposite],
    oppositeAsset: tokenIds[opposite],
    endDate: dayText(life.endsAt),
  }
}
