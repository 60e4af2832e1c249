import type { Clock } from '../clock.ts'
import { first } from '../search.ts'
import type { Candle, CandleSpan } from './candle.ts'
import { compareKeys, type Key, type Sorted } from './cursor.ts'
import type { Lists } from './lists.ts'
import type { OrderBook } from './order-book.ts'
import type { Tape } from './tape.ts'

/** Statuses of a market object; filter words are others (see api/markets.ts). */
export type Status =
  | 'initialized'
  | 'inactive'
  | 'active'
  | 'closed'
  | 'determined'
  | 'disputed'
  | 'amended'
  | 'finalized'

export interface MarketState {
  readonly status: string
  readonly openAt: number
  readonly closeAt: number
  readonly settledAt: number | null
  readonly updatedAt: number
}

export interface MarketRow {
  readonly ref: number
  readonly ticker: string
  readonly eventTicker: string
  /** Empty when nobody knows the event. */
  readonly seriesTicker: string
  readonly isMve: boolean
  readonly createdAt: number
  /** Before this instant nobody sees it. */
  readonly visibleAt: number
  /** Never archived, however old. */
  readonly staysLive: boolean
}

export interface EventRow {
  readonly ref: number
  readonly ticker: string
  readonly seriesTicker: string
  readonly isMve: boolean
  readonly collectionTicker: string
  /** The time `/events` is ordered by. */
  readonly sortAt: number
  readonly visibleAt: number
}

export interface SeriesRow {
  readonly ref: number
  readonly ticker: string
  readonly category: string
  readonly tags: readonly string[]
  readonly updatedAt: number
}

/** Where rows come from: a simulated economy or recorded files. */
export interface Source {
  readonly series: readonly SeriesRow[]
  readonly events: readonly EventRow[]
  readonly markets: readonly MarketRow[]
  readonly tape: Tape
  /** Trades newer than the clock stay hidden. */
  readonly hidesFuture: boolean
  stateOf(row: MarketRow): MarketState
  marketBody(row: MarketRow): Uint8Array
  eventBody(row: EventRow, markets: readonly Uint8Array[] | null): Uint8Array
  eventUpdatedAt(row: EventRow): number
  eventMetadata(row: EventRow, markets: readonly MarketRow[]): unknown
  seriesBody(row: SeriesRow, show: { metadata: boolean; volume: string | null }): Uint8Array
  volumeOf(row: MarketRow): number
  /** Oldest first. */
  candles(row: MarketRow, span: CandleSpan): Iterable<Candle>
  orderBook(row: MarketRow): OrderBook
  readonly lists: Lists
}

export interface Library extends Source {
  readonly clock: Clock
  /** 60 days before the clock, at midnight UTC. */
  cutoff(): number
  isArchived(row: MarketRow): boolean
  seriesNamed(ticker: string): SeriesRow | undefined
  eventNamed(ticker: string): EventRow | undefined
  marketsNamed(ticker: string): readonly MarketRow[]
  marketsOf(eventTicker: string): readonly MarketRow[]
  /** Markets whose event's name is the given one, or begins with it and a dash. */
  marketsNamedAfter(series: string): readonly MarketRow[]
  /** Newest first by (time, ticker). */
  readonly byCreation: readonly Sorted<MarketRow>[]
  byClose(): readonly Sorted<MarketRow>[]
  readonly eventsInOrder: readonly Sorted<EventRow>[]
}

const DAY = 86_400_000_000
const ARCHIVE_AFTER_DAYS = 60

export function openLibrary(source: Source, clock: Clock): Library {
  const series = new Map(source.series.map((row) => [row.ticker, row]))
  const events = firstByTicker(source.events)
  const byTicker = Map.groupBy(source.markets, (row) => row.ticker)
  const byEvent = Map.groupBy(source.markets, (row) => row.eventTicker)
  const cutoff = () => Math.floor(clock.now() / DAY) * DAY - ARCHIVE_AFTER_DAYS * DAY
  const isVisible = (row: { visibleAt: number }) => row.visibleAt <= clock.now()
  const see = (rows: readonly MarketRow[] | undefined) => rows?.filter(isVisible) ?? []
  let byName: ReadonlyMap<string, readonly MarketRow[]> | null = null
  let closes: { version: number; rows: readonly Sorted<MarketRow>[] } | null = null
  return {
    ...source,
    clock,
    cutoff,
    isArchived: (row) => !row.staysLive && (source.stateOf(row).settledAt ?? Number.POSITIVE_INFINITY) < cutoff(),
    seriesNamed: (ticker) => series.get(ticker),
    eventNamed: (ticker) => [events.get(ticker)].filter((row) => row !== undefined).find(isVisible),
    marketsNamed: (ticker) => see(byTicker.get(ticker)),
    marketsOf: (ticker) => see(byEvent.get(ticker)),
    marketsNamedAfter(series) {
      byName ??= namesOf(source.markets)
      return see(byName.get(series))
    },
    byCreation: sort(source.markets, (row) => row.createdAt),
    byClose() {
      if (closes?.version !== clock.version()) {
        closes = { version: clock.version(), rows: sort(source.markets, (row) => source.stateOf(row).closeAt) }
      }
      return closes.rows
    },
    eventsInOrder: sort(source.events, (row) => row.sortAt),
  }
}

function firstByTicker(rows: readonly EventRow[]): Map<string, EventRow> {
  const map = new Map<string, EventRow>()
  for (const row of rows) if (!map.has(row.ticker)) map.set(row.ticker, row)
  return map
}

export function sort<T extends { ticker: string }>(rows: readonly T[], timeOf: (row: T) => number): Sorted<T>[] {
  const keyed = rows.map((row) => ({ at: timeOf(row), id: row.ticker, row }))
  return keyed.sort((a, b) => compareKeys(b, a))
}

/** Where a walk goes on behind a key: rows of the same key are counted, because recorded worlds hold some twice. */
export function behind<T>(rows: readonly Sorted<T>[], key: Key, ascending = false): number {
  const sign = ascending ? -1 : 1
  const start = first(rows.length, (i) => sign * compareKeys(rows[i]!, key) <= 0)
  let next = start
  while (next < rows.length && next - start < (key.times ?? 1) && compareKeys(rows[next]!, key) === 0) next++
  return next
}

/** Every name that an event's ticker begins with, up to a dash or its end. */
function namesOf(markets: readonly MarketRow[]): Map<string, MarketRow[]> {
  const named = new Map<string, MarketRow[]>()
  for (const row of markets) {
    const words = row.eventTicker.split('-')
    for (let count = 1; count <= words.length; count++) {
      const name = words.slice(0, count).join('-')
      const rows = named.get(name)
      if (rows === undefined) named.set(name, [row])
      else rows.push(row)
    }
  }
  return named
}
