import { DAY, type Micros, UNIT_E6 } from '../../economy/types.ts'
import type { Trading } from '../library.ts'
import { round } from './account.ts'
import { legsOf, visible } from './legs.ts'

export const CATEGORIES = [
  'OVERALL',
  'POLITICS',
  'SPORTS',
  'CRYPTO',
  'CULTURE',
  'MENTIONS',
  'WEATHER',
  'ECONOMICS',
  'TECH',
  'FINANCE',
] as const
export type Category = (typeof CATEGORIES)[number]

export const PERIODS = ['DAY', 'WEEK', 'MONTH', 'ALL'] as const
export type Period = (typeof PERIODS)[number]

/** The economy's categories in the words of the leaderboard; those that are missing only count overall. */
const WORDS: Readonly<Record<string, Category>> = {
  Politics: 'POLITICS',
  Elections: 'POLITICS',
  Sports: 'SPORTS',
  Crypto: 'CRYPTO',
  Entertainment: 'CULTURE',
  'Climate and Weather': 'WEATHER',
  Economics: 'ECONOMICS',
  'Science and Technology': 'TECH',
  Companies: 'FINANCE',
  Financials: 'FINANCE',
}

const LENGTHS: Readonly<Record<Period, Micros>> = {
  DAY,
  WEEK: 7 * DAY,
  MONTH: 30 * DAY,
  ALL: Number.POSITIVE_INFINITY,
}

type Tradable = Pick<Trading, 'tape' | 'ofQuestion' | 'price'>

/** What a trader did in a period, as taker and as maker. */
export interface Standing {
  readonly trader: number
  /** USD. */
  readonly volume: number
  readonly shares: number
  /** USD won or lost with the period's trades, at what the shares are worth now. */
  readonly profit: number
}

export interface Asked {
  readonly category: Category
  readonly period: Period
  readonly orderBy: 'PNL' | 'VOL'
  readonly now: Micros
}

/** Everybody who traded in the period, best first. */
export function rankingOf(trading: Tradable, asked: Asked): Standing[] {
  const standings = standingsOf(trading, asked)
  const keyOf = ({ volume, profit }: Standing) => (asked.orderBy === 'VOL' ? volume : profit)
  return standings.sort((a, b) => keyOf(b) - keyOf(a) || a.trader - b.trader)
}

function standingsOf(trading: Tradable, { category, period, now }: Asked): Standing[] {
  const { tape } = trading
  const sums = Array.from({ length: tape.traders }, () => ({ volume: 0, shares: 0, profit: 0 }))
  const worth = worthOf(trading, now)
  for (const entry of visible(tape, tape.all(), now)) {
    if (tape.time(entry) <= now - LENGTHS[period]) continue
    const condition = trading.ofQuestion(tape.question(entry))!
    if (category !== 'OVERALL' && WORDS[condition.category] !== category) continue
    const prices = worth(condition.question)
    for (const { fill } of legsOf(tape, entry)) {
      const shares = fill.size / UNIT_E6
      const sum = sums[fill.trader]!
      sum.volume += shares * fill.price
      sum.shares += shares
      sum.profit += (fill.isBuy ? 1 : -1) * shares * (prices[fill.outcome] - fill.price)
    }
  }
  return sums.flatMap(({ volume, shares, profit }, trader) =>
    shares === 0 ? [] : [{ trader, volume: round(volume, 6), shares: round(shares, 6), profit: round(profit, 6) }],
  )
}

/** What shares of either outcome are worth now, by question. */
function worthOf(trading: Tradable, now: Micros): (question: number) => readonly [number, number] {
  const known = new Map<number, readonly [number, number]>()
  return (question) => {
    const prices = known.get(question)
    if (prices !== undefined) return prices
    const yes = trading.price(trading.ofQuestion(question)!, 0, now) / UNIT_E6
    known.set(question, [yes, 1 - yes])
    return [yes, 1 - yes]
  }
}
