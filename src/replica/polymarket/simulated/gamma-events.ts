import type { Events } from '../library.ts'
import type { Parts } from './parts.ts'
import { seriesId } from './series-body.ts'
import { rowOfSlug } from './slug.ts'
import {
  economyEvent,
  eventAt,
  eventRowOf,
  marketRowsOf,
  marketText,
  schemaMember,
  type Views,
  withMembers,
} from './views.ts'

export function openEvents(parts: Parts, views: Views): Events {
  const { markets, events, legacy, tagging } = parts
  const fields = (row: number) => eventAt(parts, row, views.fresh())
  const visible = (row: number | undefined) =>
    row !== undefined && row >= 0 && row < events.count(views.now()) ? [row] : []
  const listedMarkets = (row: number) => {
    const rows = marketRowsOf(parts, row).filter((each) => each < markets.count(views.now()))
    return rows.map((each) => marketText(parts, each, { moment: views.nested() })).join(',')
  }
  return {
    count: () => events.count(views.now()),
    isClosed: (row) => events.closedAt(row) <= views.now(),
    fields,
    text: (row, form) =>
      withMembers(fields(row), [form.nested && `"markets":[${listedMarkets(row)}]`, schemaMember('Event', form)]),
    withId: (id) => visible(events.rowWithId(id)),
    withSlug(slug) {
      const market = rowOfSlug(slug)
      const row = market === undefined || market >= markets.count(views.now()) ? undefined : eventRowOf(parts, market)
      return visible(row).filter((each) => fields(each).slug === slug)
    },
    tags: (row) =>
      row < legacy.count ? tagging.ofLegacy(legacy.market(row).category) : tagging.ofEvent(economyEvent(parts, row)),
    series: (row) => (row < legacy.count ? [] : [seriesId(economyEvent(parts, row).series)]),
  }
}
