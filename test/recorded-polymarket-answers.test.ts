import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../src/cli/main.ts'
import { NotFoundError, PayloadError, RefusalError, TransientError, UserError } from '../src/core/errors.ts'
import type { Slice } from '../src/core/source.ts'
import { polymarket } from '../src/venues/polymarket/index.ts'
import { ROOM } from './failures/support/scene.ts'
import { addresses } from './support/addresses.ts'
import { recordingEffects } from './support/effects.ts'
import { openHome } from './support/opened.ts'
import { repeatedPages } from './support/polymarket-bodies.ts'
import { readSlice } from './support/read-slice.ts'
import { recordings } from './support/recordings.ts'
import { type Said, type Served, serve } from './support/served.ts'

const folder = recordings('found/polymarket')
const read = (file: string) => readFileSync(path.join(folder!, file), 'utf8')
const WINTER = 'borat-feb2026/c433a570'
const TRIES = 3

let server: Served
let said: (url: URL) => Said
beforeEach(async () => {
  server = await serve((url) => said(url))
})
afterEach(() => server.close())
const asked = () => server.requests().map(({ pathname }) => pathname)

const pagesOf = (name: string, slice: Partial<Slice>) =>
  readSlice(polymarket, name, { url: server.url, tries: TRIES, slice })
const failureOf = (name: string, slice: Partial<Slice>) =>
  pagesOf(name, slice).then(
    () => undefined,
    (error: Error) => error,
  )

const CLOSED = { params: { pass: 'closed' } }
const MARKET = { params: { market: '0x1' } }
const TOKEN = { params: { token: '5' }, span: { from: 0, to: 1e12 } }
const ITEMS = { items: ['5'] }
const bodyOf = (type: string, error: string) => ({ type, error })

/** What the venue says in trouble, by its page; who asks for it, and what that means. */
const REFUSED: readonly [string, Partial<Slice>, Said][] = [
  ['markets', CLOSED, { status: 422, body: bodyOf('validation error', 'order fields are not valid') }],
  ['events', CLOSED, { status: 422, body: bodyOf('validation error', 'offset is not allowed on keyset endpoints') }],
  [
    'series',
    {},
    { status: 422, body: bodyOf('validation error', 'offset too large, use /markets/keyset for deeper pagination') },
  ],
  ['clob_markets', {}, { status: 400, body: { error: 'next item should be greater than or equal to 0' } }],
  ['books', ITEMS, { status: 400, body: { error: 'Invalid payload' } }],
  [
    'prices_history',
    TOKEN,
    { status: 400, body: { error: "invalid filters: 'startTs' and 'endTs' interval is too long" } },
  ],
  ['holders', ITEMS, { status: 400, body: { error: "required query param 'market' not provided" } }],
  [
    'trades',
    MARKET,
    { status: 400, body: { error: 'bad cursor', code: 'invalid_request', retryable: false, trace_id: '7' } },
  ],
  ['markets', CLOSED, { status: 414, body: 'URI Too Long' }],
]
const AGAIN: readonly [string, Partial<Slice>, Said][] = [
  ['markets', CLOSED, { status: 500, body: bodyOf('internal error', 'cannot get the information') }],
  ['markets', CLOSED, { status: 503, body: bodyOf('service unavailable', 'keyset pagination is not configured') }],
  ['positions', { params: { trader: '0x1' } }, { status: 429, body: '<html><body>error code: 1015</body></html>' }],
  [
    'trades',
    MARKET,
    { status: 429, body: { error: 'slow down', code: 'rate_limited', retryable: true, trace_id: '7' } },
  ],
  ['leaderboard', {}, { body: { error: 'Too Many Requests' } }],
]

describe('what the real Polymarket says in trouble', () => {
  it.each(REFUSED)('%s: a refusal is not asked again: %j %j', async (name, slice, answer) => {
    said = () => answer
    const error = await failureOf(name, slice)
    expect(error).toBeInstanceOf(RefusalError)
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    expect(error?.message).toContain(`expected 200, got ${answer.status} ${body}. Check the names`)
    expect(asked().length).toBe(1)
  })

  it.each(AGAIN)('%s: what passes is tried again, and is no fault of the user: %j %j', async (name, slice, answer) => {
    said = () => answer
    const error = await failureOf(name, slice)
    expect(error).toBeInstanceOf(TransientError)
    expect(error?.message).toMatch(/after 3 tries\. Run the same command again to continue/)
    expect(error?.message).toContain(answer.status === undefined ? 'dressed as 200' : `got ${answer.status}`)
    expect(asked().length).toBe(TRIES)
  })

  it('a network that may not read is told so', async () => {
    said = () => ({ status: 403, body: 'error code: 1010' })
    const error = await failureOf('tags', {})
    expect(error).toBeInstanceOf(UserError)
    expect(error).not.toBeInstanceOf(NotFoundError)
    expect(error?.message).toMatch(/ODDSLAKE_POLYMARKET_GAMMA_URL, and that this network may use it/)
  })

  it('a market that the order book does not know yet is counted, not a failure', async () => {
    said = () => ({ status: 404, body: { error: 'market not found' } })
    const [page] = await pagesOf('clob_markets', { items: ['0x1'] })
    expect(page?.proof).toBe('1 markets were asked for, 1 are not known to the order book')
    expect(page?.answer.ranges.length).toBe(0)
  })
})

