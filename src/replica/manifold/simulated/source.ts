import { first } from '../../search.ts'
import type { Bets, Comments, Groups, Library, MarketRow, Markets, Millis, UserRow, Users } from '../library.ts'
import { type AnswerView, answerBody, answerProb, answersOf } from './answer-text.ts'
import { betAt, betId, betWriter, isApiBet, isReplyBet } from './bet-text.ts'
import { IS_LEG, IS_REDEMPTION } from './columns.ts'
import { commentId, commentText } from './comment-text.ts'
import { probOf } from './cpmm.ts'
import { groupText, liteGroup } from './groups.ts'
import { fullMarket, internalMarket, liteMarket } from './market-body.ts'
import type { Parts } from './parts.ts'
import { Pen } from './pen.ts'
import { hasAnswers, type MarketPlan, outcomeTypeOf } from './plan.ts'
import { positionsAt } from './positions.ts'
import { marketAt } from './state.ts'
import { liteUser, userText } from './user-text.ts'

/** The API's view of a simulated world, as of what `now` says. */
export function openLibrary(parts: Parts, now: () => Millis): Library {
  return {
    clock: parts.clock,
    now,
    users: openUsers(parts, now),
    markets: openMarkets(parts, now),
    bets: openBets(parts, now),
    comments: openComments(parts, now),
    groups: openGroups(parts, now),
    txns: () => parts.txns(now()),
  }
}

function openUsers(parts: Parts, now: () => Millis): Users {
  const { people } = parts
  const rows = Array.from({ length: people.count }, (_, ref): UserRow => {
    return { ref, id: people.id(ref), createdAt: people.createdAt[ref]! }
  })
  const all = () => rows.slice(0, people.countAt(now()))
  return {
    all,
    byId(id) {
      const user = people.find(id)
      return user === null || rows[user]!.createdAt > now() ? undefined : rows[user]
    },
    byName: (name) => all().find(({ ref }) => people.username(ref, now()) === name),
    full: ({ ref }, isSingle) => userText(parts, ref, { at: now(), isSingle }),
    lite: ({ ref }) => liteUser(parts, ref, now()),
  }
}

function openMarkets(parts: Parts, now: () => Millis): Markets {
  const { plans, people } = parts
  const rows = plans.map((plan): MarketRow => {
    const { index: ref, id, slug, question, createdAt, isPublic, isCash } = plan
    const creatorId = people.id(plan.creator)
    return { ref, id, slug, question, createdAt, isPublic, isCash, creatorId, outcomeType: outcomeTypeOf(plan) }
  })
  const ids = new Map(rows.map((row) => [row.id, row]))
  const slugs = new Map(rows.map((row) => [row.slug, row]))
  const ifThere = (row: MarketRow | undefined) => (row !== undefined && row.createdAt <= now() ? row : undefined)
  const view = ({ ref }: MarketRow): AnswerView => {
    const plan = plans[ref]!
    return { parts, plan, at: now(), state: marketAt(parts, plan, now()) }
  }
  const rawAnswers = (row: MarketRow) => {
    const shown = view(row)
    return answersOf(shown).map((pool) => JSON.stringify(answerBody(shown, pool, 'raw')))
  }
  return {
    all: () =>
      rows.slice(
        0,
        first(rows.length, (i) => rows[i]!.createdAt > now()),
      ),
    byId: (id) => ifThere(ids.get(id)),
    bySlug: (slug) => ifThere(slugs.get(slug)),
    facts({ ref }) {
      const plan = plans[ref]!
      const state = marketAt(parts, plan, now())
      return {
        isDeleted: plan.deletedAt !== null && plan.deletedAt <= now(),
        closeAt: state.closeAt,
        isResolved: state.isResolved,
        resolvedAt: state.isResolved ? state.ruling!.at : null,
        updatedAt: state.updatedAt,
        lastBetAt: state.figures.lastBetAt,
        lastCommentAt: state.lastCommentAt,
        bettors: state.figures.bettors,
      }
    },
    lite: ({ ref }, show) => JSON.stringify(liteMarket(parts, plans[ref]!, now(), show)),
    full: ({ ref }) => JSON.stringify(fullMarket(parts, plans[ref]!, now())),
    internal: ({ ref }) => JSON.stringify(internalMarket(parts, plans[ref]!, now())),
    answers: rawAnswers,
    answer(id) {
      const pool = parts.pools.find((each) => each.answerId === id && each.createdAt <= now())
      if (pool === undefined) return undefined
      const shown = view(rows[pool.market]!)
      return JSON.stringify(answerBody(shown, pool, 'raw'))
    },
    prob: (row) => probBody(view(row)),
    positions: ({ ref }) => positionsAt(parts, plans[ref]!, now()),
    groups: ({ ref }) => parts.groups.filter((group) => group.holds(plans[ref]!.event)),
  }
}

