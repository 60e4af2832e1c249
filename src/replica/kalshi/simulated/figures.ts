import type { Clock } from '../../clock.ts'
import { IS_BLOCK } from '../../economy/columns.ts'
import type { Economy } from '../../economy/economy.ts'
import { mix } from '../../economy/random.ts'
import { DAY, type Micros, type Question } from '../../economy/types.ts'
import type { Books } from './books.ts'

/** What a market's trades add up to at the world's present. Counts in hundredths, prices in millionths. */
export interface Figures {
  readonly volume: number
  readonly volume24h: number
  /** Of the last trade that was no block trade; 0 when there is none. */
  readonly lastPrice: number
  /** The same, one day ago. */
  readonly previousPrice: number
}

export function figuresOf({
  economy,
  books,
  clock,
}: {
  economy: Economy
  books: Books
  clock: Clock
}): (question: number) => Figures {
  const kept = new Map<number, { version: number; figures: Figures }>()
  return (question) => {
    const known = kept.get(question)
    if (known?.version === clock.version()) return known.figures
    const figures = figuresAt({ economy, books }, question, clock.now())
    kept.set(question, { version: clock.version(), figures })
    return figures
  }
}

export function figuresAt(
  { economy, books }: { economy: Economy; books: Books },
  question: number,
  now: Micros,
): Figures {
  const { trades } = economy
  let volume = 0
  let volume24h = 0
  let lastPrice = 0
  let previousPrice = 0
  for (const entry of books.visibleOf(question, now)) {
    const isRecent = trades.time[entry]! > now - DAY
    volume += trades.size[entry]!
    if (isRecent) volume24h += trades.size[entry]!
    if ((trades.flags[entry]! & IS_BLOCK) !== 0) continue
    lastPrice = trades.price[entry]!
    if (!isRecent) previousPrice = lastPrice
  }
  return { volume, volume24h, lastPrice, previousPrice }
}

/** Contracts still held after a volume, both in hundredths: a share of it that is the market's own. */
export function openInterestOf({ index }: Question, volume: number): number {
  return Math.floor((volume * (20 + (mix(index, 5) % 60))) / 100)
}
