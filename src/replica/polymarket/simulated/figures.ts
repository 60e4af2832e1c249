import { TAKER_BUYS_YES, type Trades } from '../../economy/columns.ts'
import { DAY, HOUR, type Micros } from '../../economy/types.ts'

/** What a question's trades add up to. Money in hundred-millionths of a dollar, prices in millionths. */
export interface Figures {
  readonly trades: number
  readonly volume: bigint
  readonly volumeDay: bigint
  readonly volumeWeek: bigint
  readonly volumeMonth: bigint
  /** Of the last trade; null where there was none. The others: the last one before so long ago. */
  readonly last: number | null
  readonly lastSide: 'BUY' | 'SELL'
  readonly lastAt: Micros | null
  readonly hourAgo: number | null
  readonly dayAgo: number | null
  readonly weekAgo: number | null
  readonly monthAgo: number | null
}

const SPANS = [HOUR, DAY, 7 * DAY, 30 * DAY] as const

/** Reads a question's trades up to an instant once. */
export function addFigures(trades: Trades, entries: ArrayLike<number>, at: Micros): Figures {
  let count = 0
  let volume = 0n
  const within = [0n, 0n, 0n, 0n]
  const before: (number | null)[] = [null, null, null, null]
  for (; count < entries.length && trades.time[entries[count]!]! <= at; count++) {
    const entry = entries[count]!
    const price = trades.price[entry]!
    const money = BigInt(price * trades.size[entry]!)
    volume += money
    for (let i = 0; i < SPANS.length; i++) {
      if (trades.time[entry]! > at - SPANS[i]!) within[i]! += money
      else before[i] = price
    }
  }
  const last = count === 0 ? null : entries[count - 1]!
  return {
    trades: count,
    volume,
    volumeDay: within[1]!,
    volumeWeek: within[2]!,
    volumeMonth: within[3]!,
    last: last === null ? null : trades.price[last]!,
    lastSide: last !== null && (trades.flags[last]! & TAKER_BUYS_YES) !== 0 ? 'BUY' : 'SELL',
    lastAt: last === null ? null : trades.time[last]!,
    hourAgo: before[0]!,
    dayAgo: before[1]!,
    weekAgo: before[2]!,
    monthAgo: before[3]!,
  }
}
