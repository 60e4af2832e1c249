import { createClock } from '../../clock.ts'
import { readMoment } from '../../moment.ts'
import { type Line, readRecording } from '../../recording.ts'
import type { RecordedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import type { Feed, Kalshi, Library, MarketRow, Markets } from '../library.ts'

/** Serves the lines of a folder's `markets.ndjson`, byte for byte; nothing else was recorded. */
export function recordedWorld({ from, until, dome = {} }: RecordedOptions): World {
  const clock = createClock(readMoment(until))
  const { markets } = readRecording(from, ['markets'])
  const library: Library = {
    clock,
    now: () => Math.floor(clock.now() / 1_000_000),
    markets: openMarkets(markets),
    events: {
      byVolume: () => [],
      bySlug: () => undefined,
      isOpen: () => false,
      volume: () => 0,
      tags: () => [],
      text: () => '{}',
    },
    price: () => null,
    candles: () => '{"candlesticks":[]}',
    fills: NOTHING,
    books: NOTHING,
    activity: NOTHING,
    wallets: { find: () => undefined, text: () => '{}', positions: () => [] },
    kalshi: NO_KALSHI,
    matches: () => [],
  }
  return { clock, answer: (request, twist) => route(library, dome, request, twist), truth: [] }
}

const NOTHING: Feed<unknown> = { newest: () => [], count: () => 0 }

const NO_KALSHI: Kalshi = {
  byOpening: () => [],
  facts: () => ({ status: 'closed', volume: 0 }),
  text: () => '{}',
  price: () => null,
  trades: NOTHING,
  books: NOTHING,
}

function openMarkets(lines: readonly Line[]): Markets {
  const rows = lines.map((line, ref): MarketRow => {
    return {
      ref,
      slug: textOf(line, 'market_slug'),
      eventSlug: textOf(line, 'event_slug'),
      conditionId: textOf(line, 'condition_id'),
      tokens: [idOf(line.value.side_a), idOf(line.value.side_b)],
      startAt: numberOf(line, 'start_time'),
    }
  })
  const value = ({ ref }: MarketRow) => lines[ref]!
  const volume = (row: MarketRow) => numberOf(value(row), 'volume_total') ?? 0
  const start = ({ startAt }: MarketRow) => startAt ?? Number.NEGATIVE_INFINITY
  const byId = (a: MarketRow, b: MarketRow) => (a.conditionId < b.conditionId ? 1 : -1)
  const byStart = rows.toSorted((a, b) => start(b) - start(a) || byId(a, b))
  const byVolume = rows.toSorted((a, b) => volume(b) - volume(a) || byId(a, b))
  return {
    byStart: () => byStart,
    byVolume: () => byVolume,
    byCondition: (id) => rows.find((row) => row.conditionId === id),
    bySlug: (slug) => rows.find((row) => row.slug === slug),
    byToken: (id) => rows.find((row) => row.tokens.includes(id)),
    isOpen: (row) => value(row).value.status === 'open',
    closeAt: (row) => numberOf(value(row), 'close_time'),
    volume,
    tags: (row) => (Array.isArray(value(row).value.tags) ? (value(row).value.tags as string[]) : []),
    words: (row) => `${textOf(value(row), 'title')} ${textOf(value(row), 'description')}`.toLowerCase(),
    text: (row) => value(row).bytes.toString(),
  }
}

function textOf({ value }: Line, name: string): string {
  const text = value[name]
  return typeof text === 'string' ? text : ''
}

function numberOf({ value }: Line, name: string): number | null {
  const number = value[name]
  return typeof number === 'number' ? number : null
}

function idOf(side: unknown): string {
  return typeof side === 'object' && side !== null && 'id' in side ? String(side.id) : ''
}
