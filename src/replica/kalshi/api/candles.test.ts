import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { readTruth } from '../../testing/truth.ts'
import { ask, askJson, bodyOf, type Row, walk } from '../../testing/walk.ts'
import type { World } from '../../world.ts'
import { simulatedWorld } from '../simulated/world.ts'

// The clocks of New York go back on 1 November 2026.
const until = Date.UTC(2026, 10, 20) / 1000
const options = { kind: 'simulated', trades: 5000, seed: 31, until: '2026-11-20', days: 70, markets: 80 } as const
const world = simulatedWorld(options)

type Prices = Readonly<Record<string, string>>
interface Candle {
  readonly end_period_ts: number
  readonly price: Prices
  readonly yes_bid: Prices
  readonly yes_ask: Prices
  readonly volume_fp: string
  readonly open_interest_fp: string
}

const SECONDS = { 1: 60, 60: 3600, 1440: 86_400 } as const
const INTERVALS = [1, 60, 1440] as const
const scaled = (text: unknown) => BigInt(String(text).replace('.', ''))
const secondsOf = (row: Row, field: string) => Math.floor(Date.parse(row[field] as string) / 1000)

/** One request after the other, each as wide as is allowed; the last end of one is the first of the next. */
function candlesOf(
  of: World,
  path: string,
  { from, to, minutes }: { from: number; to: number; minutes: 1 | 60 | 1440 },
) {
  const found = new Map<number, Candle>()
  const width = 5000 * SECONDS[minutes]
  for (let start = from; start <= to; start += width) {
    const query = `start_ts=${start}&end_ts=${Math.min(to, start + width)}&period_interval=${minutes}`
    const { candlesticks } = askJson<{ candlesticks: Candle[] }>(of, `${path}/candlesticks?${query}`)
    for (const candle of candlesticks) found.set(candle.end_period_ts, candle)
  }
  return [...found.values()]
}

const newYork = new Intl.DateTimeFormat('sv', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'medium',
})
const localTime = (seconds: number) => newYork.format(new Date(seconds * 1000))

/** Which period a trade belongs to, by the page's words alone: whole units of time, days by the date in New York. */
function periodOf(trade: Row, minutes: 1 | 60 | 1440): string {
  const seconds = secondsOf(trade, 'created_time')
  return minutes === 1440 ? localTime(seconds).slice(0, 10) : String(Math.floor(seconds / SECONDS[minutes]))
}

function periodBehind(end: number, minutes: 1 | 60 | 1440): string {
  return minutes === 1440 ? localTime(end - 1).slice(0, 10) : String(end / SECONDS[minutes] - 1)
}

/** The weighted mean to four decimals, half to even, from texts of four and of two decimals. */
function meanOf(trades: readonly Row[]): string {
  const volume = trades.reduce((sum, row) => sum + scaled(row.count_fp), 0n)
  const money = trades.reduce((sum, row) => sum + scaled(row.count_fp) * scaled(row.yes_price_dollars), 0n)
  const [whole, twice] = [money / volume, (money % volume) * 2n]
  const rounded = twice > volume || (twice === volume && whole % 2n === 1n) ? whole + 1n : whole
  return `0.${String(rounded).padStart(4, '0')}`
}

