import { mix } from '../../economy/random.ts'
import { DAY, MINUTE, type Micros, SECOND, UNIT_E6 } from '../../economy/types.ts'
import type { Condition, Trading } from '../library.ts'
import type { Leg } from './legs.ts'

export type Kind = 'TRADE' | 'SPLIT' | 'MERGE' | 'REDEEM' | 'REWARD'

/** One thing that a wallet did. Sizes in millionths of a share, money in USD. */
export interface Move {
  readonly kind: Kind
  readonly at: Micros
  readonly condition: Condition | null
  readonly size: number
  readonly money: number
  /** Only of trades. */
  readonly leg: Leg | null
  /** Names the transaction: the trade's entry, or a number of its own. */
  readonly transaction: number
}

/** What a wallet holds of one token, by average cost. */
export interface Holding {
  /** Millionths of a share. */
  size: number
  /** USD that the shares held have cost. */
  cost: number
  /** Millionths of a share ever bought, splits included. */
  bought: number
  /** USD won or lost with the shares given up. */
  realized: number
  /** USD that the shares given up had cost. */
  spent: number
  changedAt: Micros
}

/** One wallet in one condition. */
export interface Account {
  readonly trader: number
  readonly condition: Condition
  readonly holdings: readonly [Holding, Holding]
  /** Oldest first. */
  readonly moves: readonly Move[]
}

const SHARE = UNIT_E6
/** The share of trades behind which pairs of both outcomes are given back. */
const MERGES = 0.3
/** The share of wallets who fetch what their shares pay. */
const REDEEMERS = 0.7

/**
 * What becomes of a wallet's fills: it splits money into pairs of shares before it sells what it does not hold, gives
 * pairs back now and then, and mostly fetches its payout after the resolution.
 */
export function openAccount(legs: readonly Leg[], trader: number, { condition, now }: Opening): Account {
  const holdings = [emptyHolding(), emptyHolding()] as const
  const moves: Move[] = []
  const move = (kind: Kind, at: Micros, rest: Pick<Move, 'size' | 'money' | 'transaction'> & { leg?: Leg }) =>
    moves.push({ kind, at, condition, leg: null, ...rest })
  const own = (salt: number, entry: number) => mix(mix(trader * 8 + salt, condition.question), entry)
  for (const each of legs) {
    const { fill, at, entry } = each
    const held = holdings[fill.outcome]
    if (!fill.isBuy && held.size < fill.size) {
      const size = Math.ceil((fill.size - held.size) / SHARE) * SHARE
      for (const holding of holdings) gain(holding, size, size / SHARE / 2, at)
      move('SPLIT', at, { size, money: size / SHARE, transaction: own(1, entry) })
    }
    const money = (fill.size / SHARE) * fill.price
    if (fill.isBuy) gain(held, fill.size, money, at)
    else giveUp(held, fill.size, money, at)
    move('TRADE', at, { size: fill.size, money, transaction: entry, leg: each })
    const pairs = Math.min(holdings[0].size, holdings[1].size)
    if (pairs < SHARE || own(2, entry) > MERGES * 2 ** 32) continue
    for (const holding of holdings) giveUp(holding, pairs, pairs / SHARE / 2, at)
    move('MERGE', at, { size: pairs, money: pairs / SHARE, transaction: own(3, entry) })
  }
  const redeemsAt = condition.life.resolvedAt + redeemsAfter(own(4, 0))
  const [yes, no] = holdings.map(({ size }, outcome) => (size * condition.payouts[outcome]!) / UNIT_E6) as [
    number,
    number,
  ]
  if (redeemsAt <= now && yes + no > 0) {
    const size = holdings.reduce((sum, held, outcome) => sum + (condition.payouts[outcome]! > 0 ? held.size : 0), 0)
    for (const [outcome, held] of holdings.entries()) giveUp(held, held.size, [yes, no][outcome]! / SHARE, redeemsAt)
    move('REDEEM', redeemsAt, { size, money: (yes + no) / SHARE, transaction: own(5, 0) })
  }
  return { trader, condition, holdings, moves }
}

interface Opening {
  readonly condition: Condition
  readonly now: Micros
}

function emptyHolding(): Holding {
  return { size: 0, cost: 0, bought: 0, realized: 0, spent: 0, changedAt: 0 }
}

function gain(holding: Holding, size: number, cost: number, at: Micros): void {
  holding.size += size
  holding.bought += size
  holding.cost += cost
  holding.changedAt = at
}

function giveUp(holding: Holding, size: number, money: number, at: Micros): void {
  if (size === 0) return
  const cost = size === holding.size ? holding.cost : (holding.cost * size) / holding.size
  holding.size -= size
  holding.cost -= cost
  holding.spent += cost
  holding.realized += money - cost
  holding.changedAt = at
}

/** From ten minutes to three days; infinite for those who never do. */
function redeemsAfter(word: number): Micros {
  const drawn = word / 2 ** 32
  if (drawn > REDEEMERS) return Number.POSITIVE_INFINITY
  return Math.floor((10 * MINUTE + (drawn / REDEEMERS) ** 3 * 3 * DAY) / SECOND) * SECOND
}

/** USD that a move cost or brought; what a taker bought contains the fee. Fees have 5 decimals, amounts 6. */
export function moneyOf({ feeRate }: Pick<Trading, 'feeRate'>, { money, leg, condition }: Move): number {
  if (leg === null || leg.leg !== 0 || !leg.fill.isBuy) return round(money, 6)
  const { price, size } = leg.fill
  const fee = (size / SHARE) * feeRate(condition!) * price * (1 - price)
  return round(money + round(fee, 5), 6)
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
