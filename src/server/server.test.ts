import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PublishedHome, type Serving, serveHome } from '../../test/support/published.ts'
import { book_levels, books, id, markets, NASTY, outcomes, SEEN, trades } from '../../test/support/server-rows.ts'
import type { Row } from '../engine/connection.ts'

type List = { snapshot: string; sql: string; rows: Row[]; next: string | null }
type One = { sql: string; row: Record<string, Row & Row[]> }
type Trouble = { type: string; title: string; status: number; detail: string; instance: string }

let home: PublishedHome
let serving: Serving

beforeAll(async () => {
  home = await PublishedHome.make()
  await home.run(
    `insert into warehouse.silver.ledger select 'kalshi', 'trades', 'slice ' || n, 'complete', 1, null, null, null, null, null, '2026-02-01 00:00:00+00'::timestamptz, 1 from range(7) as t(n)`,
  )
  const events = [{ venue: 'kalshi', event_id: 'E', title: 'The event', seen_at: SEEN }]
  await home.publish({ markets, outcomes, events, trades, books, book_levels })
  serving = await serveHome(home.home)
})
afterAll(async () => {
  expect(serving.complaints).toEqual([])
  await serving.close()
  await home.remove()
})

const get = (route: string, headers: Record<string, string> = {}) => fetch(`${serving.url}${route}`, { headers })
async function list(route: string): Promise<List> {
  const response = await get(route)
  expect(`${response.status} ${route}`).toBe(`200 ${route}`)
  return (await response.json()) as List
}
async function trouble(route: string, headers?: Record<string, string>): Promise<Trouble> {
  const response = await get(route, headers)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = (await response.json()) as Trouble
  expect(problem.status).toBe(response.status)
  return problem
}

/** Instants as the engine itself writes them. */
const asEngine = (row: Row) =>
  JSON.parse(
    JSON.stringify(row).replaceAll(/"(\d{4}-\d\d-\d\d)T([\d:]{8})\.(\d+)Z"/g, (_, day, time, fraction) => {
      const short = String(fraction).replace(/0+$/, '')
      return `"${day} ${time}${short === '' ? '' : `.${short}`}+00"`
    }),
  )

const M = `/api/markets/kalshi/${id(0)}`
const ROUTES = [
  '/api/overview',
  '/api/activity?unit=hour&venue=kalshi',
  '/api/activity?unit=day&since=2026-02-02',
  '/api/categories',
  '/api/movers?span=24h',
  '/api/markets?status=open&sort=closes_at&order=desc',
  '/api/markets?search=ELECTED%20number&venue=kalshi&category=Politics',
  `${M}/candles?unit=1m&limit=3`,
  `${M}/candles?unit=1h&since=2026-02-02T00:00:00Z`,
  `${M}/trades?outcome_id=${id(0)}:yes`,
  `${M}/versions`,
  '/api/trades?venue=manifold&trader_id=trader%201&until=2026-02-03',
  '/api/traders?sort=trades',
  '/api/traders/manifold/trader%202/trades',
  '/api/calibration',
  '/api/scores',
  '/api/longshot?venue=kalshi',
  '/api/maker-taker',
  '/api/coherence',
  '/api/completeness',
  '/api/ledger?state=complete',
  '/api/rejects',
  '/api/drift',
  '/api/runs',
]
/** The index of markets finds what the statement finds that is told with it. */
const LISTS = ['volume', 'closes_at', 'last_traded_at', 'question', 'change_24h'].flatMap((sort) =>
  [
    'order=asc',
    'order=desc&status=open',
    'order=desc&search=will+CH&venue=manifold',
    'search=istanbul+REYKJAVIK',
    'search=M-4',
    'search=nobody',
  ].map((more) => `/api/markets?sort=${sort}&${more}`),
)

