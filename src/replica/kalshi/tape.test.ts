import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTape, type LateTrade, type Tape } from './tape.ts'

interface Trade {
  at: number
  id: string
  ticker: string
  isBlock: boolean
}

const trade = fc.record({
  at: fc.integer({ min: 0, max: 20 }),
  id: fc.uuid(),
  ticker: fc.constantFrom('A', 'B'),
  isBlock: fc.boolean(),
})

const newestFirst = (a: Trade, b: Trade) => b.at - a.at || (a.id < b.id ? 1 : -1)
const bytesOf = ({ id }: Trade) => Buffer.from(`"${id}"`)

function tapeOf(trades: readonly Trade[]): Tape {
  const sorted = [...trades].sort(newestFirst)
  const where = (fits: (trade: Trade) => boolean) => [...sorted.keys()].filter((i) => fits(sorted[i]!))
  return createTape({
    length: sorted.length,
    time: (i) => sorted[i]!.at,
    id: (i) => sorted[i]!.id,
    isBlock: (i) => sorted[i]!.isBlock,
    ofTicker: (ticker) => where((each) => each.ticker === ticker),
    blocks: where((each) => each.isBlock),
    slice: (from, to) => Buffer.from(sorted.slice(from, to).map(bytesOf).join(',')),
  })
}

const late = (each: Trade): LateTrade => ({ ...each, bytes: bytesOf(each) })
const listOf = (tape: Tape, from: number, to: number) =>
  JSON.parse(`[${Buffer.concat(tape.slice(from, to))}]`) as string[]

describe('the tape of trades', () => {
  it('is the same whether a trade was there from the start or came late', () => {
    const distinct = fc.uniqueArray(trade, { maxLength: 25, selector: ({ id }) => id })
    fc.assert(
      fc.property(distinct, fc.nat(25), fc.nat(25), fc.nat(25), (all, split, from, more) => {
        const tape = tapeOf(all.slice(split))
        for (const each of all.slice(0, split)) tape.add(late(each))
        const sorted = [...all].sort(newestFirst)
        const ids = sorted.map(({ id }) => id)
        const to = Math.min(all.length, from + more)
        expect(tape.length()).toBe(all.length)
        expect(listOf(tape, Math.min(from, to), to)).toEqual(ids.slice(Math.min(from, to), to))
        expect(Array.from(tape.ofTicker('A'), (i) => ids[i])).toEqual(
          sorted.filter((each) => each.ticker === 'A').map(({ id }) => id),
        )
        expect(Array.from(tape.blocks(), (i) => ids[i])).toEqual(
          sorted.filter((each) => each.isBlock).map(({ id }) => id),
        )
        for (const [i, { at, id }] of sorted.entries()) {
          expect(tape.key(i)).toEqual({ at, id })
          expect(tape.behind({ at, id })).toBe(i + 1)
        }
        expect(tape.firstFrom(10, true)).toBe(sorted.filter(({ at }) => at > 10).length)
        expect(tape.firstFrom(10, false)).toBe(sorted.filter(({ at }) => at >= 10).length)
      }),
    )
  })
})
