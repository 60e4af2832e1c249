import type { Line } from '../../recording.ts'
import { packRecords } from '../records.ts'
import { createTape, type Tape } from '../tape.ts'
import { readTime, YEAR_ONE } from '../text.ts'

interface Entry {
  readonly at: number
  readonly id: string
  readonly ticker: string
  readonly isBlock: boolean
  readonly bytes: Buffer
}

/** Recorded trades, newest first; those without a time stand at the very end. */
export function recordedTape(lines: readonly Line[]): Tape {
  const entries = lines.map(entryOf).sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0))
  const positions = new Map<string, number[]>()
  for (const [position, { ticker }] of entries.entries())
    positions.set(ticker, [...(positions.get(ticker) ?? []), position])
  const records = packRecords({
    count: entries.length,
    longest: Math.max(0, ...entries.map(({ bytes }) => bytes.length)),
    write: (i, into, offset) => offset + entries[i]!.bytes.copy(into, offset),
  })
  return createTape({
    length: entries.length,
    time: (position) => entries[position]!.at,
    id: (position) => entries[position]!.id,
    isBlock: (position) => entries[position]!.isBlock,
    ofTicker: (ticker) => positions.get(ticker) ?? [],
    blocks: [...entries.keys()].filter((position) => entries[position]!.isBlock),
    slice: records.slice,
  })
}

function entryOf({ bytes, value }: Line): Entry {
  const { trade_id, ticker, created_time, is_block_trade } = value
  return {
    at: readTime(created_time) ?? YEAR_ONE,
    id: typeof trade_id === 'string' ? trade_id : '',
    ticker: typeof ticker === 'string' ? ticker : '',
    isBlock: is_block_trade === true,
    bytes,
  }
}
