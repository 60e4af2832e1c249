import { type Micros, UNIT_E6 } from '../../economy/types.ts'
import type { Condition, Trading } from '../library.ts'
import { type Account, type Holding, round } from './account.ts'

/** What a trader has of one token, valued at an instant. Sizes in shares, money in USD, prices in USD per share. */
export interface Position {
  readonly trader: number
  readonly condition: Condition
  readonly outcome: 0 | 1
  readonly size: number
  readonly averagePrice: number
  readonly price: number
  readonly initialValue: number
  readonly currentValue: number
  readonly cashProfit: number
  readonly percentProfit: number
  readonly bought: number
  readonly realized: number
  readonly percentRealized: number
  readonly isRedeemable: boolean
  readonly isMergeable: boolean
  readonly changedAt: Micros
}

/** One for each outcome that the account ever held. */
export function positionsOf(trading: Trading, account: Account, now: Micros): Position[] {
  const { condition, holdings } = account
  return holdings.flatMap((holding, outcome) =>
    holding.bought === 0
      ? []
      : [
          positionOf(account, outcome as 0 | 1, {
            price: trading.price(condition, outcome as 0 | 1, now) / UNIT_E6,
            now,
          }),
        ],
  )
}

function positionOf(account: Account, outcome: 0 | 1, { price, now }: { price: number; now: Micros }): Position {
  const { trader, condition, holdings } = account
  const held = holdings[outcome]
  const size = held.size / UNIT_E6
  const averagePrice = averageOf(held)
  const initialValue = round(held.cost, 6)
  const currentValue = round(size * price, 6)
  const cashProfit = round(currentValue - initialValue, 6)
  return {
    trader,
    condition,
    outcome,
    size,
    averagePrice,
    price,
    initialValue,
    currentValue,
    cashProfit,
    percentProfit: percent(cashProfit, initialValue),
    bought: held.bought / UNIT_E6,
    realized: round(held.realized, 6),
    percentRealized: percent(held.realized, held.spent),
    isRedeemable: held.size > 0 && now >= condition.life.resolvedAt,
    isMergeable: holdings.every((each) => each.size > 0),
    changedAt: held.changedAt,
  }
}

/** Of the shares held; of those given up where none is left. */
function averageOf({ size, cost, bought, spent }: Holding): number {
  return round(size > 0 ? (cost * UNIT_E6) / size : (spent * UNIT_E6) / bought, 6)
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : round((100 * part) / whole, 4)
}
