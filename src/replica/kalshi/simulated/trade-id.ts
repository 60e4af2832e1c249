import { mix, wordOf } from '../../economy/random.ts'
import type { Micros } from '../../economy/types.ts'

/** Since August 2026 ids look ordered by time, older ones random. */
const ORDERED_SINCE = Date.UTC(2026, 7, 1) * 1000
const ANCHOR = Date.UTC(2026, 8, 4, 20, 51, 7) * 1000
const ANCHOR_WORD = 0x0721d6db
const MICROS_PER_STEP = 2_825_000

export interface TradeIds {
  /** The first 32 bits, which decide most comparisons. */
  head(index: number, time: Micros): number
  /** Whether the id of trade a is smaller than that of b, both of the same time. */
  isSmaller(a: number, b: number, time: Micros): boolean
  /** The id as four words, good until the next call. */
  words(index: number, time: Micros): Uint32Array
  /** The UUID of trade `index`; two trades never share one. */
  text(index: number, time: Micros): string
}

/** 16 bits as four hexadecimal digits. */
const QUADS = Array.from({ length: 65_536 }, (_, i) => i.toString(16).padStart(4, '0'))

export function tradeIds(seed: number): TradeIds {
  const salts = [0, 1, 2, 3].map((i) => wordOf(seed, 'trade-id', i)) as [number, number, number, number]
  const head = (index: number, time: Micros) =>
    time >= ORDERED_SINCE ? (ANCHOR_WORD + Math.floor((time - ANCHOR) / MICROS_PER_STEP)) >>> 0 : mix(salts[0], index)
  const held = new Uint32Array(4)
  const words = (index: number, time: Micros) => {
    held[0] = head(index, time)
    for (let i = 1; i < 4; i++) held[i] = mix(salts[i]!, index)
    return held
  }
  return {
    head,
    isSmaller(a, b, time) {
      const [x, y] = [head(a, time), head(b, time)]
      // The second word alone is already different for any two trades.
      return x === y ? mix(salts[1], a) < mix(salts[1], b) : x < y
    },
    words,
    text(index, time) {
      const quads = [...words(index, time)].flatMap((word) => [QUADS[word >>> 16]!, QUADS[word & 0xffff]!])
      return `${quads[0]}${quads[1]}-${quads[2]}-${quads[3]}-${quads[4]}-${quads[5]}${quads[6]}${quads[7]}`
    },
  }
}
