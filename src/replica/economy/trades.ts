import type { Window } from './allocate.ts'
import { appendTrade, IS_BLOCK, TAKER_BUYS_YES, type TradeRow, type Trades } from './columns.ts'
import { chanceAt } from './path.ts'
import { type Random, random } from './random.ts'
import { HOUR, type Question, UNIT_E6 } from './types.ts'

export interface FillOptions {
  readonly seed: number
  readonly traders: number
  /** Chance that an order is a block trade. */
  readonly blocks: number
  /** How far prices lie from the true chance, for good. Default 0. */
  readonly lean?: number
}

/** Writes `count` trades of one question into the columns, in no particular order of time. */
export function fillTrades(
  trades: Trades,
  question: Question,
  wanted: { count: number; window: Window; part: string } & FillOptions,
): void {
  const { count, window, seed, part, traders, blocks, lean = 0 } = wanted
  const stream = random(seed, part, question.index)
  let left = count
  while (left > 0) {
    const time = drawTime(stream, window, question)
    const order = drawOrder(stream, question, { time, traders, blocks, most: left, lean })
    for (const row of order) appendTrade(trades, row)
    left -= order.length
  }
}

interface OrderSetting {
  readonly time: number
  readonly traders: number
  readonly blocks: number
  readonly most: number
  /** Added to the chance. Default 0. */
  readonly lean?: number
}

/** One taker's order: usually one fill, at times many in the same microsecond that walk through the book. */
export function drawOrder(
  stream: Random,
  question: Question,
  { time, traders, blocks, most, lean = 0 }: OrderSetting,
): TradeRow[] {
  const chance = chanceAt(question, time) + lean
  const buysYes = stream.chance(0.5)
  const taker = drawTrader(stream, traders)
  const common = { time, question: question.index, taker }
  const flags = buysYes ? TAKER_BUYS_YES : 0
  if (stream.chance(blocks)) {
    const size = (1 + stream.below(50)) * 1_000_000
    const price = snap(chance * UNIT_E6, question)
    return [{ ...common, price, size, maker: drawTrader(stream, traders), flags: flags | IS_BLOCK }]
  }
  const fills = stream.chance(0.72) ? 1 : Math.min(most, 2 + Math.floor(-4 * Math.log(1 - stream.next())))
  const rows: TradeRow[] = []
  let price = snap((chance + (buysYes ? 1 : -1) * stream.next() * 0.012) * UNIT_E6, question)
  for (let i = 0; i < fills; i++) {
    if (i > 0 && stream.chance(0.25)) price = snap(price + (buysYes ? 1 : -1) * tickAt(price, question), question)
    rows.push({ ...common, price, size: drawSize(stream), maker: drawTrader(stream, traders), flags })
  }
  return rows
}

/** What the times of trading depend on. */
export interface TimeLimits {
  readonly timeline: Pick<Question['timeline'], 'opensAt' | 'closesAt'>
}

/** Trading thickens towards the close and follows the American day. */
export function drawTime(stream: Random, { from, to }: Window, { timeline }: TimeLimits): number {
  const isShort = timeline.closesAt - timeline.opensAt < HOUR
  for (let tries = 0; ; tries++) {
    const late = to >= timeline.closesAt ? 1 - (1 - stream.next()) ** 1.7 : stream.next()
    const time = Math.floor(from + late * (to - from))
    const hour = Math.floor(time / HOUR) % 24
    if (isShort || tries === 3 || stream.next() < HOUR_WEIGHT[hour]!) return time
  }
}

const HOUR_WEIGHT = [
  1, 1, 0.9, 0.8, 0.5, 0.35, 0.25, 0.2, 0.2, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.8, 0.8, 0.8, 0.9, 0.9, 1, 1,
]

/** Hundredths of a contract, from 0.01 up, with a heavy tail; two in five have a fraction. */
function drawSize(stream: Random): number {
  const contracts = Math.min(60_000, Math.exp(2.6 + 1.7 * stream.normal()))
  if (stream.chance(0.4)) return Math.max(1, Math.round(contracts * 100))
  return Math.max(1, Math.round(contracts)) * 100
}

/** A few traders do most of the trading. */
function drawTrader(stream: Random, traders: number): number {
  return Math.floor(traders * stream.next() ** 3)
}

function tickAt(price: number, { tick }: Question): number {
  return price < 100_000 || price > 900_000 ? tick.edge : tick.center
}

/** The nearest price that the question's grid allows, never 0 or 1. */
export function snap(price: number, question: Question): number {
  const tick = tickAt(price, question)
  return Math.max(question.tick.edge, Math.min(UNIT_E6 - question.tick.edge, Math.round(price / tick) * tick))
}
