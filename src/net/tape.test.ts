import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PayloadError, RefusalError } from '../core/errors.ts'
import type { Answer, Io, Page, Slice } from '../core/source.ts'
import { cut } from './cut.ts'
import { tapeByOffset } from './offset-tape.ts'
import { tape } from './tape.ts'
import { walk } from './walk.ts'

type Row = { readonly seq: number; readonly at: number; readonly what: string }

/** A venue's tape: rows by second, several of them equal but for a number that it does not tell. */
class Venue {
  readonly rows: Row[]
  #requests = 0
  readonly limit: number
  readonly grows: readonly number[]
  readonly most: number

  constructor(seconds: readonly (readonly string[])[], limit: number, grows: readonly number[] = [], most = Infinity) {
    const told = seconds.flatMap((rows, at) => rows.map((what) => ({ at: at + 1, what })))
    this.rows = told.map((row, seq) => ({ ...row, seq })).reverse()
    this.limit = limit
    this.grows = grows
    this.most = most
  }

  pages(cursor: string | undefined): AsyncIterable<Page> {
    const list: Io['list'] = async (_, { cursor }) => this.#after(cursor)
    const next = (answer: Answer) => this.next(answer)
    return walk({ list } as Io, { name: 'all', params: {}, cursor }, { path: '/tape', query: {}, list: 'data', next })
  }

  at(offset: number): Answer {
    if (offset > this.most) throw new RefusalError(`max offset of ${this.most} exceeded`)
    return this.#page(offset)
  }

  next(answer: Answer): string | undefined {
    const last = seqs(answer).at(-1)
    return last === undefined || last === this.rows.at(-1)?.seq ? undefined : String(last)
  }

  #after(cursor: unknown): Answer {
    const from = cursor === undefined ? 0 : this.rows.findIndex((row) => row.seq === Number(cursor)) + 1
    return this.#page(from)
  }

  #page(from: number): Answer {
    const rows = this.rows.slice(from, from + this.limit)
    for (let i = 0; i < (this.grows[this.#requests++] ?? 0); i++)
      this.rows.unshift({ seq: this.rows.length, at: 1000, what: 'new' })
    const body = Buffer.from(JSON.stringify(rows))
    return { request: 'GET /tape', body, fetchedAt: 0, ...cut(body, null) }
  }
}

const rowsOf = ({ body, ranges }: Answer): Row[] =>
  Array.from({ length: ranges.length / 2 }, (_, i) =>
    JSON.parse(body.toString('utf8', ranges[2 * i], ranges[2 * i + 1])),
  )
const seqs = (answer: Answer) => rowsOf(answer).map(({ seq }) => seq)

/** Walks to the end, beginning anew from the last cursor after some pages; gives the keys told and the last page. */
async function walked(make: (slice: Slice) => AsyncGenerator<Page>, stops: readonly number[]) {
  const keys = new Set<string>()
  let cursor: string | undefined
  for (const pages of [...stops, Infinity]) {
    let left = pages
    for await (const page of make({ name: 'all', params: {}, cursor })) {
      const counts = new Map<string, number>()
      for (const { at, what } of rowsOf(page.answer)) {
        const content = `${at} ${what}`
        counts.set(content, (counts.get(content) ?? 0) + 1)
        keys.add(`${content} ${counts.get(content)}`)
      }
      if (page.cursor === undefined) return { keys, end: page }
      cursor = page.cursor
      if (--left === 0) break
    }
  }
  throw new Error('the walk has no end')
}

function expected(seconds: readonly (readonly string[])[]): Set<string> {
  const keys = new Set<string>()
  for (const [i, rows] of seconds.entries())
    for (const [n, what] of [...rows].sort().entries())
      keys.add(`${i + 1} ${what} ${n + 1 - [...rows].sort().indexOf(what)}`)
  return keys
}

const old = (keys: Set<string>) => new Set([...keys].filter((key) => !key.startsWith('1000 ')))
const SECONDS = fc.array(fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 5 }), { maxLength: 14 })
const STOPS = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })

