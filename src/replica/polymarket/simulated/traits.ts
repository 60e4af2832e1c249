import { mix, wordOf } from '../../economy/random.ts'
import { DAY, type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import type { Condition } from '../library.ts'

/** The oddities of one condition, which depend on nothing but its index. */
export interface Traits {
  readonly hasStart: boolean
  /** The start that is shown lies behind the nominal end. */
  readonly startsLate: boolean
  readonly hasEnd: boolean
  readonly hasClosedTime: boolean
  readonly hasRewards: boolean
  /** What the oracle's status says for ever; undefined is no status at all. */
  readonly finalStatus: 'resolved' | 'proposed' | 'disputed' | undefined
  /** A split that is written as 1 and 1. */
  readonly splitsInOnes: boolean
  readonly keepsHistory: boolean
  readonly hasTags: boolean
}

const WORD = wordOf(0, 'traits')

export function traitsOf({ question }: Pick<Condition, 'question'>): Traits {
  const one = (word: number, of: number) => mix(mix(WORD, question), word) % of
  const status = one(6, 1000)
  return {
    hasStart: one(1, 8) !== 0,
    startsLate: one(2, 16) === 0,
    hasEnd: one(3, 160) !== 0,
    hasClosedTime: one(4, 400) !== 0,
    hasRewards: one(5, 3) === 0,
    finalStatus: status < 28 ? 'proposed' : status < 30 ? 'disputed' : status < 34 ? undefined : 'resolved',
    splitsInOnes: one(7, 3) === 0,
    keepsHistory: one(8, 25) === 0,
    hasTags: one(9, 30) !== 0,
  }
}

/** The start of trading that is shown; null where none is. It may lie behind the nominal end. */
export function shownStart(condition: Condition): Micros | null {
  const { hasStart, startsLate } = traitsOf(condition)
  if (!hasStart) return null
  return startsLate ? condition.life.endsAt + 2 * DAY + 7 : condition.life.acceptsAt
}

/** What the prices of a closed condition say, in the venue's spelling. */
export function finalPrices(condition: Condition): readonly [string, string] {
  const [yes] = condition.payouts
  if (yes === UNIT_E6) return ['1', '0']
  if (yes === 0) return ['0', '1']
  return traitsOf(condition).splitsInOnes ? ['1', '1'] : ['0.5', '0.5']
}

/** Where the oracle stands, oldest first; empty before the first proposal. */
export function oracleSteps({ life }: Condition, at: Micros): string[] {
  const steps: [string, Micros | null][] = [
    ['proposed', life.proposedAt],
    ['disputed', life.disputedAt],
    ['proposed', life.reproposedAt],
    ['resolved', life.resolvedAt],
  ]
  return steps.filter(([, when]) => when !== null && when <= at).map(([step]) => step)
}

/** A description as people write them: quotes, dashes, odd blanks and line breaks. */
export function descriptionOf({ title, label, event }: Question): string {
  const odd = mix(WORD, event.index) % 8
  const blank = odd === 0 ? '\u00a0' : odd === 1 ? '\u200b ' : ' '
  const dash = odd < 5 ? '–' : '-'
  return `This market will resolve to “Yes” if${blank}${label} ${dash} as asked in "${title}" ${dash} comes true.\n\nOtherwise, this market will resolve to “No”.`
}
