import type { Field } from '../../truth/csv.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { isNegRisk } from './life.ts'
import type { Parts } from './parts.ts'
import { seriesId } from './series-body.ts'
import { legacyMarkets, sortedRows, VENUE } from './truth-rows.ts'
import { economyEvent } from './views.ts'

/** Truth of what markets are filed under: series, events, tags and old categories. */
export function filingTables(parts: Parts): TruthTable[] {
  const eventColumns = ['venue', 'event_id', 'series_id', 'title', 'category', 'mutually_exclusive', 'status']
  return [
    table('series', ['venue', 'series_id', 'title', 'frequency'], () => sortedRows(series(parts), 1, 2)),
    table('events', eventColumns, () => sortedRows(events(parts), 1, 2)),
    table('categories', ['venue', 'category_id', 'kind', 'label', 'slug'], () => sortedRows(categories(parts), 1, 2)),
    table('category_links', ['venue', 'category_id', 'linked', 'linked_id'], () => sortedRows(links(parts), 1, 3)),
  ]
}

/** Events behind the legacy ones that exist by now, with their rows. */
function* visibleEvents(parts: Parts) {
  const { events, legacy, clock } = parts
  for (let row = legacy.count; row < events.count(clock.now()); row++) yield [row, economyEvent(parts, row)] as const
}

function* series(parts: Parts): Generator<Field[]> {
  const known = new Set([...visibleEvents(parts)].map(([, event]) => event.series))
  for (const each of known) yield [VENUE, seriesId(each), each.title, each.frequency]
}

function* events(parts: Parts): Generator<Field[]> {
  const { events: places, clock } = parts
  for (const { row, question, category } of legacyMarkets(parts))
    yield [VENUE, places.idOf(row), null, question.trim(), category, false, 'closed']
  for (const [row, event] of visibleEvents(parts)) {
    const status = places.closedAt(row) <= clock.now() ? 'closed' : 'open'
    const head = event.questions[0]!
    const title = event.questions.length === 1 ? head.title : event.title
    yield [VENUE, places.idOf(row), seriesId(event.series), title, null, isNegRisk(head), status]
  }
}

function* categories(parts: Parts): Generator<Field[]> {
  for (const { id, label, slug } of parts.tagging.tags) yield [VENUE, `tag:${id}`, 'tag', String(label), String(slug)]
  const old = new Set([...legacyMarkets(parts)].map(({ category }) => category))
  for (const category of old) yield [VENUE, `category:${category}`, 'category', category, null]
}

function* links(parts: Parts): Generator<Field[]> {
  const { events: places, tagging } = parts
  for (const { row, category, conditionId } of legacyMarkets(parts)) {
    yield [VENUE, `category:${category}`, 'market', conditionId]
    yield [VENUE, `category:${category}`, 'event', places.idOf(row)]
    for (const { id } of tagging.ofLegacy(category)) yield [VENUE, `tag:${id}`, 'event', places.idOf(row)]
  }
  for (const [row, event] of visibleEvents(parts)) {
    for (const { id } of tagging.ofEvent(event)) yield [VENUE, `tag:${id}`, 'event', places.idOf(row)]
  }
}
