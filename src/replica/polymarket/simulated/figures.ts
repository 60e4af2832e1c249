import type { Trades } from '../../economy/columns.ts'
import { DAY, HOUR, type Micros } from '../../economy/types.ts'

/** What a question's trades add up to. Money in hundred-millionths of a dollar, prices in millionths. */
export interface Figures {
  readonly trades: number
  readonly volume: bigint
  readonly volumeDay: bigint
  readonly volumeWeek: bigint
  readonly volumeMonth: bigint
  /** Of the last trade; null where there was none. The others: of the last one that is older than that. */
  readonly last: number | null
  readonly lastAt: Micros | null
  readonly hourAgo: number | null
  readonly dayAgo: number | null
  readonly weekAgo: number | null
  readonly monthAgo: number | null
}

const NOTHING: Figures = {
  trades: 0,
  volume: 0n,
  volumeDay: 0n,
  volumeWeek: 0n,
  volumeMonth: 0n,
  last: null,
  lastAt: null,
  hourAgo: null,
  dayAgo: null,
  weekAgo: null,
  monthAgo: null,
}

const SPANS = [HOUR, DAY, 7 * DAY, 30 * DAY] as const

/** Shorter tapes are read again faster than remembered. */
const LONG = 64
const MOST_KEPT = 20_000

/** Figures of any question at any instant; those of long tapes are kept until something is traded. */
export function figuresOf(
  trades: Trades,
  entriesOf: (question: number) => ArrayLike<number>,
): (question: number, at: Micros) => Figures {
  const kept = new Map<string, Figures>()
  let length = trades.length
  return (question, at) => {
    const entries = entriesOf(question)
    if (entries.length < LONG) return addUp(trades, entries, at)
    if (length !== trades.length || kept.size === MOST_KEPT) kept.clear()
    length = trades.length
    const key = `${question} ${at}`
    const figures = kept.get(key) ?? addUp(trades, entries, at)
    kept.set(key, figures)
    return figures
  }
}

function addUp(trades: Trades, entries: ArrayLike<number>, at: Micros): Figures {
  if (entries.length === 0 || trades.time[entries[0]!]! > at) return NOTHING
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
  const last = entries[count - 1]!
  return {
    trades: count,
    volume,
    volumeDay: within[1]!,
    volumeWeek: within[2]!,
    volumeMonth: within[3]!,
    last: trades.price[last]!,
    lastAt: trades.time[last]!,
    hourAgo: before[0]!,
    dayAgo: before[1]!,
    weekAgo: before[2]!,
    monthAgo: before[3]!,
  }
}
