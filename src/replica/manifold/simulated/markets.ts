import { drawCatalogue } from '../../economy/catalogue.ts'
import { chanceAt } from '../../economy/path.ts'
import { type Random, random } from '../../economy/random.ts'
import type { Span } from '../../economy/timeline.ts'
import type { EconomyEvent, Question } from '../../economy/types.ts'
import type { Millis } from '../library.ts'
import { createIds, type Ids } from './ids.ts'
import type { People } from './people.ts'
import { isTraded, type Kind, type MarketPlan, type PoolPlan } from './plan.ts'
import { answerRulingOf, rulingsOf } from './rulings.ts'

/** Close times of "never": beyond what nanoseconds in 64 bits can hold. */
const YEAR_9999 = 253_399_726_740_000
const LEGACY_AMONG = 300
const LEGACY_DATE = Date.UTC(2022, 8, 3)

const SHARES: readonly (readonly [Kind, number])[] = [
  ['binary', 0.57],
  ['sum', 0.15],
  ['independent', 0.09],
  ['numeric', 0.05],
  ['poll', 0.05],
  ['stonk', 0.03],
  ['bounty', 0.03],
  ['future', 0.01],
]

/** Markets whose answers sum to one write a row per answer with every trade. */
const LIVELINESS: Readonly<Partial<Record<Kind, number>>> = { sum: 4 }

interface Sorting {
  readonly event: EconomyEvent
  readonly kind: Kind
  readonly createdAt: Millis
}

export interface MarketOptions {
  readonly seed: number
  readonly markets: number
  readonly span: Span
  readonly people: People
}

const millis = (micros: number) => Math.floor(micros / 1000)

/** Every market that ever comes, oldest first, no two of one millisecond. Pools are numbered through. */
export function drawMarkets({ seed, markets, span, people }: MarketOptions): MarketPlan[] {
  const { events } = drawCatalogue({ seed, markets: markets * 4, span })
  const ids = { market: createIds(seed, 'market'), answer: createIds(seed, 'answer') }
  const pending = SHARES.map(([kind]) => kind)
  const chosen = events.slice(0, Math.max(markets, 1))
  const sorted = chosen.map((event, i): Sorting => {
    const isLegacy = i === chosen.length - 1 || (i % 97 === 96 && i < LEGACY_AMONG)
    if (isLegacy) return { event, kind: 'legacy', createdAt: LEGACY_DATE + i * 7_654_321 }
    return { event, kind: kindOf(event, i, pending), createdAt: millis(event.timeline.createdAt) }
  })
  sorted.sort((a, b) => a.createdAt - b.createdAt)
  const plans: MarketPlan[] = []
  let pools = 0
  let last = 0
  for (const [index, { event, kind, createdAt }] of sorted.entries()) {
    last = Math.max(createdAt, last + 1)
    const stream = random(seed, 'market', index)
    const plan = drawMarket({ stream, event, kind, index, createdAt: last, firstPool: pools, people, ids })
    pools += plan.pools.length
    plans.push(plan)
  }
  return plans
}

/** Each kind once as early as an event fits it, then by share along a golden-ratio walk. */
function kindOf({ questions, exclusive }: EconomyEvent, index: number, pending: Kind[]): Kind {
  const fits = (kind: Kind) =>
    (kind !== 'sum' || (exclusive && questions.length > 2)) && (kind !== 'independent' || questions.length > 1)
  const waiting = pending.findIndex(fits)
  if (waiting !== -1) return pending.splice(waiting, 1)[0]!
  let rest = (index * 0.6180339887498949) % 1
  for (const [kind, share] of SHARES) {
    if (rest < share) return fits(kind) ? kind : 'binary'
    rest -= share
  }
  return 'binary'
}

interface Drawing extends Sorting {
  readonly stream: Random
  readonly index: number
  readonly firstPool: number
  readonly people: People
  readonly ids: { readonly market: Ids; readonly answer: Ids }
}

