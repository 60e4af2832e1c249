import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Event, gaveUp, idsOn, type Listed, SimulatedList } from '../../test/support/list.ts'
import type { Page, Slice } from '../core/source.ts'
import { ascend } from './ascend.ts'

const records = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 25 }), stays: fc.boolean() }), { maxLength: 90 })
  .map((all): Listed[] => all.map(({ at, stays }, i) => ({ id: `r${i}`, at, stays })))
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    kind: fc.constantFrom('delete' as const, 'jump' as const),
    which: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  fc.record({ kind: fc.constantFrom('reorder' as const, 'repeat' as const, 'nothing' as const) }),
)
const walkOf = (limit: number) => {
  return { path: '/list', query: {}, list: null, limit, at: 'createdTime', after: 'after' }
}

/** Walks to the end; at the pages named, as a run that was stopped there and goes on from its cursor. */
async function walked(list: SimulatedList, limit: number, stops: ReadonlySet<number> = new Set()) {
  const found = new Set<string>()
  let slice: Slice = { name: 'all', params: {} }
  let last: Page | undefined
  let pages = 0
  try {
    for (let goOn = true; goOn; ) {
      goOn = false
      for await (const page of ascend(list.io, slice, walkOf(limit))) {
        for (const id of idsOn(page.answer)) found.add(id)
        last = page
        if (++pages > 2000) throw new Error('the walk does not end')
        if (page.cursor === undefined || !stops.has(pages)) continue
        slice = { name: 'all', params: {}, cursor: page.cursor }
        goOn = true
        break
      }
    }
  } catch (error) {
    if (!gaveUp(error)) throw error
    return { found, last, pages, error }
  }
  return { found, last, pages, error: undefined }
}

describe('ascend', () => {
  it('loses nothing that stays, whatever happens meanwhile, or says that it may have', async () => {
    let whole = 0
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          records,
          events: fc.array(event, { maxLength: 60 }),
          limit: fc.integer({ min: 8, max: 30 }),
          stops: fc.array(fc.integer({ min: 1, max: 30 })),
        }),
        async ({ records: all, events, limit, stops }) => {
          const list = new SimulatedList(all, { order: 'oldest', events })
          const { found, last, error } = await walked(list, limit, new Set(stops))
          if (error !== undefined || last?.suspect !== undefined) return
          whole++
          expect(list.records.filter(({ id, stays }) => stays && !found.has(id))).toEqual([])
        },
      ),
      { numRuns: 1500 },
    )
    expect(whole).toBeGreaterThan(1000)
  })

  it('ends suspect, with the instant, where more records share one than a page holds', async () => {
    const crowd = Array.from({ length: 7 }, (_, i) => ({ id: `c${i}`, at: 5, stays: true }))
    const list = new SimulatedList([...crowd, { id: 'later', at: 6, stays: true }], { order: 'oldest', events: [] })
    const { found, last } = await walked(list, 6)
    expect(found.has('later')).toBe(false)
    expect(last?.suspect).toMatch(/more than 6 records share createdTime 5,/)
    expect(last?.proof).toBeUndefined()
  })

  it('ends with a failure where one page comes for ever', async () => {
    const all = Array.from({ length: 20 }, (_, i) => ({ id: `r${i}`, at: i, stays: true }))
    const forEver = Array.from({ length: 100 }, () => ({ kind: 'repeat' as const }))
    const { error, pages } = await walked(new SimulatedList(all, { order: 'oldest', events: forEver }), 4)
    expect(error).toBeInstanceOf(Error)
    expect(pages).toBe(1)
  })
})
