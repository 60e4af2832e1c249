import { mix } from '../economy/random.ts'
import { type Micros, UNIT_E6 } from '../economy/types.ts'
import { first } from '../search.ts'
import type { Condition, Trading } from './library.ts'

/** Prices in millionths, sizes in hundredths of a share. */
export interface Level {
  readonly price: number
  readonly size: number
}

/** The book of one token, best levels first. */
export interface Book {
  readonly condition: Condition
  readonly outcome: 0 | 1
  /** When it changed last; both tokens of a condition share it. A multiple of a thousand. */
  readonly at: Micros
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  /** Millionths. */
  readonly tick: number
  /** What was paid last for either token, as written; empty when nothing was. */
  readonly lastPrice: string
}

/** Shares that an order must have at least. */
export const MIN_SIZE = 5

/** The book of a token as it stands; undefined before the CLOB knows the market and after its resolution. */
export function bookOf(
  trading: Trading,
  condition: Condition,
  { outcome, now }: { outcome: 0 | 1; now: Micros },
): Book | undefined {
  const { hydratedAt, resolvedAt } = condition.life
  if (now < hydratedAt || now >= resolvedAt) return undefined
  const at = Math.max(changedAt(condition, now), Math.floor(hydratedAt / 1000) * 1000)
  const word = mix(mix(condition.question, Math.floor(at / 1_000_000)), at % 1_000_000)
  const { bid, ask } = trading.quotes(condition, at)
  const tick = trading.tick(condition, at)
  const bids = levelsFrom(bid, { step: -tick, word: mix(word, 1) })
  const asks = levelsFrom(ask, { step: tick, word: mix(word, 2) })
  const common = { condition, outcome, at, tick, lastPrice: lastPriceAt(trading, condition, { tick, at }) }
  return outcome === 0 ? { ...common, bids, asks } : { ...common, bids: asks.map(mirrored), asks: bids.map(mirrored) }
}

function mirrored({ price, size }: Level): Level {
  return { price: UNIT_E6 - price, size }
}

/** A book changes every 20 to 80 seconds. */
function changedAt({ question }: Condition, now: Micros): Micros {
  const period = 20_000 + (mix(question, 31) % 60_000)
  const phase = mix(question, 32) % period
  return (Math.floor((now / 1000 - phase) / period) * period + phase) * 1000
}

/** From the best price outwards, with gaps; none where nobody quotes. */
function levelsFrom(best: number, { step, word }: { step: number; word: number }): Level[] {
  if (best === 0 || best === UNIT_E6) return []
  const levels: Level[] = []
  const most = 3 + (word % 28)
  for (let i = 0, price = best; i < most && price > 0 && price < UNIT_E6; i++) {
    const drawn = mix(word, i)
    levels.push({ price, size: 500 + Math.floor((drawn / 2 ** 32) ** 4 * 40_000_000) * (i + 1) })
    price += step * (1 + (drawn % 7 === 0 ? 2 : 0))
  }
  return levels
}

/** Written with the decimals of the price step, so that it may end in zeros. */
function lastPriceAt({ tape }: Trading, { question }: Condition, { tick, at }: { tick: number; at: Micros }): string {
  const entries = tape.ofQuestion(question)
  const count = first(entries.length, (i) => tape.time(entries[i]!) > at)
  return count === 0 ? '' : tape.taker(entries[count - 1]!).price.toFixed(decimalsOf(tick))
}

/** 0.01 has 2, 0.001 has 3. */
function decimalsOf(tick: number): number {
  return 6 - Math.round(Math.log10(tick))
}