describe.skipIf(folder === undefined)('recorded answers of the real Polymarket that lead astray', () => {
  it.each([
    ['/v2/trades', 'expected a list under "data", got "OK"'],
    ['/trades', 'expected a list, got {"data":"OK"}'],
  ])('the root answer in the place of %s is no empty list', async (place, says) => {
    said = ({ pathname }) =>
      pathname === place ? { body: read(`${WINTER}/data_api_root.json`) } : { status: 404, body: 'none' }
    const error = await failureOf('trades', MARKET)
    expect(error).toBeInstanceOf(PayloadError)
    expect(error?.message).toContain(says)
  })

  it('an order book that gives its first page for ever is noticed', async () => {
    const body = read(`${WINTER}/clob-markets.json`)
    said = () => ({ body })
    const error = await failureOf('clob_markets', {})
    expect(error).toBeInstanceOf(PayloadError)
    expect(error?.message).toContain('sent the cursor MTAwMA== again; going on would loop')
    expect(asked().length).toBeLessThan(8)
  })

  it('a catalogue that does not understand the cursor is noticed', async () => {
    const markets = JSON.parse(read(`${WINTER}/markets_raw.json`)).slice(0, 100)
    said = () => ({ body: { markets, next_cursor: 'abc' } })
    const error = await failureOf('markets', CLOSED)
    expect(error).toBeInstanceOf(PayloadError)
    expect(error?.message).toContain('sent the cursor abc again; going on would loop')
    expect(asked().length).toBeLessThan(8)
  })

  it('a list that does not understand the offset is noticed', async () => {
    const body = read(`${WINTER}/gamma_tags.json`)
    said = () => ({ body })
    const error = await failureOf('tags', {})
    expect(error).toBeInstanceOf(PayloadError)
    expect(error?.message).toContain('expected the records from 100 on, got those of the page before again')
    expect(asked().length).toBe(1 + TRIES)
  })

  it('trades whose first page comes for ever are kept once, and are not called complete', async () => {
    const pages = await repeatedPages(folder!)
    expect([...pages.values()].map((page) => page.length)).toEqual([500, 500, 500, 500, 500])
    said = ({ pathname, searchParams }) => {
      if (pathname === '/data/') return { body: read(`${WINTER}/data_api_root.json`) }
      if (pathname !== '/data/trades') return { status: 404, body: { error: 'not found' } }
      return { body: pages.get(searchParams.get('market')!) }
    }
    const markets = [...pages.keys()].flatMap((id) => ['--market', id])
    const home = await mkdtemp(path.join(ROOM, 'oddslake-recorded-'))
    const env = {
      ODDSLAKE_HOME: home,
      ...addresses(polymarket, server.url),
      ODDSLAKE_POLYMARKET_DATA_TRADES_BURST: '1000',
    }
    const sync = async () => {
      const { effects, err } = recordingEffects(env)
      expect(await run(['sync', 'polymarket/trades', ...markets], effects), err()).toBe(0)
      return err()
    }
    expect(await sync()).toMatch(/Done: 2,500 records received, 0 known already/)
    expect(asked().length).toBeLessThan(40)
    const { connection, close } = await openHome(home)
    const ledger = await connection.rows('select state, proof from silver.ledger')
    expect(ledger.length).toBe(5)
    for (const slice of ledger)
      expect(slice).toEqual({
        state: 'suspect',
        proof: expect.stringMatching(/^nothing .* the same records again/),
      })
    expect(await connection.rows('select count(distinct trade_id) as trades from silver.trades')).toEqual([
      { trades: '2500' },
    ])
    close()
    expect(await sync()).toMatch(/ 0 rows into silver/)
    await rm(home, { recursive: true })
  })
})
