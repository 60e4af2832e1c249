import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ask, askJson, type Row } from '../../../testing/walk.ts'
import { simulatedWorld } from '../../simulated/world.ts'
import { walkGamma } from '../../walking.ts'

const options = { kind: 'simulated', trades: 2_000, seed: 5, until: '2026-10-08', days: 90, future: 5 } as const
const world = simulatedWorld(options)
const list = (query: string) => askJson<Row[]>(world, `/gamma/markets?${query}`)
const ids = (rows: readonly Row[]) => rows.map(({ id }) => id as string)
const refusal = (address: string) => {
  const { status } = ask(world, address)
  return [status, askJson<Row>(world, address).error]
}

const open = walkGamma(world, 'markets', 'closed=false')
const closed = walkGamma(world, 'markets', 'closed=true')

describe("Gamma's lists", () => {
  it('hide closed rows unless asked for, and then show no open ones', () => {
    expect(open.length).toBeGreaterThan(50)
    expect(closed.length).toBeGreaterThan(100)
    expect(open.every((market) => market.closed === false)).toBe(true)
    expect(closed.every((market) => market.closed === true)).toBe(true)
    const [resolved] = closed as [Row]
    expect(list(`slug=${resolved.slug}`)).toEqual([])
    expect(ids(list(`slug=${resolved.slug}&closed=true`))).toEqual([resolved.id])
    expect(askJson<Row>(world, `/gamma/markets/${resolved.id}`).slug).toBe(resolved.slug)
    expect(askJson<Row>(world, `/gamma/markets/slug/${resolved.slug}`).id).toBe(resolved.id)
  })

  it('are in order of rising ids, whatever the page is', () => {
    for (const rows of [open, closed]) {
      const numbers = ids(rows).map(Number)
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    }
    const byOffset = [0, 100, 200].flatMap((offset) => list(`closed=true&limit=100&offset=${offset}`))
    expect(ids(byOffset)).toEqual(ids(closed).slice(0, 300))
  })

  it('clamp the limit without a word and refuse deep offsets', () => {
    expect(list('closed=true&limit=500').length).toBe(100)
    expect(askJson<{ markets: Row[] }>(world, '/gamma/markets/keyset?closed=true&limit=500').markets.length).toBe(100)
    expect(ask(world, '/gamma/markets?offset=2000').status).toBe(200)
    expect(refusal('/gamma/markets?offset=2001')).toEqual([
      422,
      'offset too large, use /markets/keyset for deeper pagination',
    ])
    expect(refusal('/gamma/events/keyset?offset=1')).toEqual([422, 'offset is not allowed on keyset endpoints'])
    expect(ask(world, '/gamma/markets').headers.deprecation).toBe('true')
  })

  it('hand out a cursor with every full page only, bound to its query', () => {
    const page = (query: string) => askJson<Row & { markets: Row[] }>(world, `/gamma/markets/keyset?${query}`)
    const first = page('closed=true&limit=10')
    expect(ids(page(`closed=true&limit=10&after_cursor=${first.next_cursor}`).markets)).toEqual(
      ids(closed).slice(10, 20),
    )
    expect(ids(page(`closed=true&limit=10&next_cursor=${first.next_cursor}`).markets)).toEqual(ids(first.markets))
    expect(ids(page(`closed=true&limit=10&cursor=${first.next_cursor}`).markets)).toEqual(ids(first.markets))
    expect(refusal(`/gamma/markets/keyset?limit=10&after_cursor=${first.next_cursor}`)[0]).toBe(422)
    expect(page('closed=true&id=12&limit=2').next_cursor).toBeUndefined()
    const full = page('closed=true&id=12&limit=1')
    expect(page(`closed=true&id=12&limit=1&after_cursor=${full.next_cursor}`)).toEqual({
      $schema: full.$schema,
      markets: [],
    })
  })

  it('lose and repeat nothing, whatever the page, the order and the filter', () => {
    const query = fc.constantFrom(
      'closed=true',
      'closed=false',
      'closed=true&order=endDate',
      'order=volume&ascending=false',
    )
    fc.assert(
      fc.property(
        query,
        fc.integer({ min: 7, max: 120 }),
        fc.constantFrom('', '&volume_num_min=10'),
        (what, limit, more) => {
          const found: unknown[] = []
          for (let cursor: unknown = ''; cursor !== undefined; ) {
            const address = `/gamma/markets/keyset?${what}${more}&limit=${limit}&after_cursor=${cursor}`
            const page = askJson<Row & { markets: Row[] }>(world, address)
            found.push(...ids(page.markets))
            cursor = page.next_cursor
          }
          const all = what.includes('closed=true') ? closed : open
          const wanted = more === '' ? all : all.filter(({ volumeNum }) => Number(volumeNum) >= 10)
          expect(found.toSorted()).toEqual(ids(wanted).toSorted())
        },
      ),
      { numRuns: 12 },
    )
  })

  it('order by the names of the JSON, page after page', () => {
    expect(refusal('/gamma/markets?order=volume_num')).toEqual([422, 'order fields are not valid'])
    expect(ask(world, '/gamma/events?order=competitive').status).toBe(500)
    const walked = walkGamma(world, 'markets', 'closed=true&order=volumeNum&ascending=false')
    expect(ids(walked).sort()).toEqual(ids(closed).sort())
    const volumes = walked.map(({ volumeNum }) => (volumeNum as number | undefined) ?? -1)
    expect(volumes).toEqual(volumes.toSorted((a, b) => b - a))
    const ends = list('order=endDate&limit=100').flatMap(({ endDate }) =>
      endDate === undefined ? [] : [Date.parse(endDate as string)],
    )
    expect(ends).toEqual(ends.toSorted((a, b) => a - b))
  })

  it('filter by every name a market has, by bounds and by tags', () => {
    for (const market of [open.at(-1)!, open.find(({ groupItemThreshold }) => groupItemThreshold === '2')!]) {
      const tokens = JSON.parse(market.clobTokenIds as string) as string[]
      const ways = [`id=${market.id}`, `condition_ids=${market.conditionId}`, `question_ids=${market.questionID}`]
      for (const way of [...ways, ...tokens.map((token) => `clob_token_ids=${token}`)]) {
        expect(ids(list(way))).toEqual([market.id])
      }
      expect(list(`id=${market.id}&condition_ids=0x00`)).toEqual([])
    }
    const within = walkGamma(world, 'markets', 'closed=true&volume_num_min=100&end_date_max=2026-09-20')
    expect(ids(within)).toEqual(
      ids(closed.filter((row) => Number(row.volumeNum) >= 100 && (row.endDate as string) <= '2026-09-20')),
    )
    expect(within.length).toBeGreaterThan(5)
    const sports = askJson<Row>(world, '/gamma/tags/slug/sports').id
    const tagged = walkGamma(world, 'markets', `tag_id=${sports}&include_tag=true`)
    expect(tagged.length).toBeGreaterThan(5)
    for (const { tags } of tagged) expect(ids(tags as Row[])).toContain(sports)
  })

  it('show events with their markets or without, by series and by tag', () => {
    const events = walkGamma(world, 'events', 'closed=false')
    const nested = events.flatMap(({ markets }) => ids(markets as Row[]))
    for (const id of ids(open)) expect(nested).toContain(id)
    expect(walkGamma(world, 'events', 'closed=false&include_markets=false').some((event) => 'markets' in event)).toBe(
      false,
    )
    const [series] = events.at(-1)!.series as [Row]
    const own = walkGamma(world, 'events', `series_id=${series.id}&closed=false`)
    expect(own.map((event) => (event.series as Row[])[0]!.id)).toEqual(own.map(() => series.id))
    const single = askJson<Row>(world, `/gamma/series/${series.id}`)
    expect(ids(single.events as Row[])).toContain(events.at(-1)!.id)
    expect((single.events as Row[]).some((event) => 'markets' in event)).toBe(false)
  })

  it('give objects whose figures agree, and leave out what has no value', () => {
    for (const market of open) {
      const [bid, ask] = [(market.bestBid as number | undefined) ?? 0, market.bestAsk as number]
      const [yes, no] = (JSON.parse(market.outcomePrices as string) as string[]).map(Number) as [number, number]
      expect(yes).toBeCloseTo((bid + ask) / 2, 12)
      expect(no).toBeCloseTo(1 - yes, 12)
      const near = 1 / (1 + (yes - 0.5) ** 2)
      expect(market.competitive).toBeCloseTo(ask - bid > 0.2 ? near * (1 - (ask - bid)) : near, 12)
    }
    const nulls = [...open, ...closed].flatMap((market) => Object.keys(market).filter((key) => market[key] === null))
    expect(new Set(nulls)).toEqual(new Set(['feeType']))
    const siblings = Map.groupBy(
      open.filter(({ negRisk }) => negRisk === true),
      ({ negRiskMarketID }) => negRiskMarketID,
    )
    for (const [id, rows] of siblings) {
      for (const { questionID } of rows) expect((questionID as string).slice(0, -2)).toBe((id as string).slice(0, -2))
    }
    const old = closed.filter(({ marketType }) => marketType !== undefined)
    const finals = closed.map(({ outcomePrices }) => outcomePrices)
    for (const prices of ['0', '0.5', '1'].map((price) => `["${price}", "${price}"]`)) expect(finals).toContain(prices)
    expect(old.some(({ outcomes }) => (JSON.parse(outcomes as string) as string[]).length > 2)).toBe(true)
    expect(closed.some(({ umaResolutionStatus }) => umaResolutionStatus === 'proposed')).toBe(true)
    expect(open.some(({ question }) => question !== (question as string).trim())).toBe(true)
  })
})
