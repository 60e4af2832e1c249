import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Replica, startReplica } from '../../../server/replica.ts'
import { readTruth } from '../../../testing/truth.ts'
import { askJson, type Row } from '../../../testing/walk.ts'
import { byText } from '../../../truth/csv.ts'
import { post, refusal } from '../data/testing.ts'

let replica: Replica
beforeAll(async () => {
  const world = { kind: 'simulated', trades: 1500, seed: 13, until: '2026-10-08T12:00:30Z', days: 30 } as const
  replica = await startReplica({ venue: 'polymarket', world })
})
afterAll(() => replica.close())

interface BookRow {
  readonly bids: { price: string; size: string }[]
  readonly asks: { price: string; size: string }[]
  readonly timestamp: string
  readonly hash: string
  readonly last_trade_price: string
  readonly tick_size: string
}

const get = <T = Row>(address: string) => askJson<T>(replica.world, address)
const truth = (name: string) => readTruth(replica.world, name)
/** The two tokens of a market of some weeks whose books have both sides. */
function lively(): [string, string] {
  const createdAt = new Map(truth('markets').map((row) => [row.market_id!, row.created_at!]))
  const isQuoted = (row: Row) => row.best_bid !== '' && row.best_ask !== '' && row.last_price !== ''
  const quoted = truth('books').filter((row) => isQuoted(row) && createdAt.get(row.market_id!)! > '2026-08-20')
  const pairs = [...Map.groupBy(quoted, (row) => row.market_id!)].filter(([, rows]) => rows.length === 2)
  const [[, tokens]] = pairs.sort(byText(([market]) => createdAt.get(market)!)) as [(typeof pairs)[number]]
  return tokens.map((row) => row.outcome_id!) as [string, string]
}

describe('order books', () => {
  it('mirror each other, begin with the worst level, and say what the truth says, over the wire', async () => {
    const books = Map.groupBy(truth('books'), (row) => row.market_id!)
    const levels = Map.groupBy(truth('book_levels'), (row) => row.outcome_id!)
    for (const [first, second] of [...books.values()].slice(0, 40)) {
      const body = JSON.stringify([first, second].map((row) => ({ token_id: row!.outcome_id })))
      const response = await fetch(`${replica.url}/clob/books`, { method: 'POST', body })
      const [a, b] = (await response.json()) as [BookRow, BookRow]
      const flip = (rows: BookRow['bids']) =>
        rows.map(({ price, size }) => ({ price: String((1e6 - Math.round(Number(price) * 1e6)) / 1e6), size }))
      expect(flip(a.bids)).toEqual(b.asks)
      expect(flip(a.asks)).toEqual(b.bids)
      expect([b.timestamp, b.last_trade_price, b.tick_size]).toEqual([a.timestamp, a.last_trade_price, a.tick_size])
      expect(a.timestamp).toMatch(/^\d{13}$/)
      expect(new Date(Number(a.timestamp)).toISOString().slice(0, 23)).toBe(first!.at!.slice(0, 23))
      expect([a.hash, b.hash]).toEqual([first!.hash, second!.hash])
      const hashed = createHash('sha1').update(JSON.stringify({ ...a, hash: '' }))
      expect(hashed.digest('hex')).toBe(a.hash)
      const prices = (rows: BookRow['bids']) => rows.map(({ price }) => Number(price))
      expect(prices(a.bids)).toEqual(prices(a.bids).sort((x, y) => x - y))
      expect(prices(a.asks)).toEqual(prices(a.asks).sort((x, y) => y - x))
      const own = levels.get(first!.outcome_id!) ?? []
      const told = (side: string, rows: BookRow['bids']) =>
        rows.map(({ price, size }, i) => [side, Number(price), Number(size), rows.length - i].join(' ')).reverse()
      expect([...told('bid', a.bids), ...told('ask', a.asks)]).toEqual(
        own.map((row) => [row.side, Number(row.price), Number(row.size), row.place].join(' ')),
      )
    }
  })

  it('give prices, midpoints and spreads: BUY is the bid, all are texts', () => {
    const [token, other] = lively()
    const { bids, asks, last_trade_price: last } = get<BookRow & Row>(`/clob/book?token_id=${token}`)
    const [bid, ask] = [bids.at(-1)!.price, asks.at(-1)!.price]
    const mid = String((Math.round(Number(bid) * 1e6) + Math.round(Number(ask) * 1e6)) / 2e6)
    const spread = String((Math.round(Number(ask) * 1e6) - Math.round(Number(bid) * 1e6)) / 1e6)
    expect(get(`/clob/price?token_id=${token}&side=BUY`)).toEqual({ price: bid })
    expect(get(`/clob/price?token_id=${token}&side=SELL`)).toEqual({ price: ask })
    expect(get(`/clob/midpoint?token_id=${token}`)).toEqual({ mid })
    expect(get(`/clob/spread?token_id=${token}`)).toEqual({ spread })
    const ids = [{ token_id: token }, { token_id: other }, { token_id: '1' }]
    const { world } = replica
    expect(post(world, '/clob/midpoints', ids)).toEqual([200, { [token]: mid, [other]: expect.any(String) }])
    expect(post(world, '/clob/spreads', ids)).toEqual([200, { [token]: spread, [other]: spread }])
    expect(post(world, '/clob/prices', [{ token_id: token, side: 'BUY' }, ids[1]])).toEqual([
      200,
      { [token]: { BUY: bid }, [other]: { SELL: expect.any(String) } },
    ])
    expect(Number(last)).toBeCloseTo(
      Number(get<{ price: string }>(`/clob/last-trade-price?token_id=${token}`).price),
      1,
    )
    const trades = new Set(truth('trades').map((row) => row.market_id))
    const quiet = truth('books').find((row) => !trades.has(row.market_id))!
    expect(get(`/clob/last-trade-price?token_id=${quiet.outcome_id}`)).toEqual({ price: '0.5', side: '' })
    expect(post(world, '/clob/last-trades-prices', [{ token_id: quiet.outcome_id }])[1]).toHaveLength(1)
    expect(typeof get(`/clob/tick-size?token_id=${token}`).minimum_tick_size).toBe('number')
  })

  it('refuse in the words of the service', () => {
    const { world } = replica
    const [token] = lively()
    const gone = truth('resolutions').find((row) => row.status === 'resolved')!
    const closed = truth('outcomes').find((row) => row.market_id === gone.market_id)!.outcome_id
    const wrong: [string, number, string][] = [
      [`/clob/book?token_id=${closed}`, 404, 'No orderbook exists for the requested token id'],
      ['/clob/midpoint?token_id=x', 400, 'Invalid token id'],
      [`/clob/price?token_id=${token}&side=buy`, 400, 'Invalid side'],
      ['/clob/tick-size?token_id=1', 404, 'market not found'],
      ...['books', 'prices', 'midpoints', 'spreads'].map((name): [string, number, string] => [
        `/clob/${name}`,
        400,
        'Invalid payload',
      ]),
    ]
    for (const [address, status, error] of wrong) expect(refusal(world, address)).toEqual([status, { error }])
    const many = Array.from({ length: 501 }, () => ({ token_id: token }))
    for (const body of [many, 'x', { token_id: token }]) expect(post(world, '/clob/books', body)[0]).toBe(400)
    expect(post(world, '/clob/books', many.slice(1))[0]).toBe(200)
  })
})

