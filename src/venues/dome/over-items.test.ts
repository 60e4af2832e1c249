import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../core/instant.ts'
import type { PlanContext, SliceProgress } from '../../core/source.ts'
import { EVERYTHING } from '../../core/wanted.ts'
import { overItems } from './over-items.ts'

const NOW = 1_790_000_000_000_000
const ITEMS = ['b', 'a', 'd', 'c']

/** What is asked when a slice was left behind `b` so long ago. */
function left(ago: number, { of = 'open', areAll = true, full = false } = {}): readonly string[] | undefined {
  const asked = { from: NOW - ago, to: NOW - ago }
  const before: SliceProgress = {
    slice: 'open',
    state: 'partial',
    params: { of },
    asked,
    cursor: 'b',
    rows: 2,
    updatedAt: 0,
  }
  const context = {
    ...EVERYTHING,
    phase: 0,
    now: NOW,
    earliest: undefined,
    progress: [before],
    full,
  } as unknown as PlanContext
  return overItems(context, { name: 'open', items: ITEMS, areAll })[0]?.items
}

describe('a slice over items', () => {
  it('goes on where a run was cut off a short while ago, and else begins anew', () => {
    expect(left(MINUTE)).toEqual(['c', 'd'])
    expect(left(60 * MINUTE)).toEqual(['a', 'b', 'c', 'd'])
    expect(left(MINUTE, { full: true })).toEqual(['a', 'b', 'c', 'd'])
  })

  it('skips nothing because some items alone were asked before, or are wanted now', () => {
    expect(left(MINUTE, { of: 'some' })).toEqual(['a', 'b', 'c', 'd'])
    expect(left(MINUTE, { areAll: false })).toEqual(['a', 'b', 'c', 'd'])
  })
})
