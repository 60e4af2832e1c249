import type { Economy } from '../../economy/economy.ts'
import type { EconomyEvent, Micros, Series } from '../../economy/types.ts'

/** What may be combined in the markets of one series. */
export interface Collection {
  readonly series: Series
  readonly combos: readonly EconomyEvent[]
  /** When its first market was asked for. */
  readonly opensAt: Micros
}

export interface CollectionState {
  /** When the last of its events closes. */
  readonly closesAt: Micros
  /** Events that are still open and stand in one of its combinations. */
  readonly events: readonly EconomyEvent[]
}

export function collectionsOf({ events }: Economy): Collection[] {
  const combos = events.filter(({ questions }) => questions[0]!.legs !== undefined)
  return [...Map.groupBy(combos, ({ series }) => series)].map(([series, own]) => ({
    series,
    combos: own,
    opensAt: Math.min(...own.map(({ timeline }) => timeline.createdAt)),
  }))
}

export function collectionAt({ combos }: Collection, now: Micros): CollectionState {
  const events = new Set<EconomyEvent>()
  let closesAt = 0
  for (const { questions, timeline } of combos) {
    if (timeline.createdAt > now) continue
    closesAt = Math.max(closesAt, timeline.scheduledCloseAt)
    for (const { question } of questions[0]!.legs!)
      if (question.event.timeline.closesAt > now) events.add(question.event)
  }
  return { closesAt, events: [...events].sort((a, b) => a.index - b.index) }
}