describe('routes', () => {
  it.each([[ROUTES], [LISTS]])('give what their statements give over the snapshot', async (routes) => {
    const answers = await Promise.all(routes.map(list))
    const expected = await home.rows(...answers.map(({ sql }) => sql))
    routes.forEach((route, i) => {
      expect([route, answers[i]!.rows.map(asEngine)]).toEqual([route, expected[i]])
    })
  })

  it('answer with what was put in', async () => {
    const { rows } = await list('/api/overview')
    expect(rows).toMatchObject([
      { venue: 'kalshi', markets: '12', open_markets: '4', trades: '110', volume: '220.000000', requests_left: null },
      { venue: 'manifold', markets: '11', trades: '100', last_traded_at: '2026-02-03T10:10:00.000000Z' },
    ])
    expect((await list('/api/markets?search=reykjavik')).rows).toMatchObject([{ market_id: id(7) }])
    expect((await list('/api/markets?search=elected&limit=500')).rows.map((r) => r.market_id).sort()).toEqual(
      markets
        .filter((m) => m.question.includes('elected'))
        .map((m) => m.market_id)
        .sort(),
    )
  })

  it('one market comes with its outcomes and event, its titles as they are, and no link that could run', async () => {
    const response = await get(`/api/markets/manifold/${encodeURIComponent(id(7))}`)
    const { row } = (await response.json()) as One
    expect(row.market).toMatchObject({ market_id: id(7), question: NASTY, event_id: 'E' })
    expect(row.links).toEqual({ venue_url: null })
    expect(row.outcomes!.map((o) => [o.label, o.last_price])).toEqual([
      ['yes', '0.460000000000'],
      ['no', null],
    ])
    expect(await (await get('/api/markets/kalshi/M-0')).json()).toMatchObject({
      row: { event: { title: 'The event' }, links: { venue_url: 'https://example.com/0' }, summary: { trades: '10' } },
    })
  })

  it('the latest book of an outcome comes with its levels', async () => {
    const { rows } = await list('/api/markets/kalshi/M-0/books')
    expect(rows).toMatchObject([{ outcome_id: 'M-0:yes', at: '2026-02-01T02:00:00.000000Z' }])
    expect(rows[0]!.levels).toEqual([
      { side: 'bid', price: '0.400000000000', size: '1.000000', place: '1' },
      { side: 'bid', price: '0.300000000000', size: '2.000000', place: '2' },
    ])
  })

  it('one trader comes with positions', async () => {
    const { row } = (await (await get('/api/traders/manifold/trader%201')).json()) as One
    expect(row.summary).toMatchObject({ trader_id: 'trader 1', trades: '20' })
    expect(row.positions!.length).toBeGreaterThan(0)
  })

  it.each([
    '/api/venues',
    '/api/meta',
    '/health',
    '/ready',
    '/openapi.json',
    '/docs',
    '/metrics',
  ])('%s answers', async (route) => {
    const response = await get(route)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect((await response.text()).length).toBeGreaterThan(10)
  })

  it('the OpenAPI document names every route, and its rows have the columns that come', async () => {
    const document = (await (await get('/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, { get: { responses: Record<string, { content: Record<string, { schema: object }> }> } }>
    }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toContain('/api/markets/{venue}/{id}/candles')
    const { schema } = document.paths['/api/trades']!.get.responses['200']!.content['application/json']!
    const { rows } = (schema as { properties: { rows: { items: { properties: object } } } }).properties
    expect(Object.keys(rows.items.properties)).toEqual(Object.keys((await list('/api/trades?limit=1')).rows[0]!))
  })
})

describe('pages', () => {
  it.each([
    ['/api/trades?limit=13', 'silver.trades', 'trade_id'],
    ['/api/markets?limit=4&sort=closes_at', 'gold.market_summary', 'market_id'],
    ['/api/markets?limit=5&sort=question&order=desc', 'gold.market_summary', 'market_id'],
    ['/api/markets?limit=4&sort=last_traded_at&status=all', 'gold.market_summary', 'market_id'],
    ['/api/ledger?limit=2', 'silver.ledger', 'slice'],
  ])('%s shows everything once, in one order', async (route, table, key) => {
    const seen: Row[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: List = await list(`${route}${next === '' ? '' : `&cursor=${next}`}`)
      seen.push(...page.rows)
      next = page.next
    }
    const whole = await list(route.replace(/limit=\d+/, 'limit=500'))
    expect(seen).toEqual(whole.rows)
    const [all] = await home.rows(`select ${key} as k from ${table}`)
    expect(seen.map((row) => row[key]).sort()).toEqual(all!.map((row) => row.k).sort())
  })

  it('refuse a cursor of another list, of another order, and of nobody', async () => {
    const { next } = await list('/api/markets?limit=1')
    const forged = Buffer.from(JSON.stringify({ order: 'x', after: ["'; drop table"] })).toString('base64url')
    const wrong = [
      `/api/trades?cursor=${next}`,
      `/api/markets?sort=trades&cursor=${next}`,
      `/api/markets?cursor=${forged}`,
    ]
    for (const route of [...wrong, '/api/markets?cursor=e30', '/api/markets?cursor=%27', '/api/markets?cursor='])
      expect((await trouble(route)).status).toBe(400)
  })
})

describe('formats', () => {
  it('the same rows come as lines of JSON, CSV and Parquet, by name or by Accept', async () => {
    const { rows, next } = await list('/api/trades?limit=5')
    const lines = await get('/api/trades?limit=5&format=ndjson')
    expect(
      (await lines.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(rows)
    expect(lines.headers.get('link')).toContain(next)
    const csv = (await (await get('/api/trades?limit=5', { accept: 'text/csv' })).text()).split('\n')
    expect(csv[0]).toBe(Object.keys(rows[0]!).join(','))
    expect(csv[1]).toContain(`${rows[0]!.trade_id}`)
    const parquet = await get('/api/trades?limit=5&format=parquet')
    expect(parquet.headers.get('content-type')).toBe('application/vnd.apache.parquet')
    expect(
      Buffer.from(await parquet.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('PAR1')
  })

  it('are compressed for those who take it, and not sent again to those who have them', async () => {
    const plain = await (await get('/api/trades', { 'accept-encoding': 'identity' })).text()
    const { headers } = await get('/api/trades', { 'accept-encoding': 'gzip' })
    expect(headers.get('content-encoding')).toBe('gzip')
    expect(
      (await get('/api/trades', { 'accept-encoding': 'br;q=0, gzip;q=0' })).headers.get('content-encoding'),
    ).toBeNull()
    expect(() => gunzipSync(plain)).toThrow()
    const again = await get('/api/trades', { 'if-none-match': headers.get('etag')! })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await get('/api/trades?limit=1', { 'if-none-match': headers.get('etag')! })).status).toBe(200)
  })
})

describe('hostile requests', () => {
  it.each([
    ['/api/nothing', 404],
    ['/api/markets/kalshi/none', 404],
    ['/api/traders/kalshi/none', 404],
    ['/api/markets?limit=0', 400],
    ['/api/markets?limit=501', 400],
    ['/api/markets?limit=1e3', 400],
    ['/api/markets?limit=1&limit=2', 400],
    ['/api/markets?sort=venue%3Bdrop', 400],
    ['/api/markets?status=%27', 400],
    ['/api/markets?drop=1', 400],
    [`/api/markets?search=${'x'.repeat(201)}`, 400],
    ['/api/markets?search=%00', 400],
    ['/api/markets/kalshi/%00', 400],
    ['/api/trades?since=yesterday', 400],
    ['/api/trades?format=exe', 400],
    [`/api/trades?market_id=${'x'.repeat(9000)}`, 414],
    ['/..%2f..%2fetc/passwd', 404],
    ['/assets/../../package.json', 404],
  ])('%s is refused with a clear body', async (route, status) => {
    const problem = await trouble(route)
    expect(problem).toMatchObject({ type: 'about:blank', status })
    expect(problem.detail.length).toBeGreaterThan(10)
    expect(JSON.stringify(problem)).not.toMatch(/Error:|at .*\.ts/)
  })

  it.each([
    `'; drop table silver.trades; --`,
    NASTY,
    '%xyz',
    '\\xyz',
    'a'.repeat(200),
    '--x',
  ])('text is only text: %s', async (text) => {
    for (const name of ['search', 'category']) {
      const { rows } = await list(`/api/markets?${new URLSearchParams({ [name]: text })}`)
      expect(rows.length).toBe(name === 'search' && text === NASTY ? 1 : 0)
    }
    expect((await list(`/api/trades?${new URLSearchParams({ market_id: text })}`)).rows).toEqual([])
  })

  it('nothing but GET and HEAD, no name but this machine, no megabyte of address, no garbage', async () => {
    const post = await fetch(`${serving.url}/api/trades`, { method: 'POST', body: 'x' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    const head = await fetch(`${serving.url}/api/trades`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const said = await Promise.all([
      raw('GET /api/trades HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
      raw(`GET /${'x'.repeat(1_000_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
      raw('\0\0\0\r\n\r\n'),
    ])
    expect(said.map((text) => text.slice(9, 12))).toEqual(['421', '431', '400'])
    for (const text of said) expect(text).toContain('application/problem+json')
    expect((await get('/health')).status).toBe(200)
  })

  it('a statement that takes too long is given up, and the next one answered', async () => {
    const short = await serveHome(home.home, { timeoutMs: 100 })
    try {
      const sql = 'select count(*) as n from range(1000000000) as a, range(1000000000) as b where a.range <> b.range'
      const long = short.published.read((reader) => reader.rows({ sql, parameters: {}, columns: {} }))
      await expect(long).rejects.toMatchObject({ status: 503, message: expect.stringMatching(/longer than 0.1 s/) })
      const again = short.published.read((reader) => reader.rows({ sql: 'select 1 as n', parameters: {}, columns: {} }))
      expect(await again).toEqual([{ n: 1 }])
    } finally {
      await short.close()
    }
  })

  it('a hundred at once are all answered', async () => {
    const routes = Array.from({ length: 100 }, (_, i) => `/api/trades?limit=${i + 1}`)
    const found = await Promise.all(routes.map(async (route) => (await list(route)).rows.length))
    expect(found).toEqual(routes.map((_, i) => i + 1))
  })
})

/** What the server says to bytes that no HTTP client would send. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(new URL(serving.url).port), '127.0.0.1')
    socket.on('data', (data) => {
      text += data.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
    socket.write(bytes)
  })
}

describe('a token', () => {
  const TOKEN = 'a-secret-of-some-length'
  it('is asked for, as header or as the cookie that the first page sets', async () => {
    const guarded = await serveHome(home.home, { token: TOKEN })
    const ask = (route: string, headers: Record<string, string> = {}) =>
      fetch(`${guarded.url}${route}`, { headers, redirect: 'manual' })
    try {
      const bare = await ask('/api/overview')
      expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect((await ask('/health')).status).toBe(200)
      expect((await ask('/api/overview', { authorization: 'Bearer wrong' })).status).toBe(401)
      expect((await ask('/api/overview', { authorization: `Bearer ${TOKEN}` })).status).toBe(200)
      expect((await ask('/?token=wrong')).status).toBe(401)
      const welcome = await ask(`/?token=${TOKEN}`)
      const cookie = welcome.headers.get('set-cookie')!
      expect([welcome.status, welcome.headers.get('location')]).toEqual([303, '/'])
      expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
      expect((await ask('/api/overview', { cookie: cookie.split(';')[0]! })).status).toBe(200)
    } finally {
      await guarded.close()
    }
  })
})

describe('a new snapshot', () => {
  const NOTHING = { parameters: {}, columns: {} }
  const COUNT = { sql: 'select count(*) as n from silver.trades', ...NOTHING }

  it('is noticed, and what was asked before it still ends', async () => {
    let release = () => {}
    const held = serving.published.read(async (reader) => {
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return reader.rows(COUNT)
    })
    const before = await list('/api/trades?limit=1')
    await home.publish({ trades: [{ ...trades[0]!, trade_id: 'new', traded_at: '2026-02-04T00:00:00Z' }] }, [])
    expect((await list('/api/trades?limit=1')).snapshot).toBe(before.snapshot)
    await serving.published.look()
    expect((await list('/api/trades?limit=1')).rows).toMatchObject([{ trade_id: 'new' }])
    release()
    expect(await held).toEqual([{ n: '210' }])
    // This one was published without models.
    expect(await trouble('/api/overview')).toMatchObject({
      status: 503,
      detail: expect.stringMatching(/oddslake build/),
    })
  })

  it('is waited for where a home has none', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'oddslake-empty-'))
    const empty = await serveHome(folder)
    for (const route of ['/ready', '/api/overview', '/api/trades']) {
      const response = await fetch(`${empty.url}${route}`)
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/no snapshot in .* yet/) })
    }
    await empty.close()
    await rm(folder, { recursive: true })
  })
})
