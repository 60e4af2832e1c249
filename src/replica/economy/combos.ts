import { first } from '../search.ts'
import { type Random, random } from './random.ts'
import type { Span } from './timeline.ts'
import {
  type EconomyEvent,
  type Leg,
  MINUTE,
  type Micros,
  type Question,
  SECOND,
  type Series,
  type Timeline,
  UNIT_E6,
} from './types.ts'

export interface CombosOptions {
  readonly seed: number
  readonly count: number
  readonly events: readonly EconomyEvent[]
  readonly span: Span
  /** Index of the first combination among all questions. */
  readonly firstQuestion: number
  readonly firstEvent: number
}

export const COMBO_SERIES = ['MVESPORTSMULTIGAMEEXTENDED', 'MVECROSSCATEGORY', 'MVENFLSINGLEGAME'] as const

/**
 * Combinations that people ask for: yes when every leg goes their way. Legs belong to different events, whose hidden
 * values are independent, so the true chance is the product of the legs' chances.
 */
export function drawCombos(options: CombosOptions, series: readonly Series[]): EconomyEvent[] {
  const combos: EconomyEvent[] = []
  const pool = options.events
    .filter(({ timeline }) => timeline.determinedAt > options.span.start + MINUTE)
    .sort((a, b) => a.timeline.closesAt - b.timeline.closesAt)
  let question = options.firstQuestion
  for (let made = 0; made < options.count && pool.length > 0; made++) {
    const stream = random(options.seed, 'combo', made)
    const timeAndLegs = drawLegs(stream, pool, options.span)
    if (timeAndLegs === null) continue
    const event = comboEvent({
      stream,
      ...timeAndLegs,
      series: stream.pick(series),
      index: options.firstEvent + combos.length,
    })
    event.questions.push(comboQuestion({ stream, event, legs: timeAndLegs.legs, index: question++ }))
    combos.push(event)
  }
  return combos
}

function drawLegs(stream: Random, pool: readonly EconomyEvent[], span: Span): { at: Micros; legs: Leg[] } | null {
  const life = stream.pick(pool).timeline
  const from = Math.max(life.opensAt, span.start)
  const to = Math.min(life.closesAt, life.pausedAt ?? span.horizon, span.horizon) - MINUTE
  if (to <= from) return null
  const at = Math.floor(stream.between(from, to))
  const wanted = 2 + stream.below(5)
  const legs: Leg[] = []
  // People combine what ends soon: the events that close next.
  const next = first(pool.length, (i) => pool[i]!.timeline.closesAt > at + MINUTE)
  for (let tries = 0; tries < 30 && legs.length < wanted; tries++) {
    const event = pool[next + stream.below(Math.min(60, pool.length - next))]!
    const question = stream.pick(event.questions)
    const isOpen = question.timeline.opensAt <= at
    if (!isOpen || legs.some((leg) => leg.question.event === event)) continue
    legs.push({ question, side: stream.chance(0.75) ? 'yes' : 'no' })
  }
  return legs.length < 2 ? null : { at, legs }
}

interface ComboSetting {
  readonly stream: Random
  readonly at: Micros
  readonly legs: readonly Leg[]
  readonly series: Series
  readonly index: number
}

function comboEvent({ stream, at, legs, series, index }: ComboSetting): EconomyEvent {
  const last = (pick: (timeline: Timeline) => Micros) => Math.max(...legs.map((leg) => pick(leg.question.timeline)))
  const timerSeconds = stream.pick([5, 600])
  const closesAt = last((timeline) => timeline.closesAt)
  const determinedAt = last((timeline) => timeline.settledAt) + 1 + stream.below(20 * SECOND)
  const timeline: Timeline = {
    createdAt: at,
    opensAt: at,
    closesAt,
    scheduledCloseAt: last((each) => each.scheduledCloseAt),
    expectedAt: last((each) => each.expectedAt),
    latestAt: last((each) => each.latestAt),
    determinedAt,
    disputedAt: null,
    amendedAt: null,
    settledAt: determinedAt + timerSeconds * SECOND + stream.below(SECOND),
    pausedAt: null,
    resumedAt: null,
    timerSeconds,
  }
  const title = legs.map((leg) => `${leg.side} ${leg.question.label}`).join(',')
  const path = NO_PATH
  return { index, series, code: '', title, subtitle: '', exclusive: false, timeline, path, questions: [] }
}

const NO_PATH = new Float32Array(1)

interface ComboQuestion {
  readonly stream: Random
  readonly event: EconomyEvent
  readonly legs: readonly Leg[]
  readonly index: number
}

function comboQuestion({ stream, event, legs, index }: ComboQuestion): Question {
  const isFine = stream.chance(0.3)
  let payout = 1
  for (const leg of legs) {
    const pays = leg.question.payout / UNIT_E6
    payout *= leg.side === 'yes' ? pays : 1 - pays
  }
  const payoutE6 = Math.round(payout * 10_000) * 100
  return {
    index,
    event,
    code: 'combo',
    title: event.title,
    label: event.title,
    strike: { type: 'custom' },
    low: 0,
    high: 0,
    tick: isFine ? { center: 1_000, edge: 100 } : { center: 1_000, edge: 1_000 },
    timeline: event.timeline,
    payout: payoutE6,
    firstPayout: payoutE6,
    weight: stream.chance(0.35) ? 0 : Math.exp(0.9 * stream.normal()),
    legs,
  }
}
