import { TAKER_BUYS_YES } from './columns.ts'
import { mix, wordOf } from './random.ts'
import type { Fill } from './tape.ts'
import { UNIT_E6 } from './types.ts'

/** A trade of the economy: the price is that of yes in millionths, the size in hundredths. */
export interface Trade {
  /** Trades with the same number share a hash; with the same size, too, they are equal in every field. */
  readonly transaction: number
  readonly price: number
  readonly size: number
  readonly taker: number
  readonly maker: number
  readonly flags: number
}

export interface Matcher {
  /** The taker's fill. */
  taker(trade: Trade): Fill
  /** The taker's fill, then its makers'; their sizes add up to the taker's. */
  fills(trade: Trade): readonly Fill[]
  /** How many fills a trade has. */
  count(trade: Trade): number
}

const MOST_MAKERS = 26
/** The share of takers who buy; the others sell what they hold. */
const BUYERS = 0.7
/** The share of transactions whose amounts were rounded, so that the price is no multiple of the tick. */
const ROUNDED = 1 / 3
/** The share of makers on the opposite token with the taker's side: a pair of shares is minted or merged. */
const OPPOSITE = 0.78

/** Draws who stood on which side of a trade; everything follows from the trade and the seed. */
export function createMatcher(seed: number, traders: number): Matcher {
  const salt = wordOf(seed, 'fills')
  const drawer = ({ transaction, size }: Trade) => {
    const base = mix(mix(salt, transaction), size)
    return (which: number) => mix(base, which) / 2 ** 32
  }
  const makers = ({ size }: Trade, draw: Draw) =>
    Math.min(size, 1 + Math.min(MOST_MAKERS - 1, Math.floor(-1.45 * Math.log(1 - draw(DRAW.makers)))))
  return {
    count: (trade) => 1 + makers(trade, drawer(trade)),
    taker: (trade) => takerFill(trade, drawer(trade)),
    fills(trade) {
      const draw = drawer(trade)
      const taker = takerFill(trade, draw)
      return [taker, ...makerFills({ trade, draw, taker, count: makers(trade, draw), traders })]
    },
  }
}

type Draw = (which: number) => number

/** Which numbers of the stream mean what; those of the makers follow, eight for each. */
const DRAW = { makers: 0, side: 1, rounded: 2, fraction: 3, first: 8 }

function takerFill(trade: Trade, draw: Draw): Fill {
  const isBuy = draw(DRAW.side) < BUYERS
  const wantsYes = (trade.flags & TAKER_BUYS_YES) !== 0
  const outcome = isBuy === wantsYes ? 0 : 1
  const isRounded = draw(DRAW.rounded) < ROUNDED
  const size = trade.size * 10_000 + (isRounded ? 1 + Math.floor(draw(DRAW.fraction) * 9_999) : 0)
  return { trader: trade.taker, isBuy, outcome, size, price: paid(priceOf(trade, outcome), size, isRounded) }
}

interface Makers {
  readonly trade: Trade
  readonly draw: Draw
  readonly taker: Fill
  readonly count: number
  readonly traders: number
}

function makerFills({ trade, draw, taker, count, traders }: Makers): Fill[] {
  const isRounded = draw(DRAW.rounded) < ROUNDED
  const unit = isRounded ? 1 : 10_000
  const of = (maker: number, which: number) => draw(DRAW.first + maker * 8 + which)
  const sizes = divide(
    taker.size / unit,
    Array.from({ length: count }, (_, maker) => 0.05 + of(maker, 0)),
  )
  return sizes.map((units, maker) => {
    const drawn = maker === 0 ? trade.maker : Math.floor(traders * of(maker, 1) ** 3)
    const trader = drawn === taker.trader ? (drawn + 1) % traders : drawn
    const isOpposite = of(maker, 2) < OPPOSITE
    const outcome = isOpposite ? (taker.outcome === 0 ? 1 : 0) : taker.outcome
    const size = units * unit
    const price = paid(priceOf(trade, outcome), size, isRounded)
    return { trader, isBuy: isOpposite === taker.isBuy, outcome, size, price }
  })
}

/** In millionths. */
function priceOf({ price }: Trade, outcome: 0 | 1): number {
  return outcome === 0 ? price : UNIT_E6 - price
}

/** Below this many millionths of money nothing is rounded: the price would be far off. */
const LEAST_ROUNDED = 1_000

/** The price that comes of the amounts: whole millionths of money for whole millionths of shares. */
function paid(price: number, size: number, isRounded: boolean): number {
  const money = Math.floor((price / UNIT_E6) * size)
  return isRounded && money >= LEAST_ROUNDED ? money / size : price / UNIT_E6
}

/** Whole parts, none of them empty, in about the given proportions. */
function divide(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const spare = total - weights.length
  let seen = 0
  let given = 0
  return weights.map((weight, i) => {
    seen += weight
    const due = i === weights.length - 1 ? spare : Math.floor((seen / sum) * spare)
    const part = 1 + due - given
    given = due
    return part
  })
}
