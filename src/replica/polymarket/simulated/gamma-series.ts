import { first } from '../../search.ts'
import type { SeriesList } from '../library.ts'
import type { Parts } from './parts.ts'
import { seriesIndex, seriesSummary } from './series-body.ts'
import { economyEvent, eventAt, schemaMember, type Views, withMembers } from './views.ts'

/** Series that have an event by now, by rising id. */
export function openSeries(parts: Parts, views: Views): SeriesList {
  const { share, events, legacy } = parts
  let counted = -1
  let rows = new Uint32Array()
  const listed = () => {
    const count = events.count(views.now())
    if (count !== counted) rows = seriesOfEvents(parts, count)
    counted = count
    return rows
  }
  const fields = (row: number) => seriesSummary(share.series[listed()[row]!]!, views.now())
  const eventTexts = (index: number) => {
    const texts: string[] = []
    for (let row = legacy.count; row < events.count(views.now()); row++) {
      const own = economyEvent(parts, row).series.index === index
      if (own) texts.push(JSON.stringify(eventAt(parts, row, views.nested())))
    }
    return texts.join(',')
  }
  return {
    count: () => listed().length,
    fields,
    text: (row, form) =>
      withMembers(fields(row), [
        form.nested && `"events":[${eventTexts(listed()[row]!)}]`,
        schemaMember('Series', form),
      ]),
    withId(id) {
      const index = seriesIndex(id)
      if (index === undefined) return []
      const row = first(listed().length, (i) => listed()[i]! >= index)
      return listed()[row] === index ? [row] : []
    },
  }
}

function seriesOfEvents(parts: Parts, count: number): Uint32Array<ArrayBuffer> {
  const found = new Set<number>()
  for (let row = parts.legacy.count; row < count; row++) found.add(economyEvent(parts, row).series.index)
  return Uint32Array.from(found).sort()
}
