import { describe, expect, it } from 'vitest'
import { ask, askJson, bodyOf, type Row, walk } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'

const world = simulatedWorld({ kind: 'simulated', trades: 20_000, seed: 23, until: '2026-10-08', days: 90 })
const events = walk(world, '/events', 'events')
const nested = walk(world, '/events?limit=77&with_nested_markets=true', 'events')
const childrenOf = (event: Row) => (event.markets ?? []) as Row[]

describe('events and series', () => {
  it('lists events of all ages without combinations, with an envelope for milestones', () => {
    expect(events.some((row) => (row.event_ticker as string).startsWith('KXMVE'))).toBe(false)
    expect(nested.map(({ markets: _, ...row }) => row)).toEqual(events)
    expect(Object.keys(askJson(world, '/events?limit=1'))).toEqual(['cursor', 'events', 'milestones'])
    expect(ask(world, '/events?limit=201').status).toBe(400)
    expect(JSON.parse(bodyOf(ask(world, '/events?status=active')))).toEqual({
      error: { code: 'bad_request', message: 'bad request' },
    })
  })

  it('leaves the key out when every child is archived; the archive has them by event', () => {
    const bare = nested.filter((row) => !('markets' in row))
    expect(bare.length).toBeGreaterThan(10)
    for (const { event_ticker } of bare.slice(0, 20)) {
      const archived = walk(world, `/historical/markets?event_ticker=${event_ticker}&limit=2`, 'markets')
      expect(archived.length).toBeGreaterThan(0)
      for (const { ticker } of archived) {
        expect(ask(world, `/markets/${ticker}`).status).toBe(404)
        expect(askJson(world, `/historical/markets/${ticker}`)).toHaveProperty('market')
      }
    }
    expect(nested.every((row) => !('markets' in row) || childrenOf(row).length > 0)).toBe(true)
    const partly = nested.filter(
      (row) =>
        'markets' in row && walk(world, `/historical/markets?event_ticker=${row.event_ticker}`, 'markets').length > 0,
    )
    expect(partly.length).toBeGreaterThan(0)
  })

  it('matches an event when any child does', () => {
    const open = walk(world, '/events?status=open', 'events').map((row) => row.event_ticker)
    const expected = nested.filter((row) => childrenOf(row).some((market) => market.status === 'active'))
    expect(open).toEqual(expected.map((row) => row.event_ticker))
    const { event_ticker, series_ticker } = events[4]!
    expect(walk(world, `/events?tickers=${event_ticker},NOPE`, 'events')).toEqual([events[4]])
    const siblings = events.filter((row) => row.series_ticker === series_ticker)
    expect(walk(world, `/events?series_ticker=${series_ticker}`, 'events')).toEqual(siblings)
  })

  it('puts markets beside the event, or inside it', () => {
    const row = nested.find((each) => childrenOf(each).length > 1)!
    const beside = askJson<{ event: Row; markets: Row[] }>(world, `/events/${row.event_ticker}`)
    const inside = askJson<{ event: Row; markets: Row[] }>(
      world,
      `/events/${row.event_ticker}?with_nested_markets=true`,
    )
    expect(beside.markets).toEqual(inside.event.markets)
    expect(inside.markets).toEqual([])
    expect(askJson<Row>(world, `/events/${row.event_ticker}/metadata`)).toHaveProperty('market_details')
    expect(ask(world, '/events/NOPE').status).toBe(404)
  })

  it('has combinations in a list of their own', () => {
    const combos = walk(world, '/events/multivariate?limit=200', 'events')
    expect(combos.every((row) => (row.event_ticker as string).startsWith('KXMVE'))).toBe(true)
    const { series_ticker } = combos[0]!
    expect(walk(world, `/events/multivariate?series_ticker=${series_ticker}`, 'events').length).toBeGreaterThan(0)
    expect(walk(world, `/events/multivariate?collection_ticker=${series_ticker}-R`, 'events').length).toBeGreaterThan(0)
    expect(ask(world, `/events/multivariate?series_ticker=A&collection_ticker=B`).status).toBe(400)
  })

  it('lists all series at once, with events whose names do not follow', () => {
    const { series } = askJson<{ series: Row[] }>(world, '/series')
    const known = new Set(series.map((row) => row.ticker))
    expect(events.every((row) => known.has(row.series_ticker))).toBe(true)
    const strangers = events.filter((row) => !(row.event_ticker as string).startsWith(`${row.series_ticker}-`))
    expect(strangers.some((row) => !(row.event_ticker as string).startsWith('KX'))).toBe(true)
    expect(strangers.some((row) => (row.event_ticker as string).startsWith('KX'))).toBe(true)
    const sports = askJson<{ series: Row[] }>(world, '/series?category=Sports&include_volume=true').series
    expect(sports.every((row) => row.category === 'Sports' && typeof row.volume_fp === 'string')).toBe(true)
    expect(askJson<{ series: Row }>(world, `/series/${sports[0]!.ticker}`).series.ticker).toBe(sports[0]!.ticker)
    expect(ask(world, '/series?category=sports').status).toBe(200)
  })

  it('wants one scope for the archive, by name for a series, and no combinations only by "exclude"', () => {
    const renamed = events.find((row) => !(row.event_ticker as string).startsWith('KX'))!
    const byEvent = walk(world, `/historical/markets?event_ticker=${renamed.event_ticker}`, 'markets')
    const bySeries = walk(world, `/historical/markets?series_ticker=${renamed.series_ticker}`, 'markets')
    expect(byEvent.length).toBeGreaterThan(0)
    expect(bySeries.map((row) => row.ticker)).not.toContain(byEvent[0]!.ticker)
    for (const query of ['', 'tickers=A&event_ticker=B', 'event_ticker=B&mve_filter=only']) {
      expect([query, ask(world, `/historical/markets?${query}`).status]).toEqual([query, 400])
    }
    const missing = {
      error: {
        code: 'failed_to_get_market_by_ticker:_not_found',
        message: 'failed_to_get_market_by_ticker:_not_found',
      },
    }
    expect(askJson(world, '/historical/markets/NOPE')).toEqual(missing)
  })

  it('tells how the exchange is', () => {
    expect(askJson(world, '/exchange/status')).toMatchObject({ exchange_active: true, trading_active: true })
    expect(askJson(world, '/exchange/schedule')).toHaveProperty('schedule.standard_hours')
    expect(askJson(world, '/account/endpoint_costs')).toMatchObject({ default_cost: 10 })
  })
})
