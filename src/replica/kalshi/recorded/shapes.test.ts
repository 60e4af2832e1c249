import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordings } from '../../../../test/support/recordings.ts'
import { askJson, type Row, walk } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'

const folder = recordings('found/kalshi')

const FORMS: readonly (readonly [string, RegExp])[] = [
  ['time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/],
  ['clock', /^\d\d:\d\d$/],
  ['uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['price', /^\d\.\d{4}$/],
  ['count', /^\d+\.\d{2}$/],
]

function formOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'string') return typeof value
  return FORMS.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text'
}

/** Every place in a body with the form of what stands there; `details` are free. */
function* placesOf(value: unknown, path = ''): Generator<string> {
  if (Array.isArray(value)) for (const each of value) yield* placesOf(each, `${path}[]`)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) if (key !== 'details') yield* placesOf(each, `${path}.${key}`)
  } else yield `${path} ${formOf(value)}`
}

describe.skipIf(folder === undefined)('served and recorded bodies', () => {
  const world = simulatedWorld({ kind: 'simulated', trades: 5000, seed: 41, until: '2026-10-08', days: 60 })
  const until = Date.UTC(2026, 9, 8) / 1000
  const read = (...path: string[]) =>
    JSON.parse(readFileSync(join(folder!, ...path), 'utf8')) as Record<string, unknown>
  const golden = (name: string) =>
    read('golden-api', 'tests', 'fixtures', 'golden', `${name}_response.json`).response as Row
  const cockpit = (name: string) => read('cockpit-fixtures', 'tests', 'fixtures', `${name}.json`)
  const demo = (name: string) => read('fortuna-fixtures', 'fixtures', 'kalshi', `${name}.json`)
  /** What was recorded and is not served. */
  const lacking = (recorded: unknown, ...served: unknown[]) => {
    const places = new Set(served.flatMap((body) => [...placesOf(body)]))
    const wanted = new Set(placesOf(recorded))
    expect(wanted.size + Number(JSON.stringify(recorded).includes('[]'))).toBeGreaterThan(0)
    return [...wanted].filter((place) => !places.has(place)).sort()
  }
  const busy = () => {
    const { ticker } = walk(world, '/markets?limit=1000&status=open', 'markets').toSorted(
      (a, b) => Number(b.volume_fp) - Number(a.volume_fp),
    )[0]!
    return ticker as string
  }
  const span = `start_ts=${until - 4 * 86_400}&end_ts=${until}&period_interval=60`

  it('agree on candles of the current shape and on the envelopes of the one before', () => {
    const ticker = busy()
    const candles = askJson<{ candlesticks: Row[] }>(world, `/series/X/markets/${ticker}/candlesticks?${span}`)
    for (const recorded of Object.values(cockpit('candlesticks_mlb').markets as Row))
      expect(
        lacking(Array.isArray(recorded) ? recorded : (recorded as Row).candlesticks, candles.candlesticks),
      ).toEqual([])
    const { market } = askJson<{ market: Row }>(world, `/markets/${ticker}`)
    const bodies = {
      series_candlesticks: candles,
      candlesticks_batch: askJson(world, `/markets/candlesticks?market_tickers=${ticker}&${span}`),
      event_candlesticks: askJson(world, `/series/X/events/${market.event_ticker}/candlesticks?${span}`),
    }
    for (const [name, body] of Object.entries(bodies)) {
      expect(Object.keys(body).sort()).toEqual(Object.keys(golden(name)).sort())
      // Cents, bare counts and explicit nulls went in March 2026.
      const gone = /(\.(open|high|low|close|mean|previous|min|max|volume|open_interest)) (number|null)$/
      expect(lacking(golden(name), body).filter((place) => !gone.test(place))).toEqual([])
    }
  })

  it('agree on order books, milestones, targets and collections to the last field', () => {
    const open = walk(world, '/markets?limit=1000&status=open', 'markets').slice(0, 20)
    const books = open.map(({ ticker }) => askJson(world, `/markets/${ticker}/orderbook`))
    expect(lacking(cockpit('market_single').orderbook, ...books)).toEqual([])
    expect(lacking(demo('orderbook__base'), ...books)).toEqual([])
    const pairs = {
      milestones_list: '/milestones?limit=500',
      structured_targets_list: '/structured_targets?page_size=5',
      multivariate_event_collections_list: '/multivariate_event_collections?limit=2',
    }
    const left = Object.entries(pairs).map(([name, path]) => lacking(golden(name), askJson(world, path)))
    expect(left).toEqual([[], [], []])
    const single = (list: string, key: string, name: string) => {
      const rows = walk(world, `${list}?limit=200`, `${name}s`)
      const bodies = rows.map(({ id, collection_ticker }) => askJson(world, `${list}/${id ?? collection_ticker}`))
      expect(lacking(golden(key), ...bodies)).toEqual([])
    }
    single('/milestones', 'milestone_single', 'milestone')
    single('/structured_targets', 'structured_target_single', 'structured_target')
    single('/multivariate_event_collections', 'multivariate_event_collection_single', 'multivariate_contract')
  })

  it('agree on incentives but for the size that was a number, and on the exchange', () => {
    const incentives = askJson(world, '/incentive_programs')
    expect(lacking(golden('incentive_programs'), incentives)).toEqual(['.incentive_programs[].target_size number'])
    expect(lacking(golden('exchange_status'), askJson(world, '/exchange/status'))).toEqual([])
    expect(lacking(demo('exchange__status'), askJson(world, '/exchange/status'))).toEqual([])
    expect(lacking(golden('exchange_schedule'), askJson(world, '/exchange/schedule'))).toEqual([])
    expect(lacking(golden('user_data_timestamp'), askJson(world, '/exchange/user_data_timestamp'))).toEqual([])
    expect(Object.keys(demo('series__fee_changes'))).toEqual(Object.keys(askJson(world, '/series/fee_changes')))
    expect(Object.keys(golden('tags_by_categories'))).toEqual(Object.keys(askJson(world, '/search/tags_by_categories')))
  })
})
