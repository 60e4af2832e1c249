import { POOLS } from './names.ts'
import { normalCdf } from './normal.ts'
import { chanceAt, drawPath, payoutOf } from './path.ts'
import { type Random, random } from './random.ts'
import { TEMPLATES, type Template } from './templates.ts'
import { drawTimeline, phaseOf, type Span } from './timeline.ts'
import { DAY, type EconomyEvent, type Question, type Series, type Tick, type Timeline, UNIT_E6 } from './types.ts'
import { codeOf, type Draft, draftEvent } from './wording.ts'

export interface CatalogueOptions {
  readonly seed: number
  readonly markets: number
  readonly span: Span
}

export interface Catalogue {
  readonly series: Series[]
  readonly events: EconomyEvent[]
  readonly questions: Question[]
}

const QUESTIONS_PER_EVENT = 4
const TICKS: readonly Tick[] = [
  { center: 10_000, edge: 10_000 },
  { center: 10_000, edge: 10_000 },
  { center: 10_000, edge: 1_000 },
  { center: 1_000, edge: 1_000 },
]

/** Series, events and questions until there are about as many questions as asked for. */
export function drawCatalogue(options: CatalogueOptions): Catalogue {
  const events: EconomyEvent[] = []
  const { series } = surveyCatalogue(options, (event) => events.push(event))
  return { series, events, questions: events.flatMap(({ questions }) => questions) }
}

/** What is kept of a catalogue that is too large to lie in memory whole. */
export interface Survey {
  readonly series: Series[]
  readonly events: number
  readonly questions: number
  /** Draws one of its events again. */
  drawAgain(event: number): EconomyEvent
  /** The index of an event's first question; of the event behind the last one, the number of questions. */
  firstQuestion(event: number): number
}

/** Draws the catalogue, shows each event once, and remembers how to draw it again. Each event has its own stream. */
export function surveyCatalogue(
  { seed, markets, span }: CatalogueOptions,
  visit: (event: EconomyEvent) => void,
): Survey {
  const series: Series[] = []
  const shelf: Shelf = { bySubject: new Map(), codes: new Set(), numbers: new Map() }
  const subjects = Math.ceil(markets / QUESTIONS_PER_EVENT / 60)
  const unborn = Math.min(0.3, (0.5 * (span.horizon - span.until)) / (span.until - span.start))
  const draw = (index: number, firstQuestion: number): EconomyEvent => {
    const stream = random(seed, 'event', index)
    const template = pickTemplate(stream)
    const subject = subjectOf(template, stream.below(Math.max(3, Math.ceil(subjects * template.share))))
    const own = shelve({ series, shelf, template, subject, span })
    const timeline = drawTimeline(stream, phaseOf(index, unborn), template.lifeDays, span)
    const { event, drafts } = drawEvent({ stream, series: own, template, timeline, index })
    addQuestions({ stream, event, drafts, popularity: template.popularity, firstQuestion })
    return event
  }
  const starts = [0]
  while (starts.at(-1)! < markets) {
    const event = draw(starts.length - 1, starts.at(-1)!)
    starts.push(starts.at(-1)! + event.questions.length)
    visit(event)
  }
  const firsts = Uint32Array.from(starts)
  return {
    series,
    events: firsts.length - 1,
    questions: firsts.at(-1)!,
    drawAgain: (event) => draw(event, firsts[event]!),
    firstQuestion: (event) => firsts[event]!,
  }
}

const TOTAL_SHARE = TEMPLATES.reduce((sum, { share }) => sum + share, 0)

function pickTemplate(stream: Random): Template {
  let rest = stream.next() * TOTAL_SHARE
  for (const template of TEMPLATES) {
    rest -= template.share
    if (rest < 0) return template
  }
  return TEMPLATES[0]!
}

function subjectOf({ pool }: Template, ordinal: number): string {
  const names = POOLS[pool]
  const round = Math.floor(ordinal / names.length)
  return names[ordinal % names.length]! + (round === 0 ? '' : ` ${round + 1}`)
}

interface Shelf {
  readonly bySubject: Map<string, Series>
  readonly codes: Set<string>
  /** The next number to try behind a code, so that a thousand alike are not tried again for each. */
  readonly numbers: Map<string, number>
}

interface Shelving {
  readonly series: Series[]
  readonly shelf: Shelf
  readonly template: Template
  readonly subject: string
  readonly span: Span
}