describe('price history', () => {
  type Dots = { history: { t: number; p: number }[] }
  const history = (query: string) => get<Dots>(`/clob/prices-history?${query}`).history
  const now = () => replica.world.clock.now() / 1e6

  it('is the truth of every minute, with boundary points in both windows, some twice, and the present at the end', () => {
    const [token] = lively()
    const told = [...replica.world.pricesOf!(token)!.pieces()].join('').trimEnd().split('\n').slice(1)
    const points = told
      .map((line) => line.split(',').slice(3))
      .map(([at, p]) => `${Date.parse(at!) / 1000} ${Number(p)}`)
    const opened = Math.floor(Number(points[0]!.split(' ')[0]) / 60) * 60
    const seen: string[] = []
    const width = 10 * 86_400
    for (let from = opened; from < now(); from += width) {
      const window = history(`market=${token}&startTs=${from}&endTs=${from + width}&fidelity=1`)
      expect(window.pop()!.t).toBe(now())
      seen.push(...window.map(({ t, p }) => `${t} ${p}`))
    }
    expect([...new Set(seen)]).toEqual(points)
    expect(seen.length).toBeGreaterThan(points.length)
  })

  it('knows its intervals and refuses in the words of the service', () => {
    const [token] = lively()
    const wrong: [string, string][] = [
      ['interval=max', "the 'market' (asset id) is mandatory"],
      [`market=${token}&interval=1m`, "minimum 'fidelity' for '1m' range is 10"],
      [`market=${token}&interval=1w&fidelity=4`, "minimum 'fidelity' for '1w' range is 5"],
      [`market=${token}&interval=2d`, "the 'interval' value is unknown. Known values: '1m', '1w', '1d', '6h', '1h'"],
      [`market=${token}&startTs=1000000&endTs=2296001`, "'startTs' and 'endTs' interval is too long"],
      [`market=${token}&startTs=1780000000000&endTs=1780100000000`, "'startTs' and 'endTs' interval is too long"],
    ]
    for (const [query, error] of wrong)
      expect(refusal(replica.world, `/clob/prices-history?${query}`)).toEqual([
        400,
        { error: `invalid filters: ${error}` },
      ])
    expect(refusal(replica.world, `/clob/prices-history?market=${token}&endTs=5`)[0]).toBe(400)
    const day = history(`market=${token}&interval=1d`)
    expect(day.every(({ t }) => t >= now() - 86_400 && t <= now())).toBe(true)
    expect(history(`market=${token}&interval=max`).length).toBeLessThan(4500)
  })

  it('is empty for resolved markets asked by interval, but not when coarse or by windows', () => {
    const long = truth('markets').find(
      (row) =>
        row.status === 'resolved' &&
        row.opened_at! < '2026-08' &&
        row.event_id!.startsWith('9') &&
        row.resolved_at! > '2026-09-10',
    )!
    const token = truth('outcomes').find((row) => row.market_id === long.market_id)!.outcome_id!
    expect(history(`market=${token}&interval=max`)).toEqual([])
    expect(history(`market=${token}&interval=max&fidelity=720`).length).toBeGreaterThan(10)
    const end = Math.floor(Date.parse(long.resolved_at!) / 1000)
    expect(history(`market=${token}&startTs=${end - 864_000}&endTs=${end}`).length).toBeGreaterThan(10_000)
    const batch = { markets: [token, lively()[0]], interval: '6h' }
    const [, body] = post(replica.world, '/clob/batch-prices-history', batch)
    const { history: both } = body as { history: Record<string, unknown[]> }
    expect(both[token]).toEqual([])
    expect(both[lively()[0]]!.length).toBeGreaterThan(300)
    const many = { markets: Array.from({ length: 21 }, () => token), interval: '6h' }
    expect(post(replica.world, '/clob/batch-prices-history', many)[0]).toBe(400)
  })
})
