import { createClock } from '../../clock.ts'
import { readMoment } from '../../moment.ts'
import { type Line, type Recording, readRecording } from '../../recording.ts'
import type { RecordedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import type { ClobMarkets, Events, Library, Markets, SeriesList } from '../library.ts'
import { rulesOf } from '../rules.ts'
import { objectsIn, rowsOf, uniqueById } from './rows.ts'

const RESOURCES = ['markets', 'events', 'clob_markets', 'trades'] as const

/** Serves the lines of a folder's files, byte for byte. A record that lies in a file is visible whatever the clock says. */
export function recordedWorld({ from, until, polymarket }: RecordedOptions): World {
  const clock = createClock(readMoment(until))
  const recording: Recording<(typeof RESOURCES)[number]> = readRecording(from, RESOURCES)
  const events = recording.events.map(({ value }) => value)
  const tags = uniqueById(events.flatMap((event) => objectsIn(event, 'tags')))
  const library: Library = {
    clock,
    now: clock.now,
    markets: openMarkets(recording.markets),
    events: openEvents(recording.events),
    series: openSeries(recording.events),
    tags: () => tags,
    clob: openClob(recording.clob_markets),
    trading: null,
    recordedTrades: recording.trades.toSorted((a, b) => Number(b.value.timestamp) - Number(a.value.timestamp)),
    rules: rulesOf(polymarket),
  }
  return { clock, answer: (request, twist) => route(library, request, twist), truth: [] }
}

function openMarkets(lines: readonly Line[]): Markets {
  const { finder, ...rows } = rowsOf(lines)
  return {
    ...rows,
    withId: finder('id'),
    withSlug: finder('slug'),
    withCondition: finder('conditionId'),
    withQuestion: finder('questionID'),
    withToken: finder('clobTokenIds'),
    tags(row) {
      const own = objectsIn(rows.fields(row), 'tags')
      return own.length > 0 ? own : objectsIn(objectsIn(rows.fields(row), 'events')[0], 'tags')
    },
  }
}

function openEvents(lines: readonly Line[]): Events {
  const { finder, ...rows } = rowsOf(lines)
  return {
    ...rows,
    withId: finder('id'),
    withSlug: finder('slug'),
    tags: (row) => objectsIn(rows.fields(row), 'tags'),
    series: (row) => objectsIn(rows.fields(row), 'series').map(({ id }) => String(id)),
  }
}

/** Series were only recorded within events. */
function openSeries(lines: readonly Line[]): SeriesList {
  const series = uniqueById(lines.flatMap(({ value }) => objectsIn(value, 'series')))
  return {
    count: () => series.length,
    fields: (row) => series[row]!,
    text: (row) => JSON.stringify(series[row]),
    withId: (id) => series.flatMap((each, row) => (each.id === id ? [row] : [])),
  }
}

function openClob(lines: readonly Line[]): ClobMarkets {
  const text = (row: number) => lines[row]!.bytes.toString()
  return {
    count: () => lines.length,
    fields: (row) => lines[row]!.value,
    text,
    isSampled: (row) => (lines[row]!.value.rewards as { rates?: unknown } | undefined)?.rates != null,
    withCondition: (id) => lines.flatMap(({ value }, row) => (value.condition_id === id ? [text(row)] : [])),
    compact: () => undefined,
  }
}