function shelve({ series: shelved, shelf, template, subject, span }: Shelving): Series {
  const known = shelf.bySubject.get(`${template.code}/${subject}`)
  if (known !== undefined) return known
  const index = shelved.length
  const { category, kind, frequency, tags } = template
  const series: Series = {
    index,
    category,
    kind,
    frequency,
    tags,
    code: freeCode(shelf, template, subject),
    title: template.title.replace('{s}', subject),
    createdAt: span.start - (100 + (index % 700)) * DAY,
  }
  shelf.bySubject.set(`${template.code}/${subject}`, series)
  shelved.push(series)
  return series
}

/** "Pro Baseball" and "Pro Basketball" begin alike: the later one gets a number. */
function freeCode({ codes, numbers }: Shelf, { code }: Template, subject: string): string {
  const [head, ...tail] = code.split('-')
  const wanted = `${head}${codeOf(subject, 4)}`
  const key = [wanted, ...tail].join('-')
  for (let i = numbers.get(key) ?? 1; ; i++) {
    const free = i === 1 ? key : [`${wanted}${i}`, ...tail].join('-')
    if (codes.has(free)) continue
    codes.add(free)
    numbers.set(key, i + 1)
    return free
  }
}

interface Setting {
  readonly stream: Random
  readonly series: Series
  readonly template: Template
  readonly timeline: Timeline
  readonly index: number
}

function drawEvent({ stream, series, template, timeline, index }: Setting): {
  event: EconomyEvent
  drafts: readonly Draft[]
} {
  const draft = draftEvent(stream, { template, name: series.title, day: dayText(timeline.closesAt) })
  const { code, title, subtitle, exclusive, questions: drafts } = draft
  const path = drawPath(stream, timeline)
  return { event: { index, series, code, title, subtitle, exclusive, timeline, path, questions: [] }, drafts }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "Aug 8, 2026" */
function dayText(at: number): string {
  const day = new Date(at / 1000)
  return `${MONTHS[day.getUTCMonth()]} ${day.getUTCDate()}, ${day.getUTCFullYear()}`
}

interface Adding {
  readonly stream: Random
  readonly event: EconomyEvent
  readonly drafts: readonly Draft[]
  readonly popularity: number
  readonly firstQuestion: number
}

function addQuestions({ stream, event, drafts, popularity, firstQuestion }: Adding): void {
  const { timeline, path } = event
  const liveliness = popularity * Math.exp(1.7 * stream.normal())
  const tick = stream.pick(TICKS)
  const isTie = stream.chance(0.012)
  // A few events pay out over weeks, so that at any cutoff some of their questions are old and others are not.
  const stageDays = stream.chance(0.15) ? stream.between(2, 12) : 0
  for (const [ordinal, draft] of drafts.entries()) {
    const prior = normalCdf(draft.high) - normalCdf(draft.low)
    const weight = stream.chance(0.2) ? 0 : liveliness * (prior * (1 - prior) + 0.03) * Math.exp(0.8 * stream.normal())
    const own = placeInTime(stream, timeline, { ordinal, stageDays })
    const index = firstQuestion + ordinal
    const plain = { ...draft, index, event, tick, timeline: own, weight, payout: 0, firstPayout: 0 }
    const decided = payoutOf(draft.low, draft.high, path)
    const payout = isTie ? Math.round(chanceAt(plain, timeline.determinedAt) * 100) * 10_000 : decided
    const flips = timeline.amendedAt !== null && drafts.length <= 2
    event.questions.push({ ...plain, payout, firstPayout: flips ? UNIT_E6 - payout : payout })
  }
}

/** The first two questions of an event share their listing instant to the microsecond; some strikes are listed later. */
function placeInTime(
  stream: Random,
  timeline: Timeline,
  { ordinal, stageDays }: { ordinal: number; stageDays: number },
): Timeline {
  const isLate = ordinal > 2 && stream.chance(0.1)
  const delay = isLate ? Math.floor(stream.between(0.2, 0.8) * (timeline.closesAt - timeline.opensAt)) : 0
  return {
    ...timeline,
    createdAt: timeline.createdAt + delay + (ordinal < 2 ? 0 : stream.below(30_000)),
    opensAt: timeline.opensAt + delay - (delay % 1_000_000),
    settledAt: Math.floor(timeline.settledAt + ordinal * (stageDays * DAY + stream.below(40_000))),
  }
}
