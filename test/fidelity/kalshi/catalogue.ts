import { expect } from 'vitest'
import type { Check, Scene } from '../judge.ts'
import { expectSame, type Fields, type Row, walk } from '../wire.ts'
import { marketRow } from './markets.ts'
import { isArchived, PAGES } from './world.ts'

const seriesRow = (series: Fields): Row => ({
  series_id: String(series.ticker),
  title: String(series.title),
  category: String(series.category),
  frequency: String(series.frequency),
})

const eventRow = (event: Fields): Row => ({
  event_id: String(event.event_ticker),
  series_id: String(event.series_ticker),
  title: String(event.title),
  category: String(event.category),
})

/** Series and events, one and all. */
export const CATALOGUE: Readonly<Record<string, Check>> = {
  'MarketApi.getSeriesList': async ({ client, truth }) => {
    const { series } = await client.call<{ series: Fields[] }>('MarketApi.getSeriesList')
    expectSame(series.map(seriesRow), truth('series'))
  },
  'MarketApi.getSeries': async ({ client, truth }) => {
    const row = truth('series').at(-1)!
    const { series } = await client.call<{ series: Fields }>('MarketApi.getSeries', row.series_id, true)
    expectSame([seriesRow(series)], [row])
  },
  'SearchApi.getTagsForSeriesCategories': async ({ client, truth }) => {
    const told = await client.call<{ tags_by_categories: Fields }>('SearchApi.getTagsForSeriesCategories')
    const categories = new Set(truth('series').map((row) => row.category))
    expect(Object.keys(told.tags_by_categories).sort()).toEqual([...categories].sort())
  },
  'EventsApi.getEvents': async ({ client, truth }) => {
    const ask = (cursor?: string) => client.call<Fields>('EventsApi.getEvents', 20, cursor)
    expectSame((await walk(ask, { ...PAGES, list: 'events' })).map(eventRow), truth('events'))
  },
  'EventsApi.getEvent': async (scene) => {
    const [beside, within] = [false, true].map((nested) =>
      scene.client.call<{ event: Fields; markets: Fields[] }>('EventsApi.getEvent', largest(scene), nested),
    )
    const { event, markets } = await beside!
    expectSame(
      [eventRow(event)],
      scene.truth('events').filter((row) => row.event_id === largest(scene)),
    )
    expectSame(markets.map(marketRow), marketsOf(scene, largest(scene)))
    expect([(await within!).event.markets, (await within!).markets]).toEqual([markets, []])
  },
  'EventsApi.getEventMetadata': async (scene) => {
    const told = await scene.client.call<{ market_details: Fields[] }>('EventsApi.getEventMetadata', largest(scene))
    expectSame(
      told.market_details.map(({ market_ticker }) => ({ market_id: String(market_ticker) })),
      marketsOf(scene, largest(scene)),
    )
  },
  'EventsApi.getMultivariateEvents': async ({ client, truth }) => {
    const ask = (cursor?: string) => client.call<Fields>('EventsApi.getMultivariateEvents', 20, cursor)
    expectSame((await walk(ask, { ...PAGES, list: 'events' })).map(eventRow), truth('mve_events'))
  },
}

/** Markets that are not archived. */
function marketsOf(scene: Scene, event: string): Row[] {
  return scene.truth('markets').filter((row) => row.event_id === event && !isArchived(scene, row))
}

/** The event with most markets that are not archived. */
function largest(scene: Scene): string {
  const live = scene.truth('markets').filter((row) => !isArchived(scene, row))
  const events = [...Map.groupBy(live, (row) => row.event_id!)]
  return events.reduce((a, b) => (b[1].length > a[1].length ? b : a))[0]
}
