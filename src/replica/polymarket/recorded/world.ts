import { createClock } from '../../clock.ts'
import { readMoment } from '../../moment.ts'
import { readRecording } from '../../recording.ts'
import type { RecordedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import type { Library } from '../library.ts'
import { rulesOf } from '../rules.ts'

const RESOURCES = ['markets', 'events', 'clob_markets', 'trades'] as const

/** Serves the lines of a folder's files, byte for byte. A record that lies in a file is visible whatever the clock says. */
export function recordedWorld({ from, until, polymarket }: RecordedOptions): World {
  const clock = createClock(readMoment(until))
  const recording = readRecording(from, RESOURCES)
  const nothing = { count: () => 0, fields: () => ({}), text: () => '', withId: () => [], withSlug: () => [] }
  const library: Library = {
    clock,
    now: clock.now,
    markets: {
      ...nothing,
      isClosed: () => true,
      tags: () => [],
      withCondition: () => [],
      withQuestion: () => [],
      withToken: () => [],
    },
    events: { ...nothing, isClosed: () => true, tags: () => [], series: () => [] },
    series: nothing,
    tags: () => [],
    clob: { ...nothing, compact: () => undefined, isSampled: () => false, withCondition: () => [] },
    trading: null,
    recordedTrades: recording.trades.toSorted((a, b) => Number(b.value.timestamp) - Number(a.value.timestamp)),
    rules: rulesOf(polymarket),
  }
  return { clock, answer: (request, twist) => route(library, request, twist), truth: [] }
}
