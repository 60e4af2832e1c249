import { first } from '../search.ts'
import { reorder, type Trades } from './columns.ts'
import { groupByQuestion } from './groups.ts'
import { orderByTime } from './order.ts'
import { mix, wordOf } from './random.ts'
import { type Micros, SECOND } from './types.ts'

/** The trade whose transaction a trade belongs to, where that is another one. */
export type Leaders = ReadonlyMap<number, number>

/** The chain makes a block every two seconds; a trade happens when its block does. */
export const BLOCK = 2 * SECOND

/** Places, counted from the newest of a market, behind which pages of 100, 500, 1,000 and 2,000 end. */
const PAGE_ENDS = [100, 500, 1000, 2000]
/** The share of trades that are equal to the one before, and of those that only have its hash. */
const EQUAL = 1 / 250
const SAME_HASH = 1 / 120

/**
 * Puts trades on the chain, in place: times become those of blocks, and some trades join the transaction of the one
 * before them in their market, either equal to it in every field or of another size. Wherever a page of a market's list
 * may end at the world's present, such a pair of equals lies across it.
 */
export function settleOnChain(trades: Trades, { seed, until }: { seed: number; until: Micros }): Leaders {
  const joined = joinNeighbours(trades, { seed, until })
  for (let entry = 0; entry < trades.length; entry++) {
    const time = trades.time[entry]!
    // What is still to come stays there.
    trades.time[entry] = time > until ? blockOf(time) + BLOCK : blockOf(time)
  }
  const order = orderByTime(trades.time.subarray(0, trades.length))
  reorder(trades, order)
  const places = new Uint32Array(order.length)
  for (let i = 0; i < order.length; i++) places[order[i]!] = i
  return new Map([...joined].map(([entry, leader]) => [places[entry]!, places[leader]!]))
}

export function blockOf(time: Micros): Micros {
  return Math.floor(time / BLOCK) * BLOCK
}

function joinNeighbours(trades: Trades, { seed, until }: { seed: number; until: Micros }): Map<number, number> {
  const salt = wordOf(seed, 'equals')
  const leaders = new Map<number, number>()
  const join = (leader: number, entry: number, isEqual: boolean) => {
    copyTrade(trades, leader, entry, isEqual)
    leaders.set(entry, leaders.get(leader) ?? leader)
  }
  for (const own of groupByQuestion(trades).all()) {
    const present = first(own.length, (i) => trades.time[own[i]!]! > until)
    for (let i = 1; i < own.length; i++) {
      const drawn = mix(salt, own[i]!) / 2 ** 32
      if (i !== present && drawn < EQUAL + SAME_HASH) join(own[i - 1]!, own[i]!, drawn < EQUAL)
    }
    for (const end of PAGE_ENDS) {
      if (present <= end) continue
      const [from, to] = blockAround(trades, own.subarray(0, present), present - end)
      for (let i = from + 1; i < to; i++) join(own[from]!, own[i]!, true)
    }
  }
  return leaders
}

/** The trades in the block of the one before `place`, and the one at `place`: within a block they may be in any order. */
function blockAround(trades: Trades, own: Uint32Array, place: number): readonly [from: number, to: number] {
  const block = (i: number) => blockOf(trades.time[own[i]!]!)
  let from = place - 1
  while (from > 0 && block(from - 1) === block(place - 1)) from--
  let to = place + 1
  while (to < own.length && block(to) === block(place - 1)) to++
  return [from, to]
}

/** Makes a trade like its leader, but for the size unless they shall be equal. */
function copyTrade(trades: Trades, leader: number, entry: number, isEqual: boolean): void {
  trades.time[entry] = trades.time[leader]!
  trades.price[entry] = trades.price[leader]!
  trades.taker[entry] = trades.taker[leader]!
  trades.maker[entry] = trades.maker[leader]!
  trades.flags[entry] = trades.flags[leader]!
  if (isEqual) trades.size[entry] = trades.size[leader]!
}