function probBody(view: AnswerView): unknown {
  const { plan, state } = view
  const pool = state.figures.pools[0]
  if (pool !== undefined && !hasAnswers(plan) && plan.kind !== 'legacy') return { prob: probOf(pool) }
  return { answerProbs: Object.fromEntries(answersOf(view).map((each) => [each.answerId, answerProb(view, each)])) }
}

function openBets(parts: Parts, now: () => Millis): Bets {
  const { bets, shelves, pools, plans, people, orders, betIds } = parts
  const pen = new Pen()
  const write = betWriter(parts, pen)
  const planOf = (entry: number): MarketPlan => plans[pools[bets.pool[entry]!]!.market]!
  const refs = new Map(plans.map((plan) => [plan.id, plan.index]))
  return {
    all: () => shelves.all(),
    time: (entry) => bets.time[entry]!,
    find(id) {
      const entry = betIds.index(id)
      return entry >= 0 && entry < bets.length && betId(parts, entry) === id ? entry : null
    },
    ofMarket(id) {
      const ref = refs.get(id)
      return ref === undefined ? [] : shelves.ofMarket(ref)
    },
    ofUser(id) {
      const user = people.find(id)
      return user === null ? [] : shelves.ofUser(user)
    },
    isPublic: (entry) => planOf(entry).isPublic,
    isHidden: (entry) => (bets.flags[entry]! & IS_LEG) !== 0,
    facts(entry) {
      const state = betAt(parts, entry, now())
      const pool = pools[bets.pool[entry]!]!
      const order = bets.order[entry]!
      const isLimit = order !== -1 && orders.isLimit(order)
      return {
        userId: people.id(bets.user[entry]!),
        marketId: planOf(entry).id,
        answerId: pool.answerId,
        amount: state.amount,
        isRedemption: pool.legacyOutcome === null ? (bets.flags[entry]! & IS_REDEMPTION) !== 0 : null,
        isOpenLimit: isLimit && !state.isFilled && !state.isCancelled,
        isApi: isApiBet(parts, entry),
        isReply: isReplyBet(entry),
      }
    },
    page(entries) {
      const at = now()
      pen.text('[')
      for (let i = 0; i < entries.length; i++) {
        if (i > 0) pen.text(',')
        write(entries[i]!, at)
      }
      pen.text(']')
      return pen.take()
    },
  }
}

function openComments(parts: Parts, now: () => Millis): Comments {
  const { comments, plans, people } = parts
  const rowOf = (ref: number) => ({
    ref,
    id: commentId(parts, ref),
    marketId: plans[comments.market[ref]!]!.id,
    userId: people.id(comments.user[ref]!),
    createdAt: comments.time[ref]!,
  })
  return {
    all() {
      const seen = first(comments.count, (i) => comments.time[i]! > now())
      const there = Array.from({ length: seen }, (_, comment) => comment)
      return there.filter((comment) => !comments.isDeleted(comment, now())).map(rowOf)
    },
    likes: ({ ref }) => comments.likes(ref, now()),
    text: ({ ref }) => commentText(parts, ref, now()),
  }
}

function openGroups({ groups, people, plans }: Parts, now: () => Millis): Groups {
  return {
    all: () => groups.filter(({ createdAt }) => createdAt <= now()),
    text: ({ ref }) => groupText(groups[ref]!, { people, at: now() }),
    lite: ({ ref }) => liteGroup(groups[ref]!, now()),
    holds: ({ ref }, market) => groups[ref]!.holds(plans[market.ref]!.event),
  }
}
