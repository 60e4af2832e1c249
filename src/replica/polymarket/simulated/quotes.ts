import { chanceAt } from '../../economy/path.ts'
import { mix } from '../../economy/random.ts'
import type { Share } from '../../economy/share.ts'
import { HOUR, type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import type { Quotes } from '../library.ts'

const NONE: Quotes = { bid: 0, ask: UNIT_E6 }

/** The book's best prices while a question can be traded; before and after it is empty. */
export function quotesAt({ lean }: Share, question: Question, at: Micros): Quotes {
  const { opensAt, closesAt } = question.timeline
  if (at < opensAt) return NONE
  const word = mix(question.index, Math.floor(at / HOUR))
  const chance = (chanceAt(question, Math.min(at, closesAt)) + lean(question.index)) * UNIT_E6
  const tick = tickOf(question, chance)
  const half = tick * (0.5 + (word % 23 === 7 ? 12 : word % 4))
  const bid = onGrid(chance - half, tick)
  const ask = onGrid(Math.max(chance + half, bid + tick), tick)
  return { bid: word % 11 === 3 ? 0 : bid, ask: word % 13 === 5 ? UNIT_E6 : ask }
}

/** The midpoint in millionths; a missing bid counts as 0, a missing ask as 1. */
export function midOf({ bid, ask }: Quotes): number {
  return (bid + ask) / 2
}

/** The price step in millionths: refined below 0.04 and above 0.96. */
export function tickOf({ tick }: Question, price: number): number {
  return price < 40_000 || price > 960_000 ? Math.min(tick.center, 1_000) : tick.center
}

function onGrid(price: number, tick: number): number {
  return Math.max(tick, Math.min(UNIT_E6 - tick, Math.round(price / tick) * tick))
}
