import type { Micros } from '../../economy/types.ts'
import type { Library } from '../library.ts'
import { openClob } from './clob.ts'
import { openEvents } from './gamma-events.ts'
import { openMarkets } from './gamma-markets.ts'
import { openSeries } from './gamma-series.ts'
import type { Parts } from './parts.ts'
import type { Views } from './views.ts'

/** What is nested in another object was taken some minutes ago; only figures show it, never what has ended. */
const REFRESHED_EVERY = 600_000_000

export function openLibrary(parts: Parts, now: () => Micros): Library {
  const views: Views = {
    now,
    fresh: () => ({ now: now(), figuresAt: now() }),
    nested: () => ({ now: now(), figuresAt: now() - (now() % REFRESHED_EVERY) }),
  }
  return {
    clock: parts.clock,
    now,
    markets: openMarkets(parts, views),
    events: openEvents(parts, views),
    series: openSeries(parts, views),
    tags: () => parts.tagging.tags,
    clob: openClob(parts, now),
    trading: parts.trading,
    recordedTrades: [],
    rules: parts.rules,
  }
}
