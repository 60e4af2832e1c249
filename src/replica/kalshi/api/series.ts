import type { Answer } from '../../world.ts'
import { json, notFound, pieces } from '../answers.ts'
import type { Library, SeriesRow } from '../library.ts'
import { countText } from '../text.ts'
import { joined } from './page.ts'
import { readParams } from './params.ts'

export function listSeries(library: Library, query: URLSearchParams): Answer {
  const params = readParams(query, 'GetSeriesList')
  const category = params.text('category')
  const tags = params.list('tags')
  const since = params.seconds('min_updated_ts')
  const metadata = params.flag('include_product_metadata')
  const volumes = params.flag('include_volume') ? volumeBySeries(library) : null
  const rows = library.series.filter(
    (row) =>
      (category === null || row.category === category) &&
      (tags === null || tags.some((tag) => row.tags.includes(tag))) &&
      (since === null || row.updatedAt >= since),
  )
  const bodies = rows.map((row) => library.seriesBody(row, { metadata, volume: volumeText(volumes, row) }))
  return pieces([Buffer.from('{"series":['), ...joined(bodies), Buffer.from(']}')])
}

export function getSeries(library: Library, ticker: string, query: URLSearchParams): Answer {
  const row = library.seriesNamed(ticker)
  if (row === undefined) throw notFound()
  const volumes = readParams(query, 'GetSeries').flag('include_volume') ? volumeBySeries(library) : null
  const body = library.seriesBody(row, { metadata: true, volume: volumeText(volumes, row) })
  return pieces([Buffer.from('{"series":'), body, Buffer.from('}')])
}

/** The tags of all series by category, null where there are none. */
export function getTags({ series }: Library): Answer {
  const byCategory = Map.groupBy(series, ({ category }) => category)
  const entries = [...byCategory]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([category, rows]) => {
      const tags = new Set(rows.flatMap((row) => row.tags))
      return [category, tags.size === 0 ? null : [...tags]]
    })
  return json(200, { tags_by_categories: Object.fromEntries(entries) })
}

function volumeText(volumes: ReadonlyMap<string, number> | null, { ticker }: SeriesRow): string | null {
  return volumes === null ? null : countText(volumes.get(ticker) ?? 0)
}

function volumeBySeries(library: Library): Map<string, number> {
  const volumes = new Map<string, number>()
  for (const market of library.markets) {
    if (market.visibleAt > library.clock.now()) continue
    const sum = (volumes.get(market.seriesTicker) ?? 0) + library.volumeOf(market)
    volumes.set(market.seriesTicker, sum)
  }
  return volumes
}
