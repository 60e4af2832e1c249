import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Event, gaveUp, idsOn, type Listed, SimulatedList } from '../../test/support/list.ts'
import type { Page, Slice } from '../core/source.ts'
import { type Descent, descend } from './descend.ts'

const records = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 25 }), stays: fc.boolean() }), { maxLength: 90 })
  .map((all): Listed[] => all.map(({ at, stays }, i) => ({ id: `r${i}`, at, stays })))
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'jump' as const), which: share }),
  fc.record({ kind: fc.constantFrom('reorder' as const, 'repeat' as const, 'nothing' as const) }),
)
const events = fc.array(event, { maxLength: 60 })
const byTime: Descent['before'] = { time: (ms) => ({ before: String(ms) }) }
const ways = fc.constantFrom<Descent['before']>(byTime, { id: 'beforeId' })

const walkOf = (limit: number, most: number, before: Descent['before']): Descent => {
  return { path: '/list', query: {}, list: null, limit, most, at: 'createdTime', before }
}

type Walked = { found: Set<string>; last: Page | undefined; pages: number; error: unknown }

/** Walks to the end; at the pages named, as a run that was stopped there and goes on from its cursor. */
async function walked(list: SimulatedList, walk: Descent, stops: ReadonlySet<number> = new Set()): Promise<Walked> {
  const found = new Set<string>()
  let slice: Slice = { name: 'all', params: {} }
  let last: Page | undefined
  let pages = 0
  try {
    for (let goOn = true; goOn; ) {
      goOn = false
      for await (const page of descend(list.io, slice, walk)) {
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

const lacks = (list: SimulatedList, found: ReadonlySet<string>) =>
  list.records.filter(({ id, stays }) => stays && !found.has(id)).map(({ id }) => id)

describe('descend', () => {
  it('loses nothing that stays, whatever happens meanwhile, or says that it may have', async () => {
    let whole = 0
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          records,
          events,
          limit: fc.integer({ min: 2, max: 12 }),
          before: ways,
          unknown: fc.constantFrom('missing' as const, 'top' as const),
          stops: fc.array(fc.integer({ min: 1, max: 30 })),
        }),
        async ({ records: all, events: happens, limit, before, unknown, stops }) => {
          const list = new SimulatedList(all, { order: 'newest', events: happens, unknown })
          const { found, last, error } = await walked(list, walkOf(limit, 200, before), new Set(stops))
          if (error !== undefined || last?.suspect !== undefined) return
          whole++
          expect(last?.proof).toMatch(/the venue has nothing|passed the start/)
          expect(lacks(list, found)).toEqual([])
        },
      ),
      { numRuns: 1500 },
    )
    // A walk that gives up proves nothing, so few may.
    expect(whole).toBeGreaterThan(1000)
  })

  it('finds every record of a quiet list, and each page but the last is full', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.integer({ min: 2, max: 12 }), ways, async (all, limit, before) => {
        const list = new SimulatedList(all, { order: 'newest', events: [] })
        const { found, last, error } = await walked(list, walkOf(limit, 200, before))
        expect(error).toBeUndefined()
        expect(last?.suspect).toBeUndefined()
        expect(found.size).toBe(all.length)
      }),
      { numRuns: 500 },
    )
  })

  it('ends suspect, with the instant, where more records share one than the venue gives at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          around: records,
          limit: fc.integer({ min: 2, max: 6 }),
          more: fc.integer({ min: 1, max: 20 }),
          at: fc.integer({ min: 1, max: 25 }),
          before: ways,
        }),
        async ({ around, limit, more, at, before }) => {
          const others = around.filter((record) => record.at !== at)
          const crowd = Array.from({ length: 3 * limit + more }, (_, i) => ({ id: `c${i}`, at, stays: true }))
          const list = new SimulatedList([...others, ...crowd], { order: 'newest', events: [] })
          const { found, last, error } = await walked(list, walkOf(limit, 3 * limit, before))
          if (found.size === list.records.length) return
          expect(error).toBeUndefined()
          expect(last?.suspect).toMatch(new RegExp(`more than ${3 * limit} records share createdTime ${at},`))
          expect(last?.proof).toBeUndefined()
        },
      ),
      { numRuns: 300 },
    )
  })

  it('stops once it has passed the start of its slice, with all that lies behind it', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.integer({ min: 1, max: 25 }), ways, async (all, from, before) => {
        const list = new SimulatedList(all, { order: 'newest', events: [] })
        const span = { from: from * 1000, to: 26_000 }
        const found = new Set<string>()
        for await (const { answer } of descend(list.io, { name: 's', params: {}, span }, walkOf(4, 200, before)))
          for (const id of idsOn(answer)) found.add(id)
        expect(all.filter(({ id, at }) => at >= from && !found.has(id))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('asks from the next record where its cursor has moved to the top of the list', async () => {
    const all = Array.from({ length: 12 }, (_, i) => ({ id: `r${i}`, at: 100 - i, stays: i !== 2 }))
    const list = new SimulatedList(all, { order: 'newest', events: [{ kind: 'nothing' }, { kind: 'jump', which: 0 }] })
    const { found, error } = await walked(list, walkOf(4, 8, { id: 'beforeId' }))
    expect(error).toBeUndefined()
    expect(lacks(list, found)).toEqual([])
  })

  it('ends with a failure where one page comes for ever', async () => {
    const all = Array.from({ length: 20 }, (_, i) => ({ id: `r${i}`, at: i, stays: true }))
    const forEver = Array.from({ length: 500 }, () => ({ kind: 'repeat' as const }))
    for (const before of [byTime, { id: 'beforeId' }]) {
      const list = new SimulatedList(all, { order: 'newest', events: forEver })
      const { error, pages } = await walked(list, walkOf(4, 8, before))
      expect(error).toBeInstanceOf(Error)
      expect(pages).toBe(1)
      expect(list.requests).toBeLessThan(50)
    }
  })
})
