import { first } from '../../search.ts'
import type { Millis } from '../library.ts'
import { betId, probAfter } from './bet-text.ts'
import { OUTCOME_NO } from './columns.ts'
import type { Parts } from './parts.ts'

/** Older comments are plain text, spell the position otherwise, and may bear the id of the bet they came with. */
export const isOldComment = (comment: number): boolean => comment % 7 === 2

/** The bet a comment was written with: the nearest one before it in that market, for one comment in five. */
export function betOfComment(parts: CommentParts, comment: number): number | null {
  if (comment % 5 !== 1) return null
  const { bets, shelves, comments } = parts
  const own = shelves.ofMarket(comments.market[comment]!)
  let place = first(own.length, (i) => bets.time[own[i]!]! >= comments.time[comment]!) - 1
  // Bets that were inserted later change nothing about comments.
  while (place >= 0 && own[place]! >= parts.madeBets) place--
  return place < 0 ? null : own[place]!
}

/** Ids that are those of bets, for old comments that came with one; no two comments take the same. */
export function borrowedIds(parts: CommentParts): Map<number, string> {
  const taken = new Set<number>()
  const ids = new Map<number, string>()
  for (let comment = 0; comment < parts.comments.count; comment++) {
    const entry = isOldComment(comment) ? betOfComment(parts, comment) : null
    if (entry === null || taken.has(entry) || parts.namesakes.has(entry)) continue
    taken.add(entry)
    ids.set(comment, betId(parts, entry))
  }
  return ids
}

type CommentParts = Pick<Parts, 'bets' | 'shelves' | 'comments' | 'madeBets' | 'betIds' | 'namesakes'>

export function commentId({ borrowed, comments }: Parts, comment: number): string {
  return borrowed.get(comment) ?? comments.id(comment)
}

/** The tree of one paragraph that the editor makes of a text. */
export function treeOf(text: string): unknown {
  return { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }
}

/** One comment as it is served at a time; names are those from when it was written. */
export function commentText(parts: Parts, comment: number, at: Millis): string {
  const { comments, people, plans } = parts
  const plan = plans[comments.market[comment]!]!
  const user = comments.user[comment]!
  const time = comments.time[comment]!
  const isOld = isOldComment(comment)
  const parent = comments.parent(comment)
  const words = comments.words(comment)
  const isHidden = comment % 83 === 5
  return JSON.stringify({
    id: commentId(parts, comment),
    commentType: 'contract',
    contractId: plan.id,
    contractSlug: plan.slug,
    contractQuestion: plan.question,
    userId: people.id(user),
    userName: people.name(user, time),
    userUsername: people.username(user, time),
    userAvatarUrl: comment % 3 === 0 ? undefined : 'https://images.example.com/u.png',
    createdTime: time,
    ...(isOld ? { text: words } : { content: treeOf(words), isApi: people.isBot(user), visibility: 'public' }),
    replyToCommentId: parent === null ? undefined : commentId(parts, parent),
    answerOutcome: plan.pools[comment % Math.max(1, plan.pools.length)]?.answerId ?? undefined,
    ...betPart(parts, comment),
    ...positionPart(comment, isOld),
    ...(isHidden ? { hidden: true, hiddenTime: time + 60_000, hiderId: people.id(0) } : {}),
    editedTime: comment % 19 === 4 && time + 600_000 <= at ? time + 600_000 : undefined,
    likes: comments.likes(comment, at),
  })
}

function betPart(parts: Parts, comment: number): Record<string, unknown> {
  const entry = betOfComment(parts, comment)
  if (entry === null) return {}
  const { bets, pools, people } = parts
  const pool = pools[bets.pool[entry]!]!
  return {
    betId: betId(parts, entry),
    betAmount: bets.amount[entry],
    betOutcome: pool.legacyOutcome ?? ((bets.flags[entry]! & OUTCOME_NO) !== 0 ? 'NO' : 'YES'),
    betAnswerId: pool.answerId ?? undefined,
    betToken: 'MANA',
    bettorId: people.id(bets.user[entry]!),
    betProbAfter: comment % 2 === 0 ? probAfter(parts, entry) : undefined,
  }
}

function positionPart(comment: number, isOld: boolean): Record<string, unknown> {
  if (comment % 3 === 1) return {}
  const has = comment % 2 === 0
  const position = { Prob: has ? 0.25 : null, Shares: has ? 12.5 : null, Outcome: has ? 'YES' : null, AnswerId: null }
  const spelling = isOld ? 'commenter' : 'commentor'
  return Object.fromEntries(Object.entries(position).map(([name, value]) => [`${spelling}Position${name}`, value]))
}
