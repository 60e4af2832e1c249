import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PayloadError } from '../core/errors.ts'
import type { Answer, Io, Page, Params } from '../core/source.ts'
import { cut } from './cut.ts'
import { descend } from './descend.ts'
import { type Halving, halve } from './halve.ts'

type Row = { readonly id: number; readonly at: number; readonly kind: string }

/** A list that gives the first `cap` records of what is asked, in any order, without a word about the others. */
function capped(rows: readonly Row[], cap: number): { io: Io; walk: Halving; asked: Params[] } {
  const asked: Params[] = []
  const io = {
    async list(_path: string, params: Params): Promise<Answer> {
      asked.push(params)
      const [from, to] = [Number(params.from), Number(params.to)]
      const found = rows.filter(
        (r) => r.at >= from && r.at < to && (params.kind === undefined || r.kind === params.kind),
      )
      const body = Buffer.from(JSON.stringify(found.slice(0, cap)))
      return { request: '', body, fetchedAt: 0, ...cut(body, null) }
    },
  } as unknown as Io
  const window = (from: number, to: number) => ({ from: String(from), to: String(to) })
  const dimensions = [{ param: 'kind', values: ['a', 'b'] }]
  return { io, asked, walk: { path: '/x', query: {}, list: null, cap, window, dimensions } }
}

const idsOf = (pages: readonly Page[]): number[] =>
  pages.flatMap(({ answer }) => (JSON.parse(answer.body.toString()) as Row[]).map((row) => row.id))

async function walkAll(io: Io, walk: Halving, stopAfter = Number.POSITIVE_INFINITY): Promise<Page[]> {
  const asked = { from: 0, to: 1_000_000 }
  const pages: Page[] = []
  let cursor: string | undefined
  for (let run = 0; run < 10_000; run++) {
    let count = 0
    for await (const page of halve(io, { name: 's', params: {}, span: asked, asked, cursor }, walk)) {
      pages.push(page)
      if (page.cursor === undefined) return pages
      cursor = page.cursor
      if (++count >= stopAfter) break
    }
  }
  throw new PayloadError('does not end')
}

const rows = fc
  .array(
    fc.record({ at: fc.oneof(fc.nat(999), fc.integer({ min: 500, max: 520 })), kind: fc.constantFrom('a', 'b') }),
    { maxLength: 120 },
  )
  .map((list) => list.map((row, id) => ({ ...row, id })))

describe('halving a capped list', () => {
  it('finds every record once, however it is cut off, or says why it cannot', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (list, cap, stopAfter) => {
          const { io, walk } = capped(list, cap)
          const pages = await walkAll(io, walk, stopAfter)
          const fullest = Math.max(
            0,
            ...list.map((r) => list.filter((other) => other.at === r.at && other.kind === r.kind).length),
          )
          const ids = idsOf(pages)
          expect(new Set(ids).size).toBe(ids.length)
          if (fullest < cap) {
            expect(pages.at(-1)!.proof).toMatch(/none of them full/)
            expect(ids.toSorted((a, b) => a - b)).toEqual(list.map((r) => r.id))
          } else expect(pages.at(-1)!.suspect).toMatch(/nothing divides them further/)
        },
      ),
    )
  })

  it('claims only what no part is left to be asked of', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const { io, walk } = capped(list, 8)
        const seen = new Set<number>()
        for (const page of await walkAll(io, walk)) {
          for (const id of idsOf([page])) seen.add(id)
          if (page.suspect !== undefined || page.reached === undefined) continue
          const missing = list.filter((r) => r.at * 1000 >= page.reached! && !seen.has(r.id))
          const crowded = (r: Row) => list.filter((o) => o.at === r.at && o.kind === r.kind).length >= 8
          expect(missing.filter((r) => !crowded(r))).toEqual([])
        }
      }),
    )
  })

  it('asks once where everything fits', async () => {
    const { io, walk, asked } = capped([{ id: 0, at: 5, kind: 'a' }], 2)
    await walkAll(io, walk)
    expect(asked).toHaveLength(1)
  })

  it('divides an instant that is too full for the pages of a walk newest first', async () => {
    const rows = Array.from({ length: 60 }, (_, id) => ({
      id: `r${id}`,
      at: id < 20 ? 30 - id : 500,
      kind: 'abcdef'[id % 6]!,
    }))
    const io = {
      async list(_path: string, params: Params): Promise<Answer> {
        const found = rows
          .filter((r) => r.at < Number(params.before ?? 1000) && r.at > Number(params.after ?? -1))
          .filter((r) => params.kind === undefined || r.kind === params.kind)
          .sort((a, b) => b.at - a.at)
        const body = Buffer.from(JSON.stringify(found.slice(0, Number(params.limit))))
        return { request: '', body, fetchedAt: 0, ...cut(body, null) }
      },
    } as unknown as Io
    const asked = { from: 0, to: 1_000_000 }
    const walk = {
      ...{ path: '/x', query: {}, list: null, limit: 5, most: 10, at: 'at' },
      before: { time: (ms: number) => ({ before: String(ms) }) },
      after: (ms: number) => ({ after: String(ms) }),
      apart: [{ param: 'kind', values: [...'abcdef'] }],
    }
    const found = new Set<string>()
    let last: Page | undefined
    for await (const page of descend(io, { name: 's', params: {}, span: asked, asked }, walk)) {
      for (const row of JSON.parse(page.answer.body.toString()) as { id: string }[]) found.add(row.id)
      last = page
    }
    expect(last).toMatchObject({ proof: expect.stringContaining('behind the last record') })
    expect(found.size).toBe(60)
  })
})
