import { mix, wordOf } from '../../economy/random.ts'
import { DAY, type Micros, UNIT_E6 } from '../../economy/types.ts'
import type { Condition, Fields } from '../library.ts'
import { listText, unitsOf } from '../text.ts'
import type { Figures } from './figures.ts'
import type { Parts } from './parts.ts'
import { midOf } from './quotes.ts'
import { finalPrices } from './traits.ts'

interface Pricing {
  readonly figures: Figures
  readonly isClosed: boolean
  readonly at: Micros
}

/** Prices, spread, changes and liquidity of a market, which agree with its book and its trades. */
export function priceFields(parts: Parts, condition: Condition, { figures, isClosed, at }: Pricing): Fields {
  const { bid, ask } = isClosed ? finalBook(condition) : parts.trading.quotes(condition, at)
  const mid = midOf({ bid, ask })
  const spread = unitsOf(ask - bid)
  return {
    outcomePrices: listText(isClosed ? finalPrices(condition) : [String(unitsOf(mid)), String(unitsOf(UNIT_E6 - mid))]),
    orderPriceMinTickSize: unitsOf(parts.trading.tick(condition, Math.min(at, condition.life.closesAt))),
    spread,
    ...(bid > 0 ? { bestBid: unitsOf(bid) } : {}),
    bestAsk: unitsOf(ask),
    ...(figures.last === null ? {} : { lastTradePrice: unitsOf(figures.last) }),
    ...change('oneHourPriceChange', figures.last, figures.hourAgo),
    ...change('oneDayPriceChange', figures.last, figures.dayAgo),
    ...change('oneWeekPriceChange', figures.last, figures.weekAgo),
    ...change('oneMonthPriceChange', figures.last, figures.monthAgo),
    ...(isClosed ? {} : openFields(parts, condition, at)),
  }
}

/** Nobody sells what pays 1 and nobody buys what pays nothing. */
function finalBook({ payouts }: Condition): { bid: number; ask: number } {
  if (payouts[0] === UNIT_E6) return { bid: 999_000, ask: UNIT_E6 }
  return payouts[0] === 0 ? { bid: 0, ask: 1_000 } : { bid: 0, ask: UNIT_E6 }
}

function change(name: string, now: number | null, before: number | null): Fields {
  return now === null || before === null || now === before ? {} : { [name]: unitsOf(now - before) }
}

const LIQUIDITY = wordOf(0, 'liquidity')

/** What only open markets have. */
export function openFields(parts: Parts, condition: Condition, at: Micros) {
  const { bid, ask } = parts.trading.quotes(condition, at)
  const word = mix(mix(LIQUIDITY, condition.question), Math.floor(at / DAY))
  const liquidityNum = (word % 400_000_000) / 100_000
  return {
    liquidity: String(liquidityNum),
    liquidityNum,
    liquidityClob: liquidityNum,
    competitive: competitiveOf(unitsOf(midOf({ bid, ask })), unitsOf(ask - bid)),
  }
}

/** How near the price is to a half; a wide spread takes away from it. */
function competitiveOf(price: number, spread: number): number {
  const near = 1 / (1 + (price - 0.5) ** 2)
  return spread > 0.2 ? near * (1 - spread) : near
}
