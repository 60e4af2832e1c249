import { first } from '../search.ts'
import type { Key } from './cursor.ts'
import { COMMA } from './records.ts'

/** Trades that never change, newest first by (time, id). */
export interface TapeSource {
  readonly length: number
  time(position: number): number
  id(position: number): string
  isBlock(position: number): boolean
  ofTicker(ticker: string): ArrayLike<number>
  readonly blocks: ArrayLike<number>
  slice(from: number, to: number): Uint8Array
}

/** A trade that happened after the world was made. */
export interface LateTrade {
  readonly at: number
  readonly id: string
  readonly ticker: string
  readonly isBlock: boolean
  readonly bytes: Uint8Array
}

/** All trades as one sequence, newest first; positions count late ones too, and move when one is added. */
export interface Tape {
  length(): number
  time(position: number): number
  isBlock(position: number): boolean
  key(position: number): Key
  slice(from: number, to: number): Uint8Array[]
  ofTicker(ticker: string): ArrayLike<number>
  blocks(): ArrayLike<number>
  /** The first position whose trade is older than `at`, or as old when `inclusive`. */
  firstFrom(at: number, inclusive: boolean): number
  /** The first position behind a key. */
  behind(key: Key): number
  add(trade: LateTrade): void
}

interface Placed extends LateTrade {
  /** How many trades of the source stand before it. */
  readonly rank: number
}

export function createTape(source: TapeSource): Tape {
  const late: Placed[] = []
  const isLate = (position: number) => {
    const j = lateBefore(late, position)
    return late[j] !== undefined && late[j].rank + j === position ? late[j] : null
  }
  const inSource = (position: number) => position - lateBefore(late, position)
  const shifted = (position: number) => position + first(late.length, (j) => late[j]!.rank > position)
  const length = () => source.length + late.length
  const time = (position: number) => isLate(position)?.at ?? source.time(inSource(position))
  const id = (position: number) => isLate(position)?.id ?? source.id(inSource(position))
  const isBlock = (position: number) => isLate(position)?.isBlock ?? source.isBlock(inSource(position))
  const merged = (positions: ArrayLike<number>, belongs: (trade: Placed) => boolean) => {
    const own = late.flatMap((trade, j) => (belongs(trade) ? [trade.rank + j] : []))
    if (late.length === 0) return positions
    return Uint32Array.from([...own, ...Array.from(positions, shifted)]).sort()
  }
  return {
    length,
    time,
    isBlock,
    key: (position) => ({ at: time(position), id: id(position) }),
    slice: (from, to) => sliceMerged({ source, late }, from, to),
    ofTicker: (ticker) => merged(source.ofTicker(ticker), (trade) => trade.ticker === ticker),
    blocks: () => merged(source.blocks, (trade) => trade.isBlock),
    firstFrom: (at, inclusive) => first(length(), (i) => (inclusive ? time(i) <= at : time(i) < at)),
    behind: (key) => first(length(), (i) => isBehind({ at: time(i), id: id(i) }, key)),
    add(trade) {
      const rank = first(source.length, (i) => isBehind({ at: source.time(i), id: source.id(i) }, trade))
      late.splice(
        first(late.length, (j) => isBehind(late[j]!, trade)),
        0,
        { ...trade, rank },
      )
    },
  }
}

function isBehind(row: Key, key: Key): boolean {
  return row.at < key.at || (row.at === key.at && row.id < key.id)
}

function lateBefore(late: readonly Placed[], position: number): number {
  return late.length === 0 ? 0 : first(late.length, (j) => late[j]!.rank + j >= position)
}

function sliceMerged(
  { source, late }: { source: TapeSource; late: readonly Placed[] },
  from: number,
  to: number,
): Uint8Array[] {
  if (late.length === 0) return [source.slice(from, to)]
  const parts: Uint8Array[] = []
  let j = lateBefore(late, from)
  for (let at = from; at < to; ) {
    const next = late[j] === undefined ? to : Math.min(to, late[j]!.rank + j)
    if (parts.length > 0) parts.push(COMMA)
    if (next > at) {
      parts.push(source.slice(at - j, next - j))
      at = next
    } else {
      parts.push(late[j]!.bytes)
      j++
      at++
    }
  }
  return parts
}
