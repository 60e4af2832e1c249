import { first } from '../search.ts'
import { futureWindow, pastWindow, shareOut } from './allocate.ts'
import { type CatalogueOptions, type Survey, surveyCatalogue } from './catalogue.ts'
import { createTrades, reorder, type Trades } from './columns.ts'
import { orderByTime } from './order.ts'
import { mix, wordOf } from './random.ts'
import type { Span } from './timeline.ts'
import { fillTrades } from './trades.ts'
import { DAY, type EconomyEvent, type EconomyOptions, type Question, type Series } from './types.ts'

/**
 * What a second venue makes of the same economy: a salted choice of its events with all their questions, traded at
 * prices of its own. Events and questions keep the economy's indices, so that twins are told by them. Nothing but
 * numbers is kept; events are drawn again when asked for.
 */
export interface Share {
  readonly seed: number
  readonly salt: string
  readonly span: Span
  readonly series: readonly Series[]
  /** Indices of the chosen events and of their questions, rising. */
  readonly events: Uint32Array
  readonly questions: Uint32Array
  event(index: number): EconomyEvent
  /** Undefined where it was not chosen. */
  question(index: number): Question | undefined
  /** Oldest first, those of the future too; `question` is the economy's index. */
  readonly trades: Trades
  readonly traders: number
  /** How far this venue's prices of a question lie from the true chance. */
  lean(question: number): number
}

const CHOSEN = 0.7
const MOST_EVENTS_KEPT = 6_000

/**
 * The same options and salt give the same share, to the bit. Exactly `trades` of its trades lie before `until`. Each
 * chosen event is shown once, in order of its index.
 */
export function makeShare(
  options: EconomyOptions,
  salt: string,
  visit: (event: EconomyEvent) => void = () => {},
): Share {
  const { seed, until, days, future, markets } = options
  const span: Span = { start: until - days * DAY, until, horizon: until + future * DAY }
  const isChosen = chooser(seed, salt)
  const { survey, weights, ...chosen } = choose({ seed, markets, span }, salt, visit)
  makeBig(weights.past, options)
  const event = keepDrawn(survey)
  const question = (index: number) => {
    if (!(index >= 0 && index < survey.questions)) return undefined
    const own = first(survey.events, (i) => survey.firstQuestion(i + 1) > index)
    return isChosen(own) ? event(own).questions[index - survey.firstQuestion(own)] : undefined
  }
  const leans = wordOf(seed, salt, 'lean')
  const lean = (index: number) => ((mix(leans, index) / 2 ** 32) * 2 - 1) * MOST_LEAN
  const traders = Math.max(50, Math.round(options.trades ** 0.7))
  const shared = { seed, salt, span, series: survey.series, event, question, traders, lean }
  return { ...shared, ...chosen, trades: drawTrades({ ...shared, ...chosen }, weights, options) }
}

/** Draws the whole catalogue once and keeps the numbers of what is chosen; what is needed on the way is let go. */
function choose(options: CatalogueOptions, salt: string, visit: (event: EconomyEvent) => void) {
  const isChosen = chooser(options.seed, salt)
  const [events, questions]: [number[], number[]] = [[], []]
  const weights: Record<Part, number[]> = { past: [], future: [] }
  const survey = surveyCatalogue(options, (event) => {
    if (!isChosen(event.index)) return
    events.push(event.index)
    visit(event)
    for (const question of event.questions) {
      questions.push(question.index)
      for (const part of PARTS) weights[part].push(WINDOWS[part](question, options.span) === null ? 0 : question.weight)
    }
  })
  const rising = { events: Uint32Array.from(events), questions: Uint32Array.from(questions) }
  return { survey, weights, ...rising }
}

/** About seven events in ten. */
function chooser(seed: number, salt: string): (event: number) => boolean {
  const choice = wordOf(seed, salt, 'choice')
  return (event) => mix(choice, event) < CHOSEN * 2 ** 32
}

/** Lets the liveliest question have as many trades as are wanted of one. */
function makeBig(weights: number[], { trades, bigMarket = 0 }: EconomyOptions): void {
  const most = weights.reduce((best, weight, i) => (weight > weights[best]! ? i : best), 0)
  const others = weights.reduce((sum, weight, i) => (i === most ? sum : sum + weight), 0)
  // One more than wanted, since shares are rounded down.
  const share = (bigMarket + 1) / trades
  if (bigMarket > 0) weights[most] = Math.max(weights[most]!, (others * share) / (1 - share))
}

const MOST_LEAN = 0.025
const PARTS = ['past', 'future'] as const
type Part = (typeof PARTS)[number]
const WINDOWS = { past: pastWindow, future: futureWindow } as const

function drawTrades(
  share: Omit<Share, 'trades'>,
  weights: Readonly<Record<Part, readonly number[]>>,
  { trades, days, future }: EconomyOptions,
): Trades {
  const { seed, salt, span, questions, traders } = share
  const totals = { past: trades, future: Math.round((trades * future) / days) }
  const columns = createTrades(totals.past + totals.future)
  for (const part of PARTS) {
    const counts = shareOut(totals[part], weights[part])
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue
      const question = share.question(questions[i]!)!
      const window = WINDOWS[part](question, span)!
      const lean = share.lean(question.index)
      const fill = { count: counts[i]!, window, part: `${salt} ${part}`, seed, traders, blocks: 0, lean }
      fillTrades(columns, question, fill)
    }
  }
  reorder(columns, orderByTime(columns.time.subarray(0, columns.length)))
  return columns
}

/** Keeps the events drawn last. */
function keepDrawn({ drawAgain }: Survey): (index: number) => EconomyEvent {
  const kept = new Map<number, EconomyEvent>()
  return (index) => {
    const known = kept.get(index)
    if (known !== undefined) return known
    const event = drawAgain(index)
    if (kept.size === MOST_EVENTS_KEPT) kept.delete(kept.keys().next().value!)
    kept.set(index, event)
    return event
  }
}
