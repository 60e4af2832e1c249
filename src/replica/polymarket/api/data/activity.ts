import { type Micros, SECOND } from '../../../economy/types.ts'
import { type Kind, type Move, moneyOf } from '../../accounts/account.ts'
import { plainRefusal } from '../../answers.ts'
import type { Condition, Trading } from '../../library.ts'
import type { Rules } from '../../rules.ts'
import { listed, type TradingCall } from './call.ts'
import { readConditions, readLimit, readList, readWhole, readWord, requireTrader, sorted } from './params.ts'
import { personFields, texts, tradeRow, UNKNOWN_OUTCOME } from './trade-row.ts'

const KINDS =
  'TRADE SPLIT MERGE REDEEM REWARD CONVERSION DEPOSIT WITHDRAWAL YIELD MAKER_REBATE TAKER_REBATE REFERRAL_REWARD'.split(
    ' ',
  )

const DEEPEST: Readonly<Record<Rules['offsets'], number>> = {
  'clamp-1000': 1_000,
  'error-3000': 3_000,
  'error-10000': 5_000,
}

export const DATA_ACTIVITY = [listed('/data/activity', 15, listActivity)]

function listActivity({ library, trading, query }: TradingCall): unknown {
  const { rules, now } = library
  const trader = requireTrader(query, trading)
  const limit = readLimit(query, { fallback: 100, most: 500 })
  const offset = readOffset(query, rules.offsets)
  const conditions = readConditions(query, trading)
  const sortBy = readWord(query, 'sortBy', ['TIMESTAMP', 'TOKENS', 'CASH'])
  const keyOf = (move: Move) =>
    sortBy === 'TOKENS' ? move.size : sortBy === 'CASH' ? moneyOf(trading, move) : move.at / SECOND
  const moves = sorted(wantedMoves(trading, { query, trader, conditions, now: now() }).toReversed(), query, keyOf)
  return moves.slice(offset, offset + limit).map((move) => activityRow(trading, move, { trader, now: now() }))
}

function readOffset(query: URLSearchParams, rule: Rules['offsets']): number {
  const offset = readWhole(query, 'offset') ?? 0
  const most = DEEPEST[rule]
  if (offset <= most) return offset
  if (rule === 'clamp-1000') return most
  throw plainRefusal(400, `max historical activity offset of ${most} exceeded`)
}

/** What a trader did, oldest first, as far as the filters want it. */
export function wantedMoves(trading: Trading, { query, trader, conditions, now }: Asked): Move[] {
  const kinds = readKinds(query)
  const side = readWord(query, 'side', ['BUY', 'SELL'])
  const start = (readWhole(query, 'start') ?? 0) * SECOND
  const end = (readWhole(query, 'end') ?? Number.POSITIVE_INFINITY) * SECOND
  return trading.accounts.moves(trader, now).filter(({ kind, condition, leg, at }) => {
    if (at < start || at > end || (kinds !== undefined && !kinds.includes(kind))) return false
    if (side !== undefined && leg?.fill.isBuy !== (side === 'BUY')) return false
    return conditions === undefined || conditions.some((each) => each.question === condition?.question)
  })
}

function readKinds(query: URLSearchParams): readonly Kind[] | undefined {
  const kinds = readList(query, 'type')?.map((word) => word.toUpperCase())
  if (kinds?.some((kind) => !KINDS.includes(kind))) throw plainRefusal(400, "invalid query param 'type'")
  return kinds as readonly Kind[] | undefined
}

interface Asked extends Seen {
  readonly query: URLSearchParams
  readonly conditions: readonly Condition[] | undefined
}

interface Seen {
  readonly trader: number
  readonly now: Micros
}

export function activityRow(trading: Trading, move: Move, { trader, now }: Seen) {
  const { kind, at, size, leg, condition, transaction } = move
  const type = { type: kind, usdcSize: moneyOf(trading, move), isCombo: false }
  if (leg !== null) return { ...tradeRow(trading, leg, now), ...type }
  return {
    proxyWallet: trading.wallet(trader),
    side: '',
    asset: '',
    conditionId: condition?.conditionId ?? '',
    size: size / 1_000_000,
    price: 0,
    timestamp: at / SECOND,
    ...placeOf(condition),
    outcome: '',
    outcomeIndex: UNKNOWN_OUTCOME,
    ...personFields(trader),
    transactionHash: trading.hash(transaction),
    ...type,
  }
}

function placeOf(condition: Condition | null) {
  if (condition === null) return { title: '', slug: '', icon: '', eventSlug: '' }
  return { ...texts(condition), eventSlug: condition.eventSlug }
}
