import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { literal } from '../../src/core/sql.ts'
import { expectClear, failures } from './support/command.ts'
import { type Fields, records, text } from './support/damage.ts'
import { published, reading, Scene } from './support/scene.ts'

const NO_OBJECT = 'the record is not a JSON object'

type Reject = { resource: string; reason: string; bronze_file: string; bronze_row: string; key: string | null }

/** How a trade can be broken, by the reason that is given for refusing it. */
const TRADES: Readonly<Record<string, (trade: Fields) => Fields>> = {
  'size: expected decimal(18, 6), got {"a":1}': (t) => ({ ...t, count_fp: { a: 1 } }),
  'size: expected decimal(18, 6), got true': (t) => ({ ...t, count_fp: true }),
  'size: expected at least 0, got -3': (t) => ({ ...t, count_fp: '-3' }),
  'price: expected decimal(18, 12), got cheap': (t) => ({ ...t, yes_price_dollars: 'cheap' }),
  'price: expected at most 1, got 40': (t) => ({ ...t, yes_price_dollars: '40' }),
  'price is missing': ({ yes_price_dollars: _, ...t }) => t,
  'YES price + NO price is not 1': (t) => ({ ...t, yes_price_dollars: '0.1', no_price_dollars: '0.1' }),
  'traded_at: expected timestamptz, got 17': (t) => ({ ...t, created_time: 17 }),
  'side: expected one of buy, sell, got maybe': (t) => ({ ...t, taker_outcome_side: 'maybe' }),
  'market_id is missing': (t) => ({ ...t, ticker: null }),
  'market_id: expected text, got ["A"]': (t) => ({ ...t, ticker: ['A'] }),
  'trade_id is missing': ({ trade_id: _, ...t }) => t,
}

