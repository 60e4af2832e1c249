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
  /** The UUID of trade `index`; two trades never share one. */
  text(index: number, time: Micros): string
}

const HEX = Array.from({ length: 65_536 }, (_, i) => i.toString(16).padStart(4, '0'))

export function tradeIds(seed: number): TradeIds {
  const salts = [0, 1, 2, 3].map((i) => wordOf(seed, 'trade-id', i)) as [number, number, number, number]
  const head = (index: number, time: Micros) =>
    time >= ORDERED_SINCE ? (ANCHOR_WORD + Math.floor((time - ANCHOR) / MICROS_PER_STEP)) >>> 0 : mix(salts[0], index)
  return {
    head,
    text(index, time) {
      const a = head(index, time)
      const b = mix(salts[1], index)
      const c = mix(salts[2], index)
      const d = mix(salts[3], index)
      return `${HEX[a >>> 16]}${HEX[a & 65535]}-${HEX[b >>> 16]}-${HEX[b & 65535]}-${HEX[c >>> 16]}-${HEX[c & 65535]}${HEX[d >>> 16]}${HEX[d & 65535]}`
    },
  }
}
