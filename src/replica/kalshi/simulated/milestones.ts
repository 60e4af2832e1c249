import type { Economy } from '../../economy/economy.ts'
import { type EconomyEvent, HOUR, MINUTE, type Micros } from '../../economy/types.ts'
import { first } from '../../search.ts'
import { leagueOf, slugOf, targetOf } from './targets.ts'
import { uuidOf } from './uuid.ts'

/** Something that happens in the world and decides events: a game, or the release of a figure. */
export interface Milestone {
  readonly id: string
  readonly event: EconomyEvent
  /** Further events that it decides. */
  readonly others: readonly EconomyEvent[]
  readonly type: string
  readonly notification: string
  /** Null for what is no game. */
  readonly game: { readonly league: string; readonly awayId: string; readonly homeId: string } | null
  readonly sourceId: string | null
  readonly startAt: Micros
  readonly overAt: Micros
}

/** Every game has one, every monthly figure too; ladders of sports belong to the game that is expected to end next. */
export function milestonesOf(economy: Economy): Milestone[] {
  const isGame = ({ series }: EconomyEvent) => series.kind === 'match'
  const isLadderOf = ({ series }: EconomyEvent, category: string) =>
    series.kind === 'ladder' && series.category === category
  const games = economy.events.filter(isGame).sort((a, b) => a.timeline.expectedAt - b.timeline.expectedAt)
  const others = Map.groupBy(
    economy.events.filter((event) => isLadderOf(event, 'Sports')),
    ({ timeline }) => games[first(games.length, (i) => games[i]!.timeline.expectedAt >= timeline.expectedAt)],
  )
  const releases = economy.events.filter((event) => isLadderOf(event, 'Economics'))
  return [
    ...games.map((event) => gameOf(economy, event, others.get(event) ?? [])),
    ...releases.map((event) => releaseOf(economy, event)),
  ]
}

function gameOf(economy: Economy, event: EconomyEvent, others: readonly EconomyEvent[]): Milestone {
  const { index, series, questions, timeline } = event
  const league = leagueOf(series)
  const [away, home] = [questions[0]!, questions.at(-1)!]
  return {
    id: uuidOf(economy.seed, 'milestone', index),
    event,
    others,
    type: `${slugOf(league)}_game`,
    notification: `${away.label} or ${home.label}?`,
    game: { league, awayId: targetOf(economy.seed, away), homeId: targetOf(economy.seed, home) },
    sourceId: index % 2 === 0 ? uuidOf(economy.seed, 'game', index) : `match:${index}`,
    startAt: roundDown(timeline.closesAt - 3 * HOUR),
    overAt: timeline.determinedAt,
  }
}

function releaseOf({ seed }: Economy, event: EconomyEvent): Milestone {
  const { index, title, timeline } = event
  return {
    id: uuidOf(seed, 'milestone', index),
    event,
    others: [],
    type: 'economic_release',
    notification: title,
    game: null,
    sourceId: null,
    startAt: roundDown(timeline.closesAt),
    overAt: timeline.determinedAt,
  }
}

function roundDown(at: Micros): Micros {
  return Math.floor(at / (5 * MINUTE)) * 5 * MINUTE
}

/** How far it has come, and since when. */
export function progressOf(
  { event, startAt, overAt }: Milestone,
  now: Micros,
): { status: 'created' | 'inprogress' | 'closed'; since: Micros } {
  const { createdAt } = event.timeline
  if (now >= overAt) return { status: 'closed', since: overAt }
  if (now >= startAt) return { status: 'inprogress', since: Math.max(startAt, createdAt) }
  return { status: 'created', since: createdAt }
}