describe('candles', () => {
  let byTicker: Map<unknown, Row[]>
  let busiest: Row[]

  beforeAll(() => {
    const pages = ['/markets/trades?limit=1000', '/historical/trades?limit=1000']
    const rows = pages.flatMap((page) => walk(world, page, 'trades'))
    const trades = [...new Map(rows.map((row) => [row.trade_id, row])).values()].reverse()
    byTicker = Map.groupBy(trades, (row) => row.ticker)
    const markets = walk(world, '/markets?limit=1000', 'markets')
    busiest = markets.sort((a, b) => count(b) - count(a)).slice(0, 8)
  })
  const count = (market: Row) => byTicker.get(market.ticker)?.length ?? 0

  it.each(INTERVALS)('of %i minutes are what the trades on the book add up to, to the digit', (minutes) => {
    let quiet = 0
    for (const market of busiest) {
      const own = byTicker.get(market.ticker)!.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
      const onBook = own.filter((row) => row.is_block_trade === false)
      const groups = Map.groupBy(onBook, (row) => periodOf(row, minutes))
      const span = { from: secondsOf(market, 'open_time'), to: until, minutes }
      const candles = candlesOf(world, `/series/ANY/markets/${market.ticker}`, span)
      const told = new Set(candles.map((candle) => periodBehind(candle.end_period_ts, minutes)))
      const running = minutes === 1440 ? localTime(until).slice(0, 10) : String(until / SECONDS[minutes])
      expect([...groups.keys()].filter((period) => period !== running && !told.has(period))).toEqual([])
      let previous: string | undefined
      let before: Candle | undefined
      for (const candle of candles) {
        const trades = groups.get(periodBehind(candle.end_period_ts, minutes)) ?? []
        const known = previous === undefined ? {} : { previous_dollars: previous }
        expect(candle.price).toEqual(trades.length === 0 ? known : { ...ohlcOf(trades), ...known })
        expect(scaled(candle.volume_fp)).toBe(trades.reduce((sum, row) => sum + scaled(row.count_fp), 0n))
        if (before !== undefined) {
          expect(candle.yes_bid.open_dollars).toBe(before.yes_bid.close_dollars)
          expect(candle.yes_ask.open_dollars).toBe(before.yes_ask.close_dollars)
          const moved = [candle.yes_bid, candle.yes_ask].some((side) => new Set(Object.values(side)).size > 1)
          expect(moved || trades.length > 0).toBe(true)
        }
        if (trades.length === 0) quiet++
        previous = (trades.at(-1)?.yes_price_dollars as string | undefined) ?? previous
        before = candle
      }
      const isAllTold = own.every((row) => secondsOf(row, 'created_time') < before!.end_period_ts)
      if (isAllTold) expect(before!.open_interest_fp).toBe(market.open_interest_fp)
    }
    if (minutes < 1440) expect(quiet).toBeGreaterThan(50)
  })

  /** The order of the page upwards: by time, then by id. */
  function order(trade: Row): string {
    const time = (trade.created_time as string).slice(0, -1)
    return `${time.slice(0, 19)}.${time.slice(20).padEnd(6, '0')} ${trade.trade_id}`
  }

  function ohlcOf(trades: readonly Row[]): Prices {
    const prices = trades.map((row) => row.yes_price_dollars as string)
    const sorted = prices.toSorted()
    return {
      open_dollars: prices[0]!,
      high_dollars: sorted.at(-1)!,
      low_dollars: sorted[0]!,
      close_dollars: prices.at(-1)!,
      mean_dollars: meanOf(trades),
    }
  }

  it('of a day end at midnight in New York, at 04:00 UTC in summer and 05:00 in winter', () => {
    const ends = busiest.flatMap((market) => {
      const span = { from: secondsOf(market, 'open_time'), to: until, minutes: 1440 as const }
      return candlesOf(world, `/series/X/markets/${market.ticker}`, span).map((candle) => candle.end_period_ts)
    })
    expect(ends.every((end) => localTime(end).endsWith('00:00:00'))).toBe(true)
    expect(new Set(ends.map((end) => (end % 86_400) / 3600))).toEqual(new Set([4, 5]))
  })

  it('are bounded by their ends, both inclusive', () => {
    const long = (market: Row) => secondsOf(market, 'close_time') - secondsOf(market, 'open_time')
    const open = walk(world, '/markets?limit=1000&status=open', 'markets')
    const { ticker } = open.toSorted((a, b) => long(b) - long(a))[0]!
    const path = `/series/X/markets/${ticker}/candlesticks?period_interval=60`
    const all = candlesOf(world, `/series/X/markets/${ticker}`, { from: until - 4e6, to: until, minutes: 60 })
    expect(all.length).toBeGreaterThan(500)
    const bounds = fc.integer({ min: -1111, max: 0 }).map((hour) => until + hour * 3600)
    fc.assert(
      fc.property(bounds, bounds, fc.integer({ min: 0, max: 1 }), (from, to, off) => {
        const found = askJson<{ candlesticks: Candle[] }>(world, `${path}&start_ts=${from + off}&end_ts=${to}`)
        const fits = ({ end_period_ts: end }: Candle) => end >= from + off && end <= to
        expect(found.candlesticks).toEqual(all.filter(fits))
      }),
      { numRuns: 40 },
    )
  })

  it('tell the quotes that the market showed at each moment, once their period is over', () => {
    const moving = simulatedWorld({ ...options, future: 2 })
    const open = walk(moving, '/markets?status=open&limit=40', 'markets').slice(0, 12)
    const samples = new Map<string, { at: number; bid: unknown; ask: unknown }[]>()
    for (let i = 0; i < 60; i++) {
      moving.clock.moveOn(317_000_000)
      for (const { ticker } of open) {
        const { market } = askJson<{ market: Row }>(moving, `/markets/${ticker}`)
        if (market.status !== 'active') continue
        const hasAsk = market.yes_ask_size_fp !== '0.00'
        const sample = { bid: market.yes_bid_dollars, ask: hasAsk ? market.yes_ask_dollars : '1.0000' }
        samples.set(ticker as string, [
          ...(samples.get(ticker as string) ?? []),
          { at: until + (i + 1) * 317, ...sample },
        ])
      }
    }
    expect(samples.size).toBeGreaterThan(8)
    const now = until + 60 * 317
    for (const [ticker, seen] of samples) {
      const candles = candlesOf(moving, `/series/X/markets/${ticker}`, {
        from: now - 250_000,
        to: now + 999,
        minutes: 1,
      })
      expect(candles.every((candle) => candle.end_period_ts <= now)).toBe(true)
      for (const { at, bid, ask: offered } of seen) {
        const last = candles.findLast((candle) => candle.end_period_ts - 60 <= at)
        if (last === undefined || at > Math.floor(now / 60) * 60) continue
        const isInside = at < last.end_period_ts
        const shown = (side: Prices) => (isInside ? Object.values(side) : [side.close_dollars])
        expect(shown(last.yes_bid)).toContain(bid)
        expect(shown(last.yes_ask)).toContain(offered)
      }
    }
  })

  it('come for many markets at once, and for an event in parallel lists that end where the range is cut', () => {
    const market = busiest[0]!
    const [from, to] = [until - 4 * 86_400, until - 2 * 86_400]
    const range = `start_ts=${from}&end_ts=${to}&period_interval=60`
    const single = askJson<{ candlesticks: Candle[] }>(
      world,
      `/series/X/markets/${market.ticker}/candlesticks?${range}`,
    )
    const tickers = busiest.map((row) => row.ticker)
    const batch = askJson<{ markets: Row[] }>(world, `/markets/candlesticks?market_tickers=${tickers},NOPE&${range}`)
    expect(batch.markets.map((row) => row.market_ticker)).toEqual(tickers)
    expect(batch.markets[0]!.candlesticks).toEqual(single.candlesticks)
    const address = `/series/X/events/${market.event_ticker}/candlesticks`
    const event = askJson<Record<string, unknown[]>>(world, `${address}?${range}`)
    expect(event.adjusted_end_ts).toBe(to)
    const position = event.market_tickers!.indexOf(market.ticker)
    expect(event.market_candlesticks![position]).toEqual(single.candlesticks)
    const wide = askJson<Row>(world, `${address}?start_ts=${from}&end_ts=${from + 5001 * 60}&period_interval=1`)
    expect(wide.adjusted_end_ts).toBe(from + 5000 * 60)
  })

  it('of archived markets stand in the archive alone, under bare names and with nulls', () => {
    const events = walk(world, '/events', 'events').map((row) => row.event_ticker)
    const archived = events.flatMap((event) => walk(world, `/historical/markets?event_ticker=${event}`, 'markets'))
    const market = archived.find((row) => Number(row.volume_fp) > 0)!
    const [from, to] = [secondsOf(market, 'open_time'), secondsOf(market, 'close_time') + 86_400]
    const span = `start_ts=${Math.max(from, to - 5000 * 3600)}&end_ts=${to}&period_interval=60`
    expect(ask(world, `/series/X/markets/${market.ticker}/candlesticks?${span}`).status).toBe(404)
    expect(ask(world, `/historical/markets/${busiest[0]!.ticker}/candlesticks?${span}`).status).toBe(404)
    const path = `/historical/markets/${market.ticker}/candlesticks?${span}`
    const { candlesticks, ticker } = askJson<{ candlesticks: Row[]; ticker: string }>(world, path)
    expect(ticker).toBe(market.ticker)
    const names = ['close', 'high', 'low', 'mean', 'open', 'previous']
    expect(candlesticks.every((row) => String(Object.keys(row.price as Row)) === String(names))).toBe(true)
    const sum = candlesticks.reduce((total, row) => total + scaled(row.volume), 0n)
    const onBook = byTicker.get(market.ticker)!.filter((row) => row.is_block_trade === false)
    expect(sum).toBe(onBook.reduce((total, row) => total + scaled(row.count_fp), 0n))
    const quiet = candlesticks.find((row) => row.volume === '0.00')!
    expect(quiet.price).toMatchObject({ close: null, high: null, low: null, mean: null, open: null })
  })

  it('are in the truth, whatever their tier, and no others', () => {
    const small = simulatedWorld({ ...options, trades: 400, markets: 30 })
    const plain = walk(small, '/markets?limit=5&mve_filter=exclude', 'markets').slice(0, 12)
    const isSettled = (row: Record<string, string>) => row.resolved_at! !== '' && row.resolved_at! < '2026-09-21'
    const old = readTruth(small, 'markets').find(isSettled)!.market_id!
    const wanted = new Set([...plain.map((row) => row.ticker), old])
    const truth = readTruth(small, 'candles', (line) => wanted.has(line.split(',')[1]!))
    const rows = Map.groupBy(truth, (row) => `${row.market_id} ${row.interval_minutes}`)
    expect(rows.has(`${old} 1440`)).toBe(true)
    for (const market of plain) {
      for (const minutes of INTERVALS) {
        const from = secondsOf(market, 'open_time')
        const served = candlesOf(small, `/series/X/markets/${market.ticker}`, { from, to: until, minutes })
        const expected = rows.get(`${market.ticker} ${minutes}`) ?? []
        expect(
          served.map(({ price, yes_bid, yes_ask, ...rest }) =>
            [
              new Date(rest.end_period_ts * 1000).toISOString(),
              ...ohlc(price),
              price.mean_dollars,
              price.previous_dollars,
              ...ohlc(yes_bid),
              ...ohlc(yes_ask),
              rest.volume_fp,
              rest.open_interest_fp,
            ].map((text) => text ?? ''),
          ),
        ).toEqual(expected.map(inWire))
      }
    }
  })

  const ohlc = ({ open_dollars, high_dollars, low_dollars, close_dollars }: Prices) => [
    open_dollars,
    high_dollars,
    low_dollars,
    close_dollars,
  ]

  /** A row of the truth with as many digits as the service sends. */
  function inWire({ starts_at: _, ends_at, ...row }: Record<string, string>): string[] {
    const { volume, open_interest, ...rest } = row
    const prices = Object.values(rest).slice(4)
    const short = prices.map((text) => text.replace(/0{8}$/, ''))
    return [`${ends_at!.slice(0, 19)}.000Z`, ...short, ...[volume, open_interest].map((text) => text!.slice(0, -4))]
  }

  it('begin, where that is asked for, with the price from before', () => {
    const market = busiest[0]!
    const last = byTicker
      .get(market.ticker)!
      .map((row) => secondsOf(row, 'created_time'))
      .toSorted((a, b) => a - b)
    const from = last[3]! + 61
    const path = `/series/X/markets/${market.ticker}/candlesticks?start_ts=${from}&end_ts=${from + 7200}&period_interval=1`
    const bare = askJson<{ candlesticks: Candle[] }>(world, path).candlesticks
    const [first, ...rest] = askJson<{ candlesticks: Candle[] }>(
      world,
      `${path}&include_latest_before_start=true`,
    ).candlesticks
    expect(rest).toEqual(bare)
    expect(Object.keys(first!.price)).toEqual(['previous_dollars'])
    expect([first!.end_period_ts, first!.volume_fp]).toEqual([Math.ceil(from / 60) * 60, '0.00'])
  })

  it('are refused beyond the widest range, for unknown intervals, and without bounds', () => {
    const path = `/series/X/markets/${busiest[0]!.ticker}/candlesticks`
    const wide = `start_ts=0&end_ts=${11_400 * 60}&period_interval=1`
    const details = 'requested time range with candlesticks: 11400.000000, max candlesticks: 5000'
    const error = { code: 'bad_request', details, message: 'bad request' }
    expect(askJson(world, `${path}?${wide}`)).toEqual({ error })
    expect(ask(world, `${path}?start_ts=0&end_ts=300000&period_interval=1`).status).toBe(200)
    for (const [from, to] of [
      ['9'.repeat(15), '9'.repeat(15)],
      ['9'.repeat(15), '1'],
      [`-${'9'.repeat(15)}`, `-${'9'.repeat(15)}`],
    ])
      expect(askJson<Row>(world, `${path}?start_ts=${from}&end_ts=${to}&period_interval=1440`).candlesticks).toEqual([])
    expect(bodyOf(ask(world, `${path}?start_ts=0&end_ts=9&period_interval=5`))).toContain(
      "'PeriodInterval' failed on the 'oneof' tag",
    )
    for (const query of [
      '',
      'start_ts=0&end_ts=9',
      'end_ts=9&period_interval=60',
      'start_ts=a&end_ts=9&period_interval=1',
    ])
      expect([query, ask(world, `${path}?${query}`).status]).toEqual([query, 400])
    const many = (names: number, query: string) => {
      const tickers = Array.from({ length: names }, (_, i) => `T${i}`)
      return ask(world, `/markets/candlesticks?market_tickers=${tickers}&${query}`).status
    }
    const periods = (number: number) => `start_ts=0&end_ts=${number * 3600}&period_interval=60`
    expect([many(100, periods(100)), many(100, periods(101)), many(101, periods(1))]).toEqual([200, 400, 400])
    expect(ask(world, `/series/X/markets/NOPE/candlesticks?${periods(9)}`).status).toBe(404)
    expect(ask(world, `/series/X/events/NOPE/candlesticks?${periods(9)}`).status).toBe(404)
  })
})
