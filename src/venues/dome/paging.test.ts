import { describe, expect, it } from 'vitest'
import type { Answer, Io, Params } from '../../core/source.ts'
import { cut } from '../../net/cut.ts'
import { counted } from './listing.ts'
import { walkPages } from './paging.ts'

/** A server of markets, `size` a page, that answers by key or, as in 2025, by offset. */
function serverOf(
  ids: readonly string[],
  { size, by, total = ids.length }: { size: number; by: 'key' | 'offset'; total?: number },
) {
  const asked: Params[] = []
  const list = (_: string, params: Params): Promise<Answer> => {
    asked.push(params)
    const from = Number(params.offset ?? String(params.pagination_key ?? 'k0').slice(1))
    const has_more = from + size < ids.length
    const place = by === 'offset' ? { offset: from } : has_more ? { pagination_key: `k${from + size}` } : {}
    const markets = ids.slice(from, from + size).map((condition_id) => ({ condition_id, status: 'open' }))
    const body = Buffer.from(JSON.stringify({ markets, pagination: { limit: size, total, has_more, ...place } }))
    return Promise.resolve({ request: '', body, fetchedAt: 0, ...cut(body, 'markets') })
  }
  return { io: { list } as unknown as Io, asked }
}

const IDS = Array.from({ length: 7 }, (_, i) => `0x${i}`)
const SLICE = { name: 'all', params: {} }
const LIST = { path: '/polymarket/markets', query: {}, list: 'markets' }

describe('pages of Dome', () => {
  it.each(['key', 'offset'] as const)('are followed by %s until has_more is false', async (by) => {
    const { io, asked } = serverOf(IDS, { size: 3, by })
    const pages = await Array.fromAsync(walkPages(io, SLICE, LIST))
    expect(pages.map(({ answer }) => answer.ranges.length / 2)).toEqual([3, 3, 1])
    const name = by === 'key' ? 'pagination_key' : 'offset'
    expect(asked.map((params) => params[name])).toEqual([undefined, ...(by === 'key' ? ['k3', 'k6'] : ['3', '6'])])
  })

  it('an answer that promises more and leads nowhere is an error, not the end', async () => {
    const body = Buffer.from('{"markets":[],"pagination":{"has_more":true,"pagination_key":null}}')
    const list = () => Promise.resolve({ request: '', body, fetchedAt: 0, ...cut(body, 'markets') })
    await expect(Array.fromAsync(walkPages({ list } as unknown as Io, SLICE, LIST))).rejects.toThrow(
      /a key to the next page/,
    )
  })

  it('a walk counts distinct markets against the total, also over a stop; where some are lacking it is suspect', async () => {
    const whole = await Array.fromAsync(counted(serverOf(IDS, { size: 3, by: 'key' }).io, SLICE, {}))
    expect(whole.at(-1)).toMatchObject({
      proof: '7 distinct markets, the venue counts 7',
      figures: { page: 3, active: 1, total_active: 7 },
    })
    const { cursor } = whole[0]!
    const rest = await Array.fromAsync(counted(serverOf(IDS, { size: 3, by: 'key' }).io, { ...SLICE, cursor }, {}))
    expect(rest.at(-1)).toMatchObject({ proof: '7 distinct markets, the venue counts 7', figures: { page: 3 } })
    const skipped = await Array.fromAsync(counted(serverOf([...IDS, '0x0'], { size: 3, by: 'key' }).io, SLICE, {}))
    expect(skipped.at(-1)).toMatchObject({ suspect: '7 distinct markets came, and the venue counts 8' })
  })
})
