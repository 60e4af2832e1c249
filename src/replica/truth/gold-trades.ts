import { IS_BLOCK, type Trades } from '../economy/columns.ts'
import type { Micros } from '../economy/types.ts'

/** Trades by entry, in whole units of the scales that they are written with. */
export interface GoldTrades {
  time(entry: number): Micros
  /** Agreed outside the book: such trades make no candle. */
  isBlock(entry: number): boolean
  price(entry: number): number
  /** The same of the market's first outcome. */
  firstPrice(entry: number): number
  size(entry: number): number
  notional(entry: number): bigint
  /** How many decimals each has. */
  readonly scale: { readonly price: number; readonly size: number; readonly notional: number }
}

/** The economy's own columns: prices in millionths, sizes in hundredths. */
export function columnTrades(trades: Trades): GoldTrades {
  return {
    time: (entry) => trades.time[entry]!,
    isBlock: (entry) => (trades.flags[entry]! & IS_BLOCK) !== 0,
    price: (entry) => trades.price[entry]!,
    firstPrice: (entry) => trades.price[entry]!,
    size: (entry) => trades.size[entry]!,
    notional: (entry) => BigInt(trades.size[entry]! * trades.price[entry]!),
    scale: { price: 6, size: 2, notional: 8 },
  }
}
