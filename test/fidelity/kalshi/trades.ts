import { readTruth } from '../../../src/replica/testing/truth.ts'
import type { Check, Scene } from '../judge.ts'
import { decimal, expectSame, type Fields, instant, instantOf, type Row, walk } from '../wire.ts'
import { cutoff, isArchived, PAGES, present } from './world.ts'

/** A trade in the truth's words. */
function tradeRow(trade: Fields): Row {
  return {
    trade_id: String(trade.trade_id),
    market_id: String(trade.ticker),
    side: trade.taker_outcome_side === 'yes' ? 'buy' : 'sell',
    price: decimal(trade.yes_price_dollars, 12),
    size: decimal(trade.count_fp, 6),
    traded_at: instant(trade.created_time),
    kind: trade.is_block_trade === true ? 'block' : 'trade',
  }
}

const OVERLAP = 18 * 86_400
const HOURLY = 60
const DAILY = 1_440

/** The tape of both tiers, and candles of one market, several and an event. */
export const TRADES: Readonly<Record<string, Check>> = {
  'MarketApi.getTrades': async (scene) => {
    const ask = (cursor?: string) => scene.client.call<Fields>('MarketApi.getTrades', 500, cursor)
    const since = instantOf(Date.parse(cutoff(scene)) / 1000 - OVERLAP)
    const truth = scene.truth('trades').filter((row) => row.traded_at! >= since)
    expectSame((await walk(ask, { ...PAGES, list: 'trades' })).map(tradeRow), truth)
  },
  'HistoricalApi.getTradesHistorical': async (scene) => {
    const ask = (cursor?: string) =>
      scene.client.call<Fields>('HistoricalApi.getTradesHistorical', undefined, undefined, undefined, 200, cursor)
    const truth = scene.truth('trades').filter((row) => row.traded_at! < cutoff(scene))
    expectSame((await walk(ask, { ...PAGES, list: 'trades' })).map(tradeRow), truth)
  },
  'MarketApi.getMarketCandlesticks': async (scene) => {
    const { live, span } = subjects(scene)
    const [ticker, series] = [live.markets[0]!, live.series]
    const { candlesticks } = await scene.client.call<Candles>(
      'MarketApi.getMarketCandlesticks',
      series,
      ticker,
      ...span,
      HOURLY,
    )
    expectSame(candleRows(ticker, candlesticks, LIVE), candleTruth(scene, [ticker], HOURLY))
  },
  'MarketApi.batchGetMarketCandlesticks': async (scene) => {
    const { live, span } = subjects(scene)
    const { markets } = await scene.client.call<{ markets: (Candles & { market_ticker: string })[] }>(
      'MarketApi.batchGetMarketCandlesticks',
      live.markets.join(),
      ...span,
      DAILY,
    )
    const rows = markets.flatMap(({ market_ticker, candlesticks }) => candleRows(market_ticker, candlesticks, LIVE))
    expectSame(rows, candleTruth(scene, live.markets, DAILY))
  },
  'EventsApi.getMarketCandlesticksByEvent': async (scene) => {
    const { live, span } = subjects(scene)
    const told = await scene.client.call<{ market_tickers: string[]; market_candlesticks: Fields[][] }>(
      'EventsApi.getMarketCandlesticksByEvent',
      live.event,
      live.series,
      ...span,
      HOURLY,
    )
    const rows = told.market_tickers.flatMap((ticker, i) => candleRows(ticker, told.market_candlesticks[i]!, LIVE))
    expectSame(rows, candleTruth(scene, live.markets, HOURLY))
  },
  'HistoricalApi.getMarketCandlesticksHistorical': async (scene) => {
    const { archived, span } = subjects(scene)
    const { candlesticks } = await scene.client.call<Candles>(
      'HistoricalApi.getMarketCandlesticksHistorical',
      archived,
      ...span,
      HOURLY,
    )
    expectSame(candleRows(archived, candlesticks, ARCHIVED), candleTruth(scene, [archived], HOURLY))
  },
}

interface Candles {
  readonly candlesticks: readonly Fields[]
}

interface Subjects {
  /** The event of the busiest market of the live tier, when all of its markets are live; that market comes first. */
  readonly live: { readonly event: string; readonly series: string; readonly markets: readonly string[] }
  /** The busiest market of the archive. */
  readonly archived: string
  /** From before all trades to the present, in seconds since 1970, fewer than 5,000 hours apart. */
  readonly span: readonly [from: number, to: number]
}

function subjects(scene: Scene): Subjects {
  const volume = (row: Row) => Number(row.volume)
  const byVolume = [...scene.truth('markets')].sort((a, b) => volume(b) - volume(a))
  const siblings = (event: string | undefined) => byVolume.filter((row) => row.event_id === event)
  const best = byVolume.find(({ event_id }) => siblings(event_id).every((row) => !isArchived(scene, row)))!
  const event = scene.truth('events').find((row) => row.event_id === best.event_id)!
  const now = present(scene)
  return {
    live: {
      event: event.event_id!,
      series: event.series_id!,
      markets: siblings(best.event_id).map((row) => row.market_id!),
    },
    archived: byVolume.find((row) => isArchived(scene, row))!.market_id!,
    span: [now - 200 * 86_400, now],
  }
}

const known = new WeakMap<Scene, readonly Row[]>()

/** Candles that all checks compare with, read once: the table is long. */
function candleTruth(scene: Scene, tickers: readonly string[], minutes: number): Row[] {
  const { live, archived } = subjects(scene)
  const all = [...live.markets, archived].map((ticker) => `kalshi,${ticker},`)
  const rows =
    known.get(scene) ?? readTruth(scene.replica.world, 'candles', (line) => all.some((start) => line.startsWith(start)))
  known.set(scene, rows)
  return rows.filter((row) => tickers.includes(row.market_id!) && row.interval_minutes === String(minutes))
}

/** What the two tiers write behind the names of prices and of counts. */
const LIVE = { price: '_dollars', count: '_fp' }
const ARCHIVED = { price: '', count: '' }

function candleRows(ticker: string, candles: readonly Fields[], suffix: typeof LIVE): Row[] {
  return candles.map((candle) => {
    const price = (of: string, name: string) => decimal((candle[of] as Fields)[`${name}${suffix.price}`], 12)
    const ends = (of: string, prefix: string) =>
      Object.fromEntries(['open', 'high', 'low', 'close'].map((name) => [`${prefix}${name}`, price(of, name)]))
    return {
      market_id: ticker,
      ends_at: instantOf(Number(candle.end_period_ts)),
      ...ends('price', ''),
      ...ends('yes_bid', 'bid_'),
      ...ends('yes_ask', 'ask_'),
      mean: price('price', 'mean'),
      previous: price('price', 'previous'),
      volume: decimal(candle[`volume${suffix.count}`], 6),
      open_interest: decimal(candle[`open_interest${suffix.count}`], 6),
    }
  })
}
