import { describe, expect, it } from 'vitest'
import { ask, askJson, bodyOf, type Row, walk } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'

const world = simulatedWorld({ kind: 'simulated', trades: 6000, seed: 21, until: '2026-10-08', days: 90 })
const all = walk(world, '/markets?limit=1000', 'markets')
const refusal = (address: string) => [ask(world, address).status, JSON.parse(bodyOf(ask(world, address)))]

describe('/markets', () => {
  it('pages downwards by creation time and ticker, whatever the limit, down to an empty cursor', () => {
    for (const limit of [1000, 333, 37]) expect(walk(world, `/markets?limit=${limit}`, 'markets')).toEqual(all)
    const keys = all.map((row) => `${Date.parse(row.created_time as string)} ${row.ticker}`)
    const times = all.map((row) => Date.parse(row.created_time as string))
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    expect(new Set(keys).size).toBe(keys.length)
    expect(askJson<{ markets: Row[] }>(world, '/markets').markets.length).toBe(100)
    expect(askJson<{ markets: Row[] }>(world, '/markets?limit=0').markets.length).toBe(100)
  })

  it('shows combinations unless told otherwise', () => {
    const only = walk(world, '/markets?limit=1000&mve_filter=only', 'markets')
    const without = walk(world, '/markets?limit=1000&mve_filter=exclude', 'markets')
    expect(only.every((row) => (row.ticker as string).startsWith('KXMVE'))).toBe(true)
    expect(only.length + without.length).toBe(all.length)
    expect(Math.min(only.length, without.length)).toBeGreaterThan(50)
  })

  it('takes filter words, which are not statuses', () => {
    const words = {
      unopened: ['initialized'],
      open: ['active'],
      paused: ['inactive'],
      closed: ['closed', 'determined', 'disputed', 'amended'],
      settled: ['finalized'],
    }
    let sum = 0
    for (const [word, statuses] of Object.entries(words)) {
      const found = walk(world, `/markets?limit=100&status=${word}`, 'markets')
      expect(found.every((row) => statuses.includes(row.status as string))).toBe(true)
      expect(found.length).toBeGreaterThan(0)
      sum += found.length
    }
    expect(sum).toBe(all.length)
    const closes = walk(world, '/markets?limit=7&status=closed', 'markets').map((row) =>
      Date.parse(row.close_time as string),
    )
    expect(closes).toEqual(closes.toSorted((a, b) => b - a))
  })

  it('refuses in the recorded shapes', () => {
    const nested = (details: string) => [400, { error: { code: 'bad_request', message: 'bad request', details } }]
    expect(refusal('/markets?status=finalized')).toEqual(nested('invalid status filter'))
    expect(refusal('/markets?status=open,closed')).toEqual(nested('only one status filter may be supplied'))
    expect(refusal('/markets?status=open&status=closed')).toEqual(nested('only one status filter may be supplied'))
    const tag = "Key: 'GetMarketsParams.Limit' Error:Field validation for 'Limit' failed on the 'lte' tag"
    expect(refusal('/markets?limit=1001')).toEqual([400, { msg: `Parameter validation failed for GetMarkets: ${tag}` }])
    expect(refusal('/markets?limit=abc')).toEqual([
      400,
      { msg: 'Invalid format for parameter limit: error binding string parameter' },
    ])
  })

  it('refuses filters that exclude each other', () => {
    for (const query of [
      'min_created_ts=1&max_close_ts=2',
      'min_settled_ts=1&min_updated_ts=2',
      'min_created_ts=1&status=settled',
      'min_close_ts=1&status=open',
      'min_settled_ts=1&status=closed',
      'min_updated_ts=1&status=open',
      'min_updated_ts=1&event_ticker=X',
      'min_updated_ts=1&mve_filter=only',
      'min_updated_ts=1&series_ticker=X',
      'mve_filter=maybe',
    ]) {
      expect([query, ask(world, `/markets?${query}`).status]).toEqual([query, 400])
    }
    for (const query of [
      'min_updated_ts=1&mve_filter=exclude&series_ticker=X',
      'min_created_ts=1&status=open',
      'colour=red&event_ticker=NOPE',
    ]) {
      expect([query, ask(world, `/markets?${query}`).status]).toEqual([query, 200])
    }
  })

  it('takes both ends of a time window in', () => {
    const settled = all.filter((row) => row.status === 'finalized')
    const at = Math.floor(Date.parse(settled[5]!.settlement_ts as string) / 1000)
    const found = walk(world, `/markets?status=settled&min_settled_ts=${at}&limit=1000`, 'markets')
    expect(found).toEqual(settled.filter((row) => Date.parse(row.settlement_ts as string) >= at * 1000))
    const fresh = walk(world, `/markets?min_updated_ts=${at}&mve_filter=exclude&limit=1000`, 'markets')
    expect(fresh.every((row) => Date.parse(row.updated_time as string) >= at * 1000)).toBe(true)
  })

  it('finds by ticker, event and series, and takes an unreadable cursor for none', () => {
    const { ticker, event_ticker } = all[3]!
    expect(
      walk(world, `/markets?tickers=${all[9]!.ticker},NOPE,${ticker}`, 'markets').map((row) => row.ticker),
    ).toEqual([ticker, all[9]!.ticker])
    const siblings = all.filter((row) => row.event_ticker === event_ticker)
    expect(walk(world, `/markets?event_ticker=${event_ticker}&limit=1`, 'markets')).toEqual(siblings)
    expect(bodyOf(ask(world, '/markets?limit=3&cursor=garbage'))).toBe(bodyOf(ask(world, '/markets?limit=3')))
    expect(askJson<{ market: Row }>(world, `/markets/${ticker}`).market).toEqual(all[3])
  })
})
