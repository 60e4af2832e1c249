import { IS_BLOCK } from '../../economy/columns.ts'
import type { Economy } from '../../economy/economy.ts'
import { settle } from '../../economy/order.ts'
import type { TradeIds } from './trade-id.ts'

/** Who traded what, in Kalshi's order. Entries are indices into the economy's trades. */
export interface Books {
  /** Trades of the made world by position: newest first by (time, id). */
  readonly entries: Uint32Array
  readonly blocks: Uint32Array
  /** Positions of one market, newest first. */
  positionsOf(question: number): Uint32Array
  /** Entries of one market up to the world's present, oldest first. */
  visibleOf(question: number, now: number): Uint32Array
  addLate(entry: number): void
}

export function openBooks(economy: Economy, ids: TradeIds): Books {
  const { trades } = economy
  const count = trades.length
  const entries = new Uint32Array(count)
  for (let i = 0; i < count; i++) entries[i] = count - 1 - i
  const isBehind = (a: number, b: number) => trades.time[a] === trades.time[b] && ids.isSmaller(a, b, trades.time[a]!)
  settle(entries, isBehind)
  const { starts, positions } = groupByQuestion(economy, entries)
  const blocks = Uint32Array.from(pick(entries, (entry) => (trades.flags[entry]! & IS_BLOCK) !== 0))
  const late = new Map<number, number[]>()
  const positionsOf = (question: number) => positions.subarray(starts[question]!, starts[question + 1]!)
  return {
    entries,
    blocks,
    positionsOf,
    visibleOf(question, now) {
      const own = positionsOf(question)
      const visible = new Uint32Array(own.length + (late.get(question)?.length ?? 0))
      let size = 0
      for (let i = own.length - 1; i >= 0; i--) {
        const entry = entries[own[i]!]!
        if (trades.time[entry]! > now) break
        visible[size++] = entry
      }
      const added = late.get(question)
      if (added === undefined) return visible.subarray(0, size)
      for (const entry of added) if (trades.time[entry]! <= now) visible[size++] = entry
      const all = visible.subarray(0, size)
      settle(
        all,
        (a, b) =>
          trades.time[a]! > trades.time[b]! ||
          (trades.time[a] === trades.time[b] && !ids.isSmaller(a, b, trades.time[a]!)),
      )
      return all
    },
    addLate(entry) {
      const question = trades.question[entry]!
      late.set(question, [...(late.get(question) ?? []), entry])
    },
  }
}

function groupByQuestion(economy: Economy, entries: Uint32Array): { starts: Uint32Array; positions: Uint32Array } {
  const { question } = economy.trades
  const starts = new Uint32Array(economy.questions.length + 1)
  for (const entry of entries) starts[question[entry]! + 1]!++
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!
  const next = starts.slice()
  const positions = new Uint32Array(entries.length)
  for (let i = 0; i < entries.length; i++) {
    const own = question[entries[i]!]!
    positions[next[own]!++] = i
  }
  return { starts, positions }
}

function* pick(entries: Uint32Array, fits: (entry: number) => boolean): Generator<number> {
  for (let i = 0; i < entries.length; i++) if (fits(entries[i]!)) yield i
}
