import type { Millis } from '../library.ts'
import { type AnswerView, answerBody, answerProb, answersOf } from './answer-text.ts'
import { treeOf } from './comment-text.ts'
import { probOf } from './cpmm.ts'
import type { Parts } from './parts.ts'
import { hasAnswers, type MarketPlan, mechanismOf, outcomeTypeOf } from './plan.ts'
import { type MarketState, marketAt } from './state.ts'

export type Body = Record<string, unknown>

/** Markets of before this index were made before there were currencies: the list leaves theirs out. */
const OLD_SHARE = 0.6

export interface LiteOptions {
  readonly token: boolean
  readonly answers?: boolean
}

/** A market as the lists have it. */
export function liteMarket(parts: Parts, plan: MarketPlan, at: Millis, show: LiteOptions): Body {
  const state = marketAt(parts, plan, at)
  const { people, broken, plans } = parts
  const { figures, ruling, isResolved } = state
  const username = people.username(plan.creator, plan.createdAt)
  const isOld = plan.index < plans.length * OLD_SHARE && !plan.isCash
  return {
    id: plan.id,
    creatorId: people.id(plan.creator),
    creatorUsername: username,
    creatorName: people.name(plan.creator, plan.createdAt),
    createdTime: plan.createdAt,
    creatorAvatarUrl: plan.index % 6 === 0 ? undefined : 'https://images.example.com/u.png',
    closeTime: broken.markets.has(plan.index) ? 'soon' : (state.closeAt ?? undefined),
    question: plan.question,
    slug: plan.slug,
    url: `https://manifold.markets/${username}/${plan.slug}`,
    ...poolPart(plan, state),
    totalLiquidity: plan.pools.length === 0 ? undefined : plan.pools.reduce((sum, { ante }) => sum + ante, 0),
    outcomeType: outcomeTypeOf(plan),
    mechanism: mechanismOf(plan),
    volume: figures.volume,
    volume24Hours: figures.volume24h,
    isResolved,
    ...(isResolved
      ? {
          resolution: ruling!.resolution ?? undefined,
          resolutionTime: ruling!.at,
          resolutionProbability: ruling!.probability ?? undefined,
        }
      : {}),
    // Newer markets only; it stays when a market is opened again.
    resolverId: ruling !== null && plan.index % 3 !== 0 ? people.id(plan.creator) : undefined,
    uniqueBettorCount: figures.bettors,
    lastUpdatedTime: state.updatedAt,
    lastBetTime: figures.lastBetAt ?? undefined,
    lastCommentTime: state.lastCommentAt ?? undefined,
    ...numericPart(plan, state),
    token: show.token || !isOld ? (plan.isCash ? 'CASH' : 'MANA') : undefined,
    answers: show.answers === true && hasAnswers(plan) ? shortAnswers({ parts, plan, state, at }) : undefined,
    ...(plan.kind === 'future' ? { bracket: { rounds: 3, seeds: ['a', null] } } : {}),
  }
}

function shortAnswers(view: AnswerView): unknown {
  return answersOf(view).map((pool) => ({ id: pool.answerId, text: pool.text, probability: answerProb(view, pool) }))
}

function poolPart(plan: MarketPlan, { figures }: MarketState): Body {
  const pool = figures.pools[0]
  if (plan.kind === 'legacy') {
    return { pool: Object.fromEntries(plan.pools.map(({ legacyOutcome, ante }) => [legacyOutcome, ante])) }
  }
  if (pool === undefined || hasAnswers(plan)) return {}
  const probability = plan.kind === 'stonk' ? {} : { probability: probOf(pool) }
  return { pool: { NO: pool.no, YES: pool.yes }, ...probability, p: pool.p }
}

function numericPart({ kind, min, max, isLogScale }: MarketPlan, { figures }: MarketState): Body {
  if (kind !== 'numeric') return {}
  const prob = probOf(figures.pools[0]!)
  const value = isLogScale ? 10 ** (prob * Math.log10(max - min + 1)) + min - 1 : min + prob * (max - min)
  return { value, min, max, isLogScale }
}

/** A market by itself. */
export function fullMarket(parts: Parts, plan: MarketPlan, at: Millis): Body {
  const state = marketAt(parts, plan, at)
  const view = { parts, plan, state, at }
  const text = descriptionOf(plan)
  const slugs = parts.groups.filter((group) => group.holds(plan.event)).map(({ slug }) => slug)
  return {
    ...liteMarket(parts, plan, at, { token: true }),
    ...(hasAnswers(plan)
      ? {
          answers: answersOf(view).map((pool) => answerBody(view, pool, 'api')),
          shouldAnswersSumToOne: plan.kind === 'sum',
          addAnswersMode: plan.index % 5 === 0 ? undefined : plan.kind === 'sum' ? 'DISABLED' : 'ANYONE',
        }
      : {}),
    ...(plan.kind === 'poll' ? { options: optionsOf(plan, at) } : {}),
    ...(plan.kind === 'bounty' ? { totalBounty: 500, bountyLeft: plan.index % 2 === 0 ? 500 : 120.5 } : {}),
    description: plan.index % 14 === 3 ? text : treeOf(text),
    coverImageUrl: [null, undefined, 'https://images.example.com/c.png'][plan.index % 3],
    groupSlugs: plan.index % 9 === 0 ? undefined : plan.index % 11 === 0 ? slugs.slice(1) : slugs,
    textDescription: text,
  }
}

export function descriptionOf({ question, index }: MarketPlan): string {
  return `Resolves by the rules of question ${index}: ${question} \u2028"Quoted", \\back and 🐅.`
}

/** Votes come in over the life of a poll. */
function optionsOf({ event, createdAt }: MarketPlan, at: Millis): unknown[] {
  const hours = Math.max(0, Math.floor((at - createdAt) / 3_600_000))
  const labels = event.questions.length > 1 ? event.questions.map(({ label }) => label) : ['Yes', 'No', 'See results']
  return labels.map((text, i) => ({ text, votes: Math.min(90, Math.floor(hours / (2 + i))) }))
}

/** What the site itself works with: what the public shape hides, without what it adds. */
export function internalMarket(parts: Parts, plan: MarketPlan, at: Millis): Body {
  const state = marketAt(parts, plan, at)
  const view = { parts, plan, state, at }
  const { url: _url, probability: _probability, ...rest } = liteMarket(parts, plan, at, { token: true })
  const { ruling, isResolved, figures } = state
  const winner = plan.pools.find((pool) => pool.answerId !== null && pool.answerId === ruling?.resolution)
  const isShared = ruling?.resolution === 'CHOOSE_MULTIPLE' || (ruling?.resolution === 'MKT' && plan.kind === 'sum')
  const weights = winner !== undefined ? [winner] : isShared ? plan.pools : []
  return {
    ...rest,
    ...(figures.pools.length > 0 && !hasAnswers(plan) && plan.kind !== 'legacy'
      ? { prob: probOf(figures.pools[0]!) }
      : {}),
    ...(hasAnswers(plan) ? { answers: answersOf(view).map((pool) => answerBody(view, pool, 'raw')) } : {}),
    ...(isResolved && weights.length > 0
      ? { resolutions: Object.fromEntries(weights.map(({ answerId }) => [answerId, 100 / weights.length])) }
      : {}),
    visibility: plan.isPublic ? 'public' : 'unlisted',
    deleted: plan.deletedAt !== null && plan.deletedAt <= at,
    collectedFees: { creatorFee: 0, platformFee: 0, liquidityFee: 0 },
  }
}
