import { DAY, HOUR, MINUTE, type Micros } from '../economy/types.ts'
import type { TruthTable } from '../world.ts'
import { csvPieces, type Field } from './csv.ts'
import { decimalText, divideHalfEven, instantText } from './decimals.ts'
import type { GoldTrades } from './gold-trades.ts'

/** One market's good trades as entries, oldest first: by time, then the venue's order, or where it tells none the id. */
export interface TradedMarket {
  readonly id: string
  readonly entries: Uint32Array
  /** The same by the outcome that the prices are of, by id; those without trades need not be there. */
  readonly outcomes: readonly { readonly id: string; readonly entries: Uint32Array }[]
  /** Whether it stands in markets.csv; then it has a summary even if nobody ever traded it. */
  readonly isListed: boolean
}

export interface GoldSource {
  readonly venue: string
  readonly trades: GoldTrades
  /** Sorted by id; made one by one, so that they never lie in memory together. */
  markets(): Iterable<TradedMarket>
}

export function goldTables(source: GoldSource): TruthTable[] {
  const buckets = [
    ['hourly', 'hour', HOUR],
    ['daily', 'day', DAY],
  ] as const
  return [
    ...buckets.flatMap(([name, column, size]) => [
      table(`activity_${name}`, ['venue', 'market_id', column, ...SUMS], () => activity(source, size)),
      table(`venue_activity_${name}`, ['venue', column, 'trades', 'markets', 'volume', 'notional', 'avg_size'], () =>
        venueActivity(source, size),
      ),
    ]),
    table('candles_1m', CANDLE_COLUMNS, () => candles(source, MINUTE)),
    table('candles_1h', CANDLE_COLUMNS, () => candles(source, HOUR)),
    table('candles_1d', CANDLE_COLUMNS, () => candles(source, DAY)),
    table('market_summary', SUMMARY_COLUMNS, () => summaries(source)),
  ]
}

const SUMS = ['trades', 'volume', 'notional', 'avg_size']
const CANDLE_COLUMNS = [
  'venue',
  'market_id',
  'outcome_id',
  'start_at',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'notional',
  'trades',
]
const SUMMARY_COLUMNS = [
  'venue',
  'market_id',
  'trades',
  'volume',
  'notional',
  'first_traded_at',
  'last_traded_at',
  'last_price',
  'volume_24h',
  'volume_7d',
]

export function table(name: string, columns: readonly string[], rows: () => Iterable<readonly Field[]>): TruthTable {
  return { name, pieces: () => csvPieces(columns, rows()) }
}

interface Sum {
  trades: number
  volume: bigint
  notional: bigint
}

/** Neighbouring entries of one bucket, in order. */
function* bucketsOf(
  trades: GoldTrades,
  entries: Uint32Array,
  size: Micros,
): Generator<{ start: Micros; from: number; to: number }> {
  for (let from = 0; from < entries.length; ) {
    const start = Math.floor(trades.time(entries[from]!) / size) * size
    let to = from + 1
    while (to < entries.length && trades.time(entries[to]!) < start + size) to++
    yield { start, from, to }
    from = to
  }
}

function addUp(trades: GoldTrades, entries: Uint32Array): Sum {
  const sum = { trades: entries.length, volume: 0n, notional: 0n }
  for (const entry of entries) {
    sum.volume += BigInt(trades.size(entry))
    sum.notional += trades.notional(entry)
  }
  return sum
}

/** Volume with 6 decimals, and money and the average size with 12. */
function sumTexts({ scale }: GoldTrades, { trades, volume, notional }: Sum): [string, string, string] {
  const average = divideHalfEven(volume * 10n ** BigInt(12 - scale.size), BigInt(trades))
  return [...totalTexts(scale, volume, notional), decimalText(average, 12, 12)]
}

function totalTexts(scale: GoldTrades['scale'], volume: bigint, notional: bigint): [string, string] {
  return [decimalText(volume, scale.size, 6), decimalText(notional, scale.notional, 12)]
}

function* activity({ venue, trades, markets }: GoldSource, size: Micros): Generator<Field[]> {
  for (const { id, entries } of markets()) {
    for (const { start, from, to } of bucketsOf(trades, entries, size)) {
      const sum = addUp(trades, entries.subarray(from, to))
      yield [venue, id, instantText(start), sum.trades, ...sumTexts(trades, sum)]
    }
  }
}

function* venueActivity({ venue, trades, markets }: GoldSource, size: Micros): Generator<Field[]> {
  const sums = new Map<Micros, Sum & { markets: number }>()
  for (const { entries } of markets()) {
    for (const { start, from, to } of bucketsOf(trades, entries, size)) {
      const own = addUp(trades, entries.subarray(from, to))
      const sum = sums.get(start) ?? { trades: 0, markets: 0, volume: 0n, notional: 0n }
      sum.trades += own.trades
      sum.markets++
      sum.volume += own.volume
      sum.notional += own.notional
      sums.set(start, sum)
    }
  }
  for (const [start, sum] of [...sums].sort(([a], [b]) => a - b)) {
    yield [venue, instantText(start), sum.trades, sum.markets, ...sumTexts(trades, sum)]
  }
}

function* candles(source: GoldSource, size: Micros): Generator<Field[]> {
  const { venue, trades } = source
  for (const { id, outcomes } of source.markets()) {
    for (const { id: outcome, entries } of outcomes) {
      const onBook = entries.filter((entry) => !trades.isBlock(entry))
      for (const { start, from, to } of bucketsOf(trades, onBook, size)) {
        const prices = Array.from(onBook.subarray(from, to), (entry) => trades.price(entry))
        const { volume, notional, trades: count } = addUp(trades, onBook.subarray(from, to))
        const high = prices.reduce((a, b) => Math.max(a, b))
        const low = prices.reduce((a, b) => Math.min(a, b))
        const ohlc = [prices[0]!, high, low, prices.at(-1)!].map((price) => decimalText(price, trades.scale.price, 12))
        yield [venue, id, outcome, instantText(start), ...ohlc, ...totalTexts(trades.scale, volume, notional), count]
      }
    }
  }
}

function* summaries({ venue, trades, markets }: GoldSource): Generator<Field[]> {
  const latest = latestOf(trades, markets())
  const { scale } = trades
  for (const { id, entries, isListed } of markets()) {
    if (entries.length === 0 && !isListed) continue
    const sum = addUp(trades, entries)
    const since = (age: Micros) => {
      const recent = entries.filter((entry) => trades.time(entry) > latest - age)
      return decimalText(addUp(trades, recent).volume, scale.size, 6)
    }
    const lastOnBook = entries.findLast((entry) => !trades.isBlock(entry))
    const times =
      entries.length === 0
        ? [null, null]
        : [entries[0]!, entries.at(-1)!].map((entry) => instantText(trades.time(entry)))
    const price = lastOnBook === undefined ? null : decimalText(trades.firstPrice(lastOnBook), scale.price, 12)
    const totals = totalTexts(scale, sum.volume, sum.notional)
    yield [venue, id, sum.trades, ...totals, ...times, price, since(DAY), since(7 * DAY)]
  }
}

function latestOf(trades: GoldTrades, markets: Iterable<TradedMarket>): Micros {
  let latest = Number.NEGATIVE_INFINITY
  for (const { entries } of markets) {
    const last = entries.at(-1)
    if (last !== undefined) latest = Math.max(latest, trades.time(last))
  }
  return latest
}
