import type { Economy } from '../../economy/economy.ts'
import type { Micros, Question, Series } from '../../economy/types.ts'
import { codeOf } from '../../economy/wording.ts'
import { uuidOf } from './uuid.ts'

/** A team that markets speak of by its id. */
export interface Target {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly league: string
  readonly abbreviation: string
  readonly sourceId: string
  /** When the first market named it. */
  readonly createdAt: Micros
}

/** One target for each label of each series with structured strikes, in the order in which markets name them. */
export function targetsOf({ seed, questions }: Economy): Target[] {
  const targets = new Map<string, Target>()
  for (const { strike, label, event, timeline } of questions) {
    if (strike.type !== 'structured') continue
    const id = targetId(seed, event.series, label)
    const known = targets.get(id)
    const createdAt = Math.min(timeline.createdAt, known?.createdAt ?? Number.POSITIVE_INFINITY)
    const league = leagueOf(event.series)
    // Two providers, each with ids of its own kind.
    const isFirst = event.series.index % 2 === 0
    const sourceId = isFirst ? uuidOf(seed, 'team', id) : `competitor:${event.series.index}-${codeOf(label, 12)}`
    const type = `${slugOf(league)}_team`
    targets.set(id, { id, name: label, type, league, abbreviation: codeOf(label, 3), sourceId, createdAt })
  }
  return [...targets.values()]
}

/** The id under which a question's strike names its team. */
export function targetOf(seed: number, { event, label }: Pick<Question, 'event' | 'label'>): string {
  return targetId(seed, event.series, label)
}

function targetId(seed: number, series: Series, label: string): string {
  return uuidOf(seed, 'target', series.index, label)
}

/** What a series of games is about: `Pro Baseball` of `Pro Baseball game`. */
export function leagueOf({ title }: Series): string {
  return title.replace(/ game$/, '')
}

export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}
