import { describe, expect, it } from 'vitest'
import { startReplica } from '../../server/replica.ts'
import { readTruth } from '../../testing/truth.ts'
import { ask, askJson, bodyOf, type Row, walk } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'

const options = { kind: 'simulated', trades: 2000, seed: 37, until: '2026-10-08', days: 90, markets: 700 } as const
const world = simulatedWorld(options)

/** Every list: where its rows stand, the word for the size of a page, where a page holds the next cursor. */
const LISTS = [
  { path: '/milestones', rows: 'milestones', size: 'limit', next: 'cursor', most: 500 },
  { path: '/structured_targets', rows: 'structured_targets', size: 'page_size', next: 'cursor', most: 2000 },
  { path: '/multivariate_event_collections', rows: 'multivariate_contracts', size: 'limit', next: 'cursor', most: 200 },
  { path: '/incentive_programs', rows: 'incentive_programs', size: 'limit', next: 'next_cursor', most: 10_000 },
  { path: '/events/fee_changes', rows: 'event_fee_changes', size: 'limit', next: 'cursor', most: 1000 },
] as const

const everyRow = ({ path, rows, size, next, most }: (typeof LISTS)[number], query = '') =>
  walk(world, `${path}?${size}=${most}${query}`, rows, next)
const [MILESTONES, TARGETS, COLLECTIONS, INCENTIVES, EVENT_FEES] = LISTS
const keyOf = (row: Row) => String(row.id ?? row.collection_ticker)
const instant = (text: unknown) =>
  text === null ? '' : `${String(text).slice(0, 19)}.${String(text).slice(20, -1).padEnd(6, '0')}Z`
const byKey = (rows: readonly Row[]) => rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

describe.each(LISTS)('$path', (list) => {
  const { path, rows, size, next, most } = list

  it('is the same for every size of page, in one order, and knows its limits', () => {
    const all = everyRow(list)
    expect(all.length).toBeGreaterThan(2)
    for (const count of [1, 7]) expect(walk(world, `${path}?${size}=${count}`, rows, next)).toEqual(all)
    expect(new Set(all.map(keyOf)).size).toBe(all.length)
    const garbage = askJson<Row>(world, `${path}?${size}=2&cursor=%21%21`)[rows]
    expect(garbage).toEqual(all.slice(0, 2))
    expect(ask(world, `${path}?${size}=${most + 1}`).status).toBe(400)
    expect(bodyOf(ask(world, `${path}?${size}=-1`))).toContain("failed on the 'gte' tag")
  })
})

it('loses nothing by pages that are empty or come twice', async () => {
  const faults = { seed: 5, rate: 0.5, kinds: ['empty-page', 'duplicate-page'] } as const
  const replica = await startReplica({ venue: 'kalshi', world: options, faults })
  for (const list of LISTS) {
    const found = new Map<string, Row>()
    const count = Math.ceil(everyRow(list).length / 12)
    for (let cursor = '', tries = 0; tries < 200; tries++) {
      const response = await fetch(`${replica.url}${list.path}?${list.size}=${count}&cursor=${cursor}`)
      const page = (await response.json()) as Readonly<Record<string, unknown>>
      for (const row of page[list.rows] as Row[]) found.set(keyOf(row), row)
      cursor = page[list.next] as string
      if (cursor === '') break
    }
    expect(byKey([...found.values()])).toEqual(byKey(everyRow(list)))
    const spoilt = replica.requests().filter(({ fault, path }) => fault !== null && path.endsWith(list.path))
    expect(spoilt.length).toBeGreaterThan(0)
  }
  await replica.close()
})

