import { first } from '../../search.ts'
import type { Answer } from '../../world.ts'
import { pieces } from '../answers.ts'
import { decodeTradeCursor, encodeTradeCursor, type Key } from '../cursor.ts'
import type { Library } from '../library.ts'
import { COMMA } from '../records.ts'
import type { Tape } from '../tape.ts'
import { uuidBeside } from '../uuid.ts'
import { type Params, readParams } from './params.ts'

/** The live tier reaches this far back behind the cutoff. */
const OVERLAP = 18 * 86_400_000_000

export type Tier = 'live' | 'historical'

interface Range {
  readonly from: number
  readonly to: number
}

export function listTrades(library: Library, query: URLSearchParams, how: { tier: Tier; leaveEmpty: boolean }): Answer {
  const params = readParams(query, how.tier === 'live' ? 'GetTrades' : 'GetHistoricalTrades')
  const limit = params.limit({ min: 0, max: 1000, fallback: 100 })
  const ticker = params.text('ticker')
  const block = readBlock(params)
  const range = rangeOf(library, params, how.tier)
  const cursor = params.text('cursor')
  const key = cursor === null ? null : decodeTradeCursor(cursor)
  const { tape } = library
  const from = Math.max(range.from, key === null ? 0 : tape.behind(key))
  const walk = { ...range, from, limit, cursor, leaveEmpty: how.leaveEmpty }
  if (ticker === null && block === null) return consecutive(tape, walk)
  const positions = ticker !== null ? tape.ofTicker(ticker) : block === true ? tape.blocks() : null
  return scattered(tape, { ...walk, positions, block })
}

function readBlock(params: Params): boolean | null {
  return params.text('is_block_trade') === null ? null : params.flag('is_block_trade')
}

/** Positions on the tape that the tier and the time window leave; newest first, so the window's end comes first. */
function rangeOf(library: Library, params: Params, tier: Tier): Range {
  const { tape, clock } = library
  const min = params.seconds('min_ts')
  const max = params.seconds('max_ts')
  const starts = [0]
  if (library.hidesFuture) starts.push(tape.firstFrom(clock.now(), true))
  if (max !== null) starts.push(tape.firstFrom(max, true))
  if (tier === 'historical') starts.push(tape.firstFrom(library.cutoff(), false))
  const ends = [tape.length()]
  if (min !== null) ends.push(tape.firstFrom(min, false))
  if (tier === 'live') ends.push(tape.firstFrom(library.cutoff() - OVERLAP, false))
  return { from: Math.max(...starts), to: Math.min(...ends) }
}

interface TradeWalk extends Range {
  readonly limit: number
  readonly cursor: string | null
  readonly leaveEmpty: boolean
}

/** The fire hose: neighbours on the tape, served without touching a single record. */
function consecutive(tape: Tape, walk: TradeWalk): Answer {
  const { from, to, limit } = walk
  const empty = from < to ? emptyAt(tape, from, walk) : null
  if (empty !== null) return empty
  const end = Math.max(from, Math.min(to, from + limit))
  const cursor = end < to ? encodeTradeCursor(tape.key(end - 1)) : ''
  return answer(end > from ? tape.slice(from, end) : [], cursor)
}

interface ScatteredWalk extends TradeWalk {
  /** Null: every position of the range. */
  readonly positions: ArrayLike<number> | null
  readonly block: boolean | null
}

function scattered(tape: Tape, walk: ScatteredWalk): Answer {
  const { from, to, limit, positions, block } = walk
  const parts: Uint8Array[] = []
  const count = positions === null ? to : positions.length
  let last = -1
  let found = 0
  for (let i = positions === null ? from : first(count, (k) => positions[k]! >= from); i < count; i++) {
    const position = positions === null ? i : positions[i]!
    if (position >= to) break
    if (block !== null && tape.isBlock(position) !== block) continue
    const empty = found === 0 ? emptyAt(tape, position, walk) : null
    if (empty !== null) return empty
    if (found === limit) return answer(parts, encodeTradeCursor(tape.key(last)))
    if (found++ > 0) parts.push(COMMA)
    parts.push(...tape.slice(position, position + 1))
    last = position
  }
  return answer(parts, '')
}

/** A page without rows whose cursor leads to this position; never the cursor that was sent. */
function emptyAt(tape: Tape, position: number, { leaveEmpty, cursor }: TradeWalk): Answer | null {
  if (!leaveEmpty) return null
  const next = encodeTradeCursor(justBefore(tape.key(position)))
  return next === cursor ? null : answer([], next)
}

/** The key right ahead of a trade: its id plus one. */
function justBefore({ at, id }: Key): Key {
  return { at, id: uuidBeside(id, 1n) }
}

const END = Buffer.from(']}')

function answer(parts: readonly Uint8Array[], cursor: string): Answer {
  return pieces([Buffer.from(`{"cursor":"${cursor}","trades":[`), ...parts, END], cursor)
}
