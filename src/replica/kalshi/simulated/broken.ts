import type { Economy } from '../../economy/economy.ts'
import { random } from '../../economy/random.ts'
import { TRADE_BREAKS, type TradeBreak } from './trade-bytes.ts'

/** Records that never come right, by index: what a mirror must keep and reject. */
export interface Broken {
  readonly trades: ReadonlyMap<number, TradeBreak>
  readonly markets: ReadonlySet<number>
}

/** One in five is a market, the others are trades; combinations stay whole, since few mirrors ask for them. */
export function chooseBroken({
  economy,
  seed,
  count,
  combosFrom,
}: {
  economy: Economy
  seed: number
  count: number
  combosFrom: number
}): Broken {
  const stream = random(seed, 'broken')
  const markets = new Set<number>()
  const trades = new Map<number, TradeBreak>()
  const ofMarkets = Math.min(Math.floor(count / 5), Math.floor(combosFrom / 2))
  while (markets.size < ofMarkets) markets.add(stream.below(combosFrom))
  const ofTrades = Math.min(count - ofMarkets, Math.floor(economy.trades.length / 2))
  while (trades.size < ofTrades) trades.set(stream.below(economy.trades.length), TRADE_BREAKS[trades.size % 3]!)
  return { trades, markets }
}