function drawMarket(drawing: Drawing): MarketPlan {
  const { stream, event, kind, index, createdAt, people, ids } = drawing
  const { timeline, questions } = event
  const pools = drawPools(drawing)
  const answerRulings = kind === 'independent' ? pools.map((pool) => answerRulingOf(pool.question)) : []
  const answerIds = pools.map((pool) => pool.answerId)
  const isLegacy = kind === 'legacy'
  const rulings = rulingsOf({ kind, event, index, answerIds, answerRulings })
  const closeAt = millis(timeline.scheduledCloseAt)
  const question = kind === 'binary' || kind === 'numeric' ? questions[0]!.title : event.title
  const id = ids.market.text(index, isLegacy || index % 10 < 3 ? 20 : 10)
  return {
    index,
    kind,
    id,
    slug: slugOf(question, id, stream),
    question: isLegacy ? question : question.slice(0, 120),
    event,
    creator: people.draw(createdAt, stream.next()),
    createdAt,
    closeAt: hasNoClose(kind) ? null : index % 40 === 7 ? YEAR_9999 : isLegacy ? createdAt + 9e9 : closeAt,
    tradedUntil: isLegacy ? createdAt + 8e9 : millis(timeline.closesAt),
    rulings,
    answerRulings,
    pools,
    isPublic: index % 37 !== 11,
    isCash: index % 43 === 9 && kind === 'binary',
    deletedAt: index % 61 === 7 ? createdAt + 3_600_000 : null,
    weight: isTraded({ kind }) ? (LIVELINESS[kind] ?? 1) * questions.reduce((sum, { weight }) => sum + weight, 0) : 0,
    min: stream.below(3) * 10,
    max: 100 + stream.below(9) * 100,
    isLogScale: stream.chance(0.3),
  }
}

const hasNoClose = (kind: Kind) => kind === 'stonk' || kind === 'bounty'

/** A few slugs collide and get ten more characters. */
function slugOf(question: string, id: string, stream: Random): string {
  const words = question
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, '')
    .trim()
    .replace(/ +/g, '-')
    .slice(0, 35)
  return `${words}${stream.chance(0.5) ? '-' : '-q'}${id.slice(0, 10)}`
}

function drawPools({ stream, event, kind, index, createdAt, firstPool, ids }: Drawing): PoolPlan[] {
  if (!isTraded({ kind })) return []
  const isMulti = kind === 'sum' || kind === 'independent' || kind === 'legacy'
  const questions = isMulti ? event.questions : event.questions.slice(0, 1)
  const ante = stream.pick([50, 100, 100, 100, 250, 1000])
  const hasEvenOdds = stream.chance(0.6)
  return questions.map((question, ordinal): PoolPlan => {
    const startProb = startOf(question, { kind, count: questions.length, hasEvenOdds })
    const isLate = kind === 'independent' && question.timeline.createdAt > event.timeline.createdAt + 60_000_000
    return {
      index: firstPool + ordinal,
      market: index,
      ordinal,
      answerId: kind === 'sum' || kind === 'independent' ? ids.answer.text(firstPool + ordinal, 9 + (index % 4)) : null,
      legacyOutcome: kind === 'legacy' ? String(ordinal) : null,
      text: question.label,
      question,
      createdAt: isLate ? millis(question.timeline.createdAt) : createdAt,
      ante,
      p: isMulti ? 0.5 : startProb,
      startProb,
    }
  })
}

function startOf(
  question: Question,
  { kind, count, hasEvenOdds }: { kind: Kind; count: number; hasEvenOdds: boolean },
): number {
  if (kind === 'sum' || kind === 'legacy') return 1 / count
  if (kind === 'independent' || hasEvenOdds) return 0.5
  const chance = chanceAt(question, question.timeline.opensAt)
  return Math.max(5, Math.min(95, Math.round(chance * 100))) / 100
}
