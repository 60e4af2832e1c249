import { mix } from '../../../economy/random.ts'
import type { Tape } from '../../../economy/tape.ts'
import { type Micros, SECOND } from '../../../economy/types.ts'
import { first } from '../../../search.ts'
import { type Leg, legsOf } from '../../accounts/legs.ts'
import type { Condition, Trading } from '../../library.ts'

/** Which rows of the tape are wanted; what is undefined does not matter. */
export interface Wanted {
  readonly conditions: readonly Condition[] | undefined
  readonly trader: number | undefined
  readonly takerOnly: boolean
  readonly side: 'BUY' | 'SELL' | undefined
  /** At least so much money (`CASH`, in USD) or so many shares (`TOKENS`). */
  readonly least: { readonly type: 'CASH' | 'TOKENS'; readonly amount: number } | undefined
  /** Bounds in seconds, both inclusive. */
  readonly start: number | undefined
  readonly end: number | undefined
}

/** Trades that may have wanted rows, oldest first, none of the future. */
export function entriesFor({ tape }: Trading, wanted: Wanted, now: Micros): Uint32Array {
  const all = listOf(tape, wanted)
  const end = Math.min(now, wanted.end === undefined ? now : wanted.end * SECOND)
  const from = first(all.length, (i) => tape.time(all[i]!) >= (wanted.start ?? 0) * SECOND)
  return all.subarray(
    from,
    Math.max(
      from,
      first(all.length, (i) => tape.time(all[i]!) > end),
    ),
  )
}

function listOf(tape: Tape, { conditions, trader, takerOnly }: Wanted): Uint32Array {
  if (trader !== undefined) {
    const own = takerOnly ? tape.ofTaker(trader) : tape.ofTrader(trader)
    if (conditions === undefined) return own
    const questions = new Set(conditions.map(({ question }) => question))
    return own.filter((entry) => questions.has(tape.question(entry)))
  }
  if (conditions === undefined) return tape.all()
  const lists = conditions.map(({ question }) => tape.ofQuestion(question))
  if (lists.length === 1) return lists[0]!
  const merged = Uint32Array.from(lists.flatMap((list) => [...list]))
  return merged.sort((a, b) => tape.time(a) - tape.time(b) || a - b)
}

/** The wanted rows of one trade, the taker's first. */
export function rowsOf(tape: Tape, entry: number, wanted: Wanted): Leg[] {
  const legs = wanted.takerOnly
    ? [{ entry, leg: 0, at: tape.time(entry), fill: tape.taker(entry) }]
    : legsOf(tape, entry)
  return legs.filter(({ fill }) => {
    if (wanted.trader !== undefined && fill.trader !== wanted.trader) return false
    if (wanted.side !== undefined && fill.isBuy !== (wanted.side === 'BUY')) return false
    if (wanted.least === undefined) return true
    const shares = fill.size / 1_000_000
    return (wanted.least.type === 'CASH' ? shares * fill.price : shares) >= wanted.least.amount
  })
}

/** How many rows a trade has, where that can be told without drawing them. */
export function plainCount(tape: Tape, entry: number, { trader, side, least, takerOnly }: Wanted): number | undefined {
  if (side !== undefined || least !== undefined) return undefined
  if (takerOnly) return 1
  return trader === undefined ? tape.count(entry) : undefined
}

/** Newest first; the order of those that share a second depends on the salt. */
export function* newestFirst(tape: Tape, entries: Uint32Array, salt: number): Generator<number> {
  for (let to = entries.length; to > 0; ) {
    const at = tape.time(entries[to - 1]!)
    let from = to - 1
    while (from > 0 && tape.time(entries[from - 1]!) === at) from--
    if (to - from === 1) yield entries[from]!
    else yield* entries.slice(from, to).sort((a, b) => mix(salt, a) - mix(salt, b))
    to = from
  }
}
