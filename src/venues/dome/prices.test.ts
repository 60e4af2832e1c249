import { describe, expect, it } from 'vitest'
import { NotFoundError, TransientError, UserError } from '../../core/errors.ts'
import type { Answer, Io, Known, Page } from '../../core/source.ts'
import { prices } from './prices.ts'

const ITEMS = Array.from({ length: 200 }, (_, i) => `${1000 + i} 0xc`)
const SLICE = { name: 'open', params: {}, items: ITEMS, atOnce: 20 }

/** Walks the prices of a venue that fails for some tokens; tells how many were asked. */
async function walk(
  failure: (token: number) => Error | undefined,
): Promise<{ pages: Page[]; asked(): number; error: unknown }> {
  const tokens: number[] = []
  const record = (path: string): Promise<Answer> => {
    const token = Number(path.split('/').at(-1))
    tokens.push(token)
    const error = failure(token)
    if (error !== undefined) return Promise.reject(error)
    const body = Buffer.from('{}')
    return Promise.resolve({ request: `GET ${path}`, body, fetchedAt: 0, ranges: Uint32Array.of(0, 2), envelope: null })
  }
  const pages: Page[] = []
  const unknown: Known = () => Promise.reject(new Error('nothing is asked of the lake'))
  try {
    for await (const page of prices.pages(SLICE, { record } as unknown as Io, unknown)) pages.push(page)
    return { pages, asked: () => tokens.length, error: undefined }
  } catch (error) {
    return { pages, asked: () => tokens.length, error }
  }
}

describe('prices of Dome', () => {
  it('one that fails is named, and a run that goes on begins with it', async () => {
    const { pages, asked } = await walk((token) => (token === 1100 ? new TransientError('busy') : undefined))
    expect([asked(), pages.length]).toEqual([200, 199])
    expect(pages.at(-1)).toMatchObject({ suspect: '1 of 200 prices did not come: 1100 (busy)' })
    const cursors = pages.map(({ cursor = '' }) => cursor)
    expect(cursors.toSorted().at(-1)).toBe('1099 0xc')
    const lines = pages.flatMap(({ figures }) => (figures === undefined ? [] : [figures]))
    expect(lines.map(({ batch, of }) => `${batch}/${of}`)).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 1}/10`))
  })

  it('a token that the venue does not know has no price, which is no failure', async () => {
    const { pages } = await walk((token) => (token < 1150 ? new NotFoundError('no such market') : undefined))
    expect(pages.at(-1)).toMatchObject({ proof: '50 prices came, 150 tokens have none by the venue' })
  })

  it.each([
    ['a venue that is away', new TransientError('busy'), 70],
    ['a key that is refused', new UserError('401'), 21],
  ])('%s ends the walk', async (_, failure, most) => {
    const { error, asked } = await walk(() => failure)
    expect(error).toBe(failure)
    expect(asked()).toBeLessThanOrEqual(most)
  })
})
