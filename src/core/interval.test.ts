import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference, intersection, measure, type Span, union, windows } from './interval.ts'

const span = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .map(([from, length]) => ({ from, to: from + length }))
const spans = fc.array(span, { maxLength: 8 })
const points = (list: readonly Span[]) => {
  const set = new Set<number>()
  for (const s of list) for (let p = s.from; p < s.to; p++) set.add(p)
  return set
}
const same = (list: readonly Span[], expected: Set<number>): void => {
  expect([...points(list)].sort((x, y) => x - y)).toEqual([...expected].sort((x, y) => x - y))
}

describe('interval algebra equals set algebra over points', () => {
  it('union', () => {
    fc.assert(fc.property(spans, spans, (a, b) => same(union([...a, ...b]), points(a).union(points(b)))))
  })
  it('intersection', () => {
    fc.assert(fc.property(spans, spans, (a, b) => same(intersection(a, b), points(a).intersection(points(b)))))
  })
  it('difference', () => {
    fc.assert(fc.property(spans, spans, (a, b) => same(difference(a, b), points(a).difference(points(b)))))
  })
  it('measure counts points', () => {
    fc.assert(fc.property(spans, (a) => measure(a) === points(a).size))
  })
  it('windows cover the span, none longer than the step, cut at multiples', () => {
    fc.assert(
      fc.property(span, fc.integer({ min: 1, max: 9 }), (s, step) => {
        const cuts = windows(s, step)
        same(cuts, points([s]))
        expect(cuts.every((c) => c.to - c.from <= step && (c.to === s.to || c.to % step === 0))).toBe(true)
      }),
    )
  })
  it('union is sorted and leaves no touching neighbours', () => {
    fc.assert(fc.property(spans, (a) => union(a).every((s, i, all) => i === 0 || all[i - 1]!.to < s.from)))
  })
})