describe('what is listed beside the markets', () => {
  const milestones = everyRow(MILESTONES)
  const targets = everyRow(TARGETS)
  const events = walk(world, '/events', 'events')

  it('equals the truth', () => {
    expect(readTruth(world, 'milestones')).toEqual(
      byKey(milestones).map(
        ({ id, category, type, title, notification_message, start_date, end_date, source_id, last_updated_ts }) => ({
          venue: 'kalshi',
          milestone_id: id,
          kind: type,
          category,
          title,
          notification: notification_message,
          starts_at: instant(start_date),
          ends_at: instant(end_date),
          source_id: source_id ?? '',
          updated_at: instant(last_updated_ts),
        }),
      ),
    )
    const links = byKey(milestones).flatMap((row) =>
      (row.related_event_tickers as string[]).toSorted().map((event) => `${row.id} ${event}`),
    )
    expect(readTruth(world, 'milestone_events').map((row) => `${row.milestone_id} ${row.event_id}`)).toEqual(links)
    expect(readTruth(world, 'structured_targets').map(({ target_id, name, kind }) => [target_id, name, kind])).toEqual(
      targets.map(({ id, name, type }) => [id, name, type]),
    )
    const collections = byKey(everyRow(COLLECTIONS))
    expect(
      readTruth(world, 'multivariate_collections').map((row) => [row.collection_id, row.series_id, row.closes_at]),
    ).toEqual(collections.map((row) => [row.collection_ticker, row.series_ticker, instant(row.close_date)]))
    expect(readTruth(world, 'multivariate_events').map((row) => row.event_id)).toEqual(
      collections.flatMap((row) => (row.associated_event_tickers as string[]).toSorted()),
    )
    const scaled = (text: string) => Number(BigInt(text.replace('.', '')) / 10n ** 8n)
    expect(
      readTruth(world, 'incentives').map((row) => [row.incentive_id, row.market_id, scaled(row.reward!), row.is_paid]),
    ).toEqual(
      byKey(everyRow(INCENTIVES)).map((row) => [row.id, row.market_ticker, row.period_reward, String(row.paid_out)]),
    )
    const fees = askJson<{ series_fee_change_arr: Row[] }>(world, '/series/fee_changes?show_historical=true')
    expect(readTruth(world, 'series_fee_changes').map((row) => [row.change_id, Number(row.fee_multiplier)])).toEqual(
      byKey(fees.series_fee_change_arr).map((row) => [row.id, row.fee_multiplier]),
    )
  })

  it('points at events, teams and markets that are there', () => {
    const known = new Set(events.map((row) => row.event_ticker))
    const teams = new Set(targets.map((row) => row.id))
    expect(milestones.some((row) => (row.related_event_tickers as string[]).length > 1)).toBe(true)
    for (const { related_event_tickers, primary_event_tickers, details, type } of milestones) {
      expect(
        [...(related_event_tickers as string[]), ...(primary_event_tickers as string[])].every((e) => known.has(e)),
      ).toBe(true)
      const { away_team_id, home_team_id } = details as Row
      if (type !== 'economic_release') expect(teams.has(away_team_id) && teams.has(home_team_id)).toBe(true)
    }
    const strikes = walk(world, '/markets?limit=1000&mve_filter=exclude', 'markets').flatMap(({ custom_strike }) =>
      custom_strike !== undefined && 'team' in (custom_strike as Row) ? [(custom_strike as Row).team] : [],
    )
    expect(strikes.length).toBeGreaterThan(10)
    expect(strikes.every((team) => teams.has(team))).toBe(true)
    for (const row of everyRow(COLLECTIONS).flatMap((each) => each.associated_event_tickers as string[]))
      expect(known.has(row)).toBe(true)
  })

  it('is filtered by what the rows say', () => {
    const filter = (list: (typeof LISTS)[number], query: string) => everyRow(list, query).map(keyOf)
    const ids = (rows: readonly Row[], fits: (row: Row) => boolean) => rows.filter(fits).map(keyOf)
    const game = milestones.find((row) => (row.related_event_tickers as string[]).length > 1)!
    const { league } = game.details as { league: string }
    const cases: [string, (row: Row) => boolean][] = [
      ['category=Economics', (row) => row.category === 'Economics'],
      [`type=${game.type}`, (row) => row.type === game.type],
      [`competition=${encodeURIComponent(league)}`, (row) => (row.details as Row).league === league],
      [`source_id=${game.source_id}`, (row) => row.source_id === game.source_id],
      [`related_event_ticker=${(game.related_event_tickers as string[])[1]}`, (row) => row.id === game.id],
      ['minimum_start_date=2026-10-08T02:00:00%2B02:00', (row) => String(row.start_date) >= '2026-10-08T00:00:00Z'],
      ['min_updated_ts=1791331200', (row) => String(row.last_updated_ts) >= '2026-10-07T00:00:00Z'],
    ]
    for (const [query, fits] of cases) {
      expect([query, filter(MILESTONES, `&${query}`)]).toEqual([query, ids(milestones, fits)])
      expect(ids(milestones, fits).length).toBeGreaterThan(0)
    }
    const [one, two] = [targets[3]!, targets[1]!]
    expect(filter(TARGETS, `&ids=${one.id}&ids=${two.id}`)).toEqual([two.id, one.id])
    expect(filter(TARGETS, `&type=${one.type}`)).toEqual(ids(targets, (row) => row.type === one.type))
    const incentives = everyRow(INCENTIVES)
    const parts = ['active', 'upcoming', 'closed', 'paid_out'].map((status) => filter(INCENTIVES, `&status=${status}`))
    expect(parts.flat().length).toBe(incentives.length)
    expect(parts[3]).toEqual(ids(incentives, (row) => row.paid_out === true))
    expect(filter(INCENTIVES, '&type=volume')).toEqual(ids(incentives, (row) => !('target_size_fp' in row)))
    const collection = everyRow(COLLECTIONS)[0]!
    const [event] = collection.associated_event_tickers as string[]
    expect(filter(COLLECTIONS, `&associated_event_ticker=${event}`)).toContain(collection.collection_ticker)
    expect(filter(COLLECTIONS, `&series_ticker=${collection.series_ticker}`)).toEqual([collection.collection_ticker])
    expect(filter(COLLECTIONS, '&status=unopened')).toEqual([])
    const fee = everyRow(EVENT_FEES)[0]!
    expect(everyRow(EVENT_FEES, `&event_ticker=${fee.event_ticker}`).length).toBe(2)
  })

  it('is found by its id, and refused where a parameter is wrong', () => {
    const [milestone, target] = [milestones[0]!, targets[0]!]
    expect(askJson(world, `/milestones/${milestone.id}`)).toEqual({ milestone })
    expect(askJson(world, `/structured_targets/${target.id}`)).toEqual({ structured_target: target })
    const [collection] = everyRow(COLLECTIONS)
    const path = `/multivariate_event_collections/${collection!.collection_ticker}`
    expect(askJson(world, path)).toEqual({ multivariate_contract: collection })
    for (const unknown of ['/milestones/x', '/structured_targets/x', '/multivariate_event_collections/x'])
      expect([unknown, ask(world, unknown).status]).toEqual([unknown, 404])
    expect(bodyOf(ask(world, '/milestones'))).toContain(
      "'GetMilestonesParams.Limit' Error:Field validation for 'Limit' failed on the 'required' tag",
    )
    expect(bodyOf(ask(world, '/structured_targets?page_size=2001'))).toContain("for 'PageSize' failed on the 'lte' tag")
    const wrong = [
      '/incentive_programs?status=open',
      '/incentive_programs?type=cash',
      '/milestones?limit=1&minimum_start_date=1',
    ]
    for (const address of wrong) expect([address, ask(world, address).status]).toEqual([address, 400])
  })

  it('tells fees before they change, and series and events what they cost meanwhile', () => {
    const moving = simulatedWorld(options)
    const next = askJson<{ series_fee_change_arr: Row[] }>(moving, '/series/fee_changes').series_fee_change_arr
    expect(next.length).toBeGreaterThan(0)
    const { series_ticker, fee_multiplier } = next[0]!
    const costs = () => askJson<{ series: Row }>(moving, `/series/${series_ticker}`).series.fee_multiplier
    expect(costs()).not.toBe(fee_multiplier)
    const changes = walk(moving, '/events/fee_changes?limit=1000', 'event_fee_changes')
    let free = 0
    for (const day of [8, 9, 10, 11]) {
      const now = `2026-10-${String(day).padStart(2, '0')}T00:00:00Z`
      const known = Map.groupBy(changes, (row) => row.event_ticker)
      const latest = [...known.values()].map((rows) => rows.find((row) => instant(row.scheduled_ts) <= instant(now)))
      const expected = latest.filter((row) => row != null && row.fee_type_override !== null)
      const cheap = walk(moving, '/events', 'events').filter((row) => row.fee_multiplier_override === 0)
      expect(cheap.map((row) => row.event_ticker).sort()).toEqual(expected.map((row) => row!.event_ticker).sort())
      free += cheap.length
      moving.clock.moveOn(86_400_000_000)
    }
    expect(free).toBeGreaterThan(0)
    moving.clock.moveOn(2 * 86_400_000_000)
    expect(costs()).toBe(fee_multiplier)
    expect(askJson(moving, '/series/fee_changes')).toEqual({ series_fee_change_arr: [] })
    const past = `/series/fee_changes?show_historical=true&series_ticker=${series_ticker}`
    expect(askJson<{ series_fee_change_arr: Row[] }>(moving, past).series_fee_change_arr.length).toBe(1)
  })

  it('comes with events where that is asked for', () => {
    const page = askJson<{ events: Row[]; milestones: Row[] }>(world, '/events?limit=200&with_milestones=true')
    const shown = new Set(page.events.map((row) => row.event_ticker))
    const expected = milestones.filter((row) =>
      (row.related_event_tickers as string[]).some((event) => shown.has(event)),
    )
    expect(page.milestones).toEqual(expected)
    expect(expected.length).toBeGreaterThan(0)
  })

  it('names tags by category, and since when callers see themselves; announcements are gone', () => {
    const { tags_by_categories: tags } = askJson<{ tags_by_categories: Record<string, string[] | null> }>(
      world,
      '/search/tags_by_categories',
    )
    expect(tags.Crypto).toContain('Bitcoin')
    expect(Object.values(tags)).toContain(null)
    expect(askJson(world, '/exchange/user_data_timestamp')).toEqual({ as_of_time: '2026-10-08T00:00:00Z' })
    expect(ask(world, '/exchange/announcements').status).toBe(404)
  })
})
