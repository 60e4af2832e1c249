import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Replica, startReplica } from '../../server/replica.ts'

type Row = Record<string, unknown>
type CsvRow = Record<string, string>

let replica: Replica
beforeAll(async () => {
  const world = { kind: 'simulated', trades: 3_000, seed: 3, until: '2026-10-08', days: 90 } as const
  replica = await startReplica({ venue: 'polymarket', world })
})
afterAll(() => replica.close())

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${replica.url}${path}`)).json()) as T
}

/** Good enough for these tables: none of them breaks a line inside a field. */
async function truth(name: string): Promise<CsvRow[]> {
  const text = await (await fetch(`${replica.url}/__replica/truth/${name}.csv`)).text()
  const [head, ...lines] = text.trimEnd().split('\n')
  const columns = head!.split(',')
  return lines.map((line) => {
    const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      (match) => match[1]?.replaceAll('""', '"') ?? match[2]!,
    )
    return Object.fromEntries(columns.map((column, i) => [column, fields[i]!]))
  })
}

async function walk(name: 'markets' | 'events'): Promise<Row[]> {
  const rows: Row[] = []
  for (const closed of [false, true]) {
    for (let cursor: unknown = ''; cursor !== undefined; ) {
      const page = await get<Row>(`/gamma/${name}/keyset?limit=100&closed=${closed}&after_cursor=${cursor}`)
      rows.push(...(page[name] as Row[]))
      cursor = page.next_cursor
    }
  }
  return rows
}

const listIn = (text: unknown) => JSON.parse(String(text)) as string[]
const byKey = (rows: CsvRow[], key: string) => new Map(rows.map((row) => [row[key]!, row]))
/** An instant of any spelling, as the truth writes it to the millisecond. */
const instant = (text: unknown) =>
  text === undefined ? '' : new Date(String(text).replace(/\+00$/, 'Z')).toISOString().slice(0, 23)

/** How a closed market ended, told from its prices by the rules of the API's page. */
function endOf({ closed, outcomes, outcomePrices }: Row): string {
  const [labels, prices] = [listIn(outcomes), listIn(outcomePrices).map(Number)]
  if (closed !== true) return ''
  if (prices.every((price) => price === 0)) return 'void'
  if (prices.every((price) => price === prices[0])) return 'split'
  const winner = prices.findIndex((price) => price >= 0.99)
  return winner >= 0 && prices.every((price, i) => i === winner || price <= 0.01) ? labels[winner]! : ''
}

describe('the truth of a simulated Polymarket', () => {
  it('holds the markets that Gamma serves, and says when and how they ended', async () => {
    const [rows, served] = [byKey(await truth('markets'), 'market_id'), await walk('markets')]
    expect(served.map(({ conditionId }) => conditionId).sort()).toEqual([...rows.keys()])
    const words = new Set<string>()
    for (const market of served) {
      const row = rows.get(market.conditionId as string)!
      expect(row.question).toBe(market.question)
      expect(row.event_id).toBe((market.events as Row[])[0]!.id)
      expect(row.resolution).toBe(endOf(market))
      expect(row.status).toBe(market.closed !== true ? 'open' : row.resolution === '' ? 'closed' : 'resolved')
      expect(row.closes_at!.slice(0, 23)).toBe(instant(market.endDate).replace('Z', ''))
      expect(row.resolved_at!.slice(0, 23)).toBe(instant(market.closedTime))
      expect(row.opened_at!.slice(0, 23)).toBe(instant(market.startDate ?? market.acceptingOrdersTimestamp))
      expect(row.volume === '').toBe(market.volume === undefined)
      expect(Number(row.volume)).toBeCloseTo(Number(market.volume ?? 0), 5)
      if (market.closed !== true) expect(Number(row.best_bid)).toBe(market.bestBid ?? 0)
      words.add(`${row.status} ${row.resolution}`)
    }
    for (const word of [
      'open ',
      'closed ',
      'resolved Yes',
      'resolved No',
      'resolved Up',
      'resolved split',
      'resolved void',
    ])
      expect(words).toContain(word)
  })

  it('holds the outcomes with their tokens, and twelve digits of their prices', async () => {
    const rows = await truth('outcomes')
    const served = (await walk('markets')).flatMap((market) => {
      const tokens = market.clobTokenIds === undefined ? null : listIn(market.clobTokenIds)
      return listIn(market.outcomes).map((label, i) => {
        const price = Number(listIn(market.outcomePrices)[i])
        return { id: tokens?.[i] ?? `${market.conditionId}:${i}`, label, price, end: endOf(market) }
      })
    })
    expect(served.map(({ id }) => id).sort()).toEqual(rows.map((row) => row.outcome_id).sort())
    const known = byKey(rows, 'outcome_id')
    for (const { id, label, price, end } of served) {
      const row = known.get(id)!
      expect(row.label).toBe(label)
      expect(Number(row.price)).toBeCloseTo(price, 12)
      expect(row.is_winner).toBe(end === '' || end === 'split' || end === 'void' ? '' : String(end === label))
    }
  })

  it('holds events, series, tags and what is filed under them', async () => {
    const [rows, served] = [byKey(await truth('events'), 'event_id'), await walk('events')]
    expect(served.map(({ id }) => id).sort()).toEqual([...rows.keys()])
    for (const event of served) {
      const row = rows.get(event.id as string)!
      expect(row.title).toBe(event.title)
      expect(row.status).toBe(event.closed === true ? 'closed' : 'open')
      expect(row.series_id).toBe((event.series as Row[] | undefined)?.[0]?.id ?? '')
      expect(row.mutually_exclusive).toBe(String(event.negRisk ?? event.enableNegRisk))
    }
    const links = (await truth('category_links')).filter(({ category_id }) => category_id!.startsWith('tag:'))
    const tagged = served.flatMap(({ id, tags }) => (tags as Row[]).map((tag) => `${id} tag:${tag.id}`))
    expect(links.map(({ linked_id, category_id }) => `${linked_id} ${category_id}`).sort()).toEqual(tagged.sort())
    const series = await get<Row[]>('/gamma/series?limit=1000')
    expect(series.map(({ id }) => id)).toEqual((await truth('series')).map(({ series_id }) => series_id))
    const tags = await get<Row[]>('/gamma/tags?limit=1000')
    const categories = byKey(await truth('categories'), 'category_id')
    for (const { id, label } of tags) expect(categories.get(`tag:${id}`)!.label).toBe(label)
  })

  it("tells the CLOB's winners, and which questions another venue asks, too", async () => {
    const clob = new Map<string, Row>()
    for (let cursor = ''; cursor !== 'LTE='; ) {
      const page = await get<Row>(`/clob/markets?next_cursor=${cursor}`)
      for (const row of page.data as Row[]) if (row.condition_id !== '') clob.set(row.condition_id as string, row)
      cursor = page.next_cursor as string
    }
    const twins = await truth('twins')
    expect(twins.length).toBeGreaterThan(100)
    const ends = byKey(await truth('markets'), 'market_id')
    for (const { condition_id } of twins) {
      const tokens = clob.get(condition_id!)?.tokens as Row[] | undefined
      if (tokens === undefined) continue
      const winner = tokens.find((token) => token.winner === true)
      const { resolution } = ends.get(condition_id!)!
      expect(winner?.outcome ?? '').toBe(resolution === 'split' ? '' : resolution)
    }
  })
})
