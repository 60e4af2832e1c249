import { first } from '../../search.ts'
import type { Answer } from '../../world.ts'
import { answered, badRequest, notFound } from '../answers.ts'
import { decodeCursor, type Start } from '../cursor.ts'
import type { EventRow, FeedRow, Library } from '../library.ts'
import type { Call } from './call.ts'
import { envelope, pageOf } from './page.ts'
import { readLimit, readList, readNumber, readStatus, readTime } from './params.ts'

/** Events by total volume, largest first; a single one by its slug, with its markets. */
export function listEvents(call: Call): Answer {
  const { library, query } = call
  const limit = readLimit(query, { most: 100, fallback: 10 })
  readNumber(query, 'offset')
  const slug = query.get('event_slug')
  if (slug !== null) return oneEvent(library, slug)
  const withMarkets = readFlag(query, 'include_markets')
  const start = decodeCursor(query.get('pagination_key') || null, ['lastVolume', 'lastEventSlug'])
  const rows = library.events.byVolume().filter(readFilters(library, query))
  const page = pageOf(rowsFrom(library, rows, { start, withMarkets }), call, { start, limit })
  return envelope('events', page, { limit, has_more: page.next !== null, pagination_key: page.next })
}

function oneEvent({ events }: Library, slug: string): Answer {
  const row = events.bySlug(slug)
  if (row === undefined) throw notFound(`Event with slug ${slug} not found`)
  const pagination = '{"limit":1,"has_more":false,"pagination_key":null}'
  return answered(`{"events":[${events.text(row, true)}],"pagination":${pagination}}`, '')
}

export function readFlag(query: URLSearchParams, name: string): boolean {
  const flag = query.get(name)
  if (flag === null || flag === 'false' || flag === 'true') return flag === 'true'
  throw badRequest(`Invalid ${name} parameter`, `${name} must be 'true' or 'false'`)
}

function* rowsFrom(
  { events }: Library,
  rows: readonly EventRow[],
  { start, withMarkets }: { start: Start | null; withMarkets: boolean },
): Generator<FeedRow> {
  const from = start === null ? 0 : first(rows.length, (i) => isBehind(events.volume(rows[i]!), rows[i]!, start))
  for (let i = from; i < rows.length; i++) {
    const row = rows[i]!
    const key = { lastVolume: events.volume(row), lastEventSlug: row.slug }
    yield { key, text: () => events.text(row, withMarkets) }
  }
}

function isBehind(volume: number, { slug }: EventRow, { key, isAt }: Start): boolean {
  if (volume !== key.lastVolume) return volume < Number(key.lastVolume)
  return slug < String(key.lastEventSlug) || (isAt && slug === key.lastEventSlug)
}

function readFilters({ events }: Library, query: URLSearchParams): (row: EventRow) => boolean {
  const tags = readList(query, 'tags')
  const status = readStatus(query)
  const [from, to, game] = ['start_time', 'end_time', 'game_start_time'].map((name) => readTime(query, name, 'seconds'))
  return (row) =>
    (tags === null || events.tags(row).some((tag) => tags.has(tag))) &&
    (from == null || row.startAt >= from) &&
    (to == null || row.startAt <= to) &&
    (game == null || row.gameAt === game) &&
    (status === null || events.isOpen(row) === (status === 'open'))
}