describe('a tape whose records have no name', () => {
  it('is told by a cursor with the number of equal records, however it is cut into pages and runs', async () => {
    await fc.assert(
      fc.asyncProperty(SECONDS, fc.integer({ min: 1, max: 6 }), STOPS, async (seconds, limit, stops) => {
        const venue = new Venue(seconds, limit)
        const { keys, end } = await walked(
          (slice) => tape(slice, { at: 'at', pages: (cursor) => venue.pages(cursor) }),
          stops,
        )
        expect(keys).toEqual(expected(seconds))
        expect(end.proof).toBeDefined()
      }),
    )
  })

  it('is broken where a cursor comes back later', async () => {
    const venue = new Venue([['a'], ['a'], ['a']], 1)
    venue.next = (answer) => String(seqs(answer)[0] || 2)
    await expect(
      walked((slice) => tape(slice, { at: 'at', pages: (cursor) => venue.pages(cursor) }), []),
    ).rejects.toThrow('sent the cursor 2 again; going on would loop')
  })

  it('is told by an offset while it grows, or is suspect', async () => {
    const grows = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(
        SECONDS,
        fc.integer({ min: 3, max: 8 }),
        grows,
        STOPS,
        async (seconds, limit, growing, stops) => {
          const venue = new Venue(seconds, limit, growing)
          const { keys, end } = await walked(
            (slice) => tapeByOffset(slice, { at: 'at', ask: async (offset) => venue.at(offset) }),
            stops,
          )
          if (end.suspect === undefined) expect(old(keys)).toEqual(expected(seconds))
          else expect(seconds.some((rows) => rows.length >= limit) || growing.some((n) => n > 0)).toBe(true)
          expect([...old(keys)].filter((key) => !expected(seconds).has(key))).toEqual([])
        },
      ),
    )
  })

  it('is told by an offset from behind a cache, which gives pages from before the list grew', async () => {
    const stale = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(
        SECONDS,
        fc.integer({ min: 8, max: 10 }),
        fc.integer({ min: 1, max: 12 }),
        stale,
        async (seconds, limit, grown, offsets) => {
          const [now, before] = [new Venue(seconds, limit), new Venue(seconds, limit)]
          before.rows.splice(0, grown)
          const ask = async (offset: number) => (offsets.includes(offset) ? before : now).at(offset)
          const told = await walked((slice) => tapeByOffset(slice, { at: 'at', ask }), [2]).catch(
            (error: Error) => error,
          )
          // Pages of the older list wherever one looks.
          if (told instanceof PayloadError) return
          const { keys, end } = told as Exclude<typeof told, Error>
          if (end.suspect === undefined) expect(keys).toEqual(expected(seconds))
          else expect([...keys].filter((key) => !expected(seconds).has(key))).toEqual([])
        },
      ),
      { examples: [[Array.from({ length: 14 }, () => ['a', 'a']), 8, 3, [6, 12]]] },
    )
  })

  it('goes on where it stopped, however many records have come meanwhile', async () => {
    const seconds = Array.from({ length: 30 }, () => ['a'])
    const venue = new Venue(seconds, 5, [0, 0, 43])
    const { keys, end } = await walked((slice) => tapeByOffset(slice, { at: 'at', ask: async (o) => venue.at(o) }), [2])
    expect(end.suspect).toBeUndefined()
    expect(old(keys)).toEqual(expected(seconds))
  })

  it('is not suspect where a second fills its page to the last record', async () => {
    const venue = new Venue([['a'], ['a', 'b', 'b'], ['a', 'b', 'b'], ['a']], 4)
    const { keys, end } = await walked((slice) => tapeByOffset(slice, { at: 'at', ask: async (o) => venue.at(o) }), [])
    expect(end.suspect).toBeUndefined()
    expect(keys.size).toBe(8)
  })

  it('is suspect, with the reason, where the venue lets nobody see further', async () => {
    const seconds = Array.from({ length: 60 }, () => ['a', 'a'])
    for (const most of [40, 41, 57]) {
      const venue = new Venue(seconds, 10, [], most)
      const { keys, end } = await walked(
        (slice) => tapeByOffset(slice, { at: 'at', ask: async (offset) => venue.at(offset) }),
        [],
      )
      expect(end.suspect).toContain(`max offset of ${most} exceeded`)
      expect(keys.size).toBeGreaterThanOrEqual(most)
    }
  })

  it('is suspect where offsets are clamped in silence', async () => {
    const venue = new Venue(
      Array.from({ length: 60 }, () => ['a']),
      10,
    )
    const { keys, end } = await walked(
      (slice) => tapeByOffset(slice, { at: 'at', ask: async (offset) => venue.at(Math.min(offset, 20)) }),
      [],
    )
    expect(end.suspect).toContain('the same records again')
    expect(keys.size).toBe(30)
  })
})