/** How the text of a market can be broken, each with the reason for refusing it. */
const MARKETS: readonly (readonly [reason: string, change: (market: string) => string])[] = [
  [NO_OBJECT, (m) => m.replace('"ticker":', '"ticker"::')],
  [NO_OBJECT, (m) => m.replace('"title":"', '"title":"\n')],
  [NO_OBJECT, (m) => m.replace('"title":"', '"title":"\u0001')],
  [NO_OBJECT, (m) => m.replace('"title":"', '"title":"\u0000')],
  ['status is missing', (m) => m.replace(/"status":"[^"]*"/, '"status":null')],
  [
    'status: expected one of upcoming, open, paused, closed, resolved, got 7',
    (m) => m.replace(/"status":"[^"]*"/, '"status":7'),
  ],
  ['market_id: expected text, got {"a":1}', (m) => m.replace(/"ticker":"[^"]*"/, '"ticker":{"a":1}')],
  ['volume: expected decimal(18, 6), got plenty', (m) => m.replace(/"volume_fp":"[^"]*"/, '"volume_fp":"plenty"')],
]

describe('a broken record', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterEach(() => scene.proxy.mend())
  afterAll(() => scene.close())

  /** The reasons of a home's rejects, each with the payload that it points at. */
  async function rejects(home: string): Promise<[reason: string, payload: string][]> {
    const listed = await published<Reject>(home, 'select * from silver.rejects')
    return reading(async (connection) => {
      const found: [string, string][] = []
      for (const { reason, bronze_file, bronze_row } of listed) {
        const file = literal(`${home}/${bronze_file}`)
        const record = await connection.first<{ payload: string }>(
          `select payload from read_parquet(${file}, file_row_number = true) where file_row_number = ${bronze_row}`,
        )
        found.push([reason, record!.payload])
      }
      return found.sort()
    })
  }

  async function count(home: string, table: string): Promise<number> {
    const [row] = await published<{ n: string }>(home, `select count(*) as n from ${table}`)
    return Number(row?.n)
  }

  const overThreshold = (resource: string) =>
    expect.stringMatching(
      new RegExp(
        `^kalshi/${resource}: expected at most 1 % of the records to break the contract, got \\d+ of \\d+ \\(\\S+ %\\)\\. They are kept; see them with: oddslake query ".* from silver\\.rejects"\\. When the venue has mended them, ask again: oddslake sync kalshi/${resource} --full$`,
      ),
    )

  it('among trades is kept and refused by name, the good ones are rows, and --full brings the mended ones', async () => {
    const home = await scene.folder()
    const [reasons, chosen] = [Object.keys(TRADES), new Map<unknown, string>()]
    const broken: [string, string][] = []
    const spoil = records('trades', (trades) =>
      trades.map((trade) => {
        const reason = chosen.get(trade.trade_id) ?? reasons[chosen.size]
        if (reason === undefined) return trade
        const changed = TRADES[reason]!(trade)
        if (!chosen.has(trade.trade_id)) broken.push([reason, JSON.stringify(changed)])
        chosen.set(trade.trade_id, reason)
        return changed
      }),
    )
    // What is asked for the pace of the plan is not kept.
    scene.proxy.spoil('/markets/trades', (reply, query) => (query.has('min_ts') ? spoil(reply, query) : reply))
    const ended = await scene.sync(home)
    expect(ended.code).toBe(1)
    expectClear(ended)
    expect(failures(ended)).toEqual([overThreshold('trades')])
    expect(broken).toHaveLength(reasons.length)
    expect(await rejects(home)).toEqual(broken.sort())
    expect(await count(home, 'silver.trades')).toBe(400 - broken.length)
    await scene.heals(home, ['sync', 'kalshi/trades', '--full'])
  })

  it('of whatever shape stops neither its page nor later runs', async () => {
    const home = await scene.folder()
    const extra = ['null', '5', '"x"', '[1]']
    const broken: [string, string][] = extra.map((payload) => [NO_OBJECT, payload])
    const spoil = text((body) => {
      const { markets } = JSON.parse(body) as { markets: Fields[] }
      const payloads = markets.map((market, i) => {
        const [reason, change] = MARKETS[i] ?? []
        if (reason === undefined) return JSON.stringify(market)
        const changed = change!(JSON.stringify(market))
        broken.push([reason, changed])
        return changed
      })
      return `{"markets":[${[...extra, ...payloads].join(',')}],"cursor":""}`
    })
    scene.proxy.spoil('/markets', spoil)
    const ended = await scene.sync(home)
    scene.proxy.mend()
    expect(ended.code).toBe(1)
    expectClear(ended)
    expect(failures(ended)).toEqual([overThreshold('markets')])
    expect(await rejects(home)).toEqual(broken.sort())
    expect(await count(home, 'silver.markets')).toBe(20 - MARKETS.length)
    expect((await scene.sync(home)).code).toBe(0)
    await scene.heals(home, ['sync', 'kalshi/markets', '--full'])
  })

  it('whose time cannot be does not end the walk of its window', async () => {
    const busy = await Scene.open({ trades: 8000 })
    const home = await busy.folder()
    const early = records('trades', (trades) =>
      trades.map((trade, i) => (i === trades.length - 1 ? { ...trade, created_time: '1970-01-01T00:00:00Z' } : trade)),
    )
    busy.proxy.spoil('/markets/trades', (reply, query) => (query.has('cursor') ? reply : early(reply, query)))
    expect((await busy.sync(home)).code).toBe(0)
    expect(await count(home, 'silver.trades')).toBe(8000)
    await busy.heals(home, ['sync', 'kalshi', '--full'])
    await busy.close()
  })

  it('with a field twice is read alike everywhere: the first one counts, and bronze keeps both', async () => {
    const home = await scene.folder()
    scene.proxy.spoil(
      '/markets/trades',
      text((t) => t.replace('"trade_id":', '"trade_id":"first","trade_id":')),
    )
    expect(
      (await scene.run(home, ['sync', 'kalshi/trades', '--since', '2026-10-07', '--until', '2026-10-07T12:00:00Z']))
        .code,
    ).toBe(0)
    const kept = await reading((connection) =>
      connection.rows<{ key: string; payload: string }>(
        `select key, payload from read_parquet('${home}/bronze/venue=kalshi/resource=trades/*/*.parquet') where payload like '%"first","trade_id":%'`,
      ),
    )
    expect(kept.map((row) => row.key)).toEqual(['first'])
    expect(await published(home, "select trade_id from silver.trades where trade_id = 'first'")).toHaveLength(1)
  })
})
