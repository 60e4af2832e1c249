import { mix } from '../../economy/random.ts'
import type { Millis } from '../library.ts'
import type { Parts } from './parts.ts'

/** What a user had before the first bet. A few began with nothing, so that they fall below it. */
export function openingBalance(user: number): number {
  if (user % 17 === 4) return 0
  return user % 3 === 0 ? 1000 : 500 + (mix(user, 9) % 100_000) / 7
}

export function balanceAt(parts: Parts, user: number, at: Millis): number {
  return openingBalance(user) + parts.ledger(at).balance[user]!
}

/** One user as listed at a time; fields that only old accounts have stay with them. */
export function userText(parts: Parts, user: number, { at, isSingle }: { at: Millis; isSingle: boolean }): string {
  const { people } = parts
  const id = people.id(user)
  const username = people.username(user, at)
  const isAnonymous = people.isAnonymous(user, at)
  const isDeleted = people.isDeleted(user, at)
  const isOld = user % 4 === 1
  const lastBetAt = parts.ledger(at).lastBetAt[user]!
  const word = mix(user, 77)
  return JSON.stringify({
    id,
    ...(isOld ? legacyPart(user) : {}),
    avatarUrl: isAnonymous || user % 19 === 2 ? '' : user % 11 === 3 ? undefined : 'https://images.example.com/u.png',
    ...(isAnonymous ? {} : { bio: user % 6 === 0 ? `I bet.\n"Often" – 日本 #${user}` : '', website: '' }),
    twitterHandle: isAnonymous ? undefined : user % 5 === 2 ? '' : undefined,
    creatorTraders: { daily: 0, weekly: word % 3, monthly: word % 30, allTime: word % 900 },
    streakForgiveness: user % 3,
    lastBetTime: Number.isFinite(lastBetAt) ? lastBetAt : undefined,
    currentBettingStreak: Number.isFinite(lastBetAt) ? word % 12 : undefined,
    bonusEligibility: ['verified', 'grandfathered', undefined][user % 3],
    userDeleted: isDeleted ? true : undefined,
    isBannedFromPosting: isDeleted && user % 2 === 1 ? true : user % 7 === 0 ? false : undefined,
    createdTime: people.createdAt[user],
    username,
    name: people.name(user, at),
    balance: balanceAt(parts, user, at),
    cashBalance: 0,
    spiceBalance: user % 31 === 6 ? 12.75 : 0,
    totalDeposits: openingBalance(user),
    totalCashDeposits: 0,
    isBot: people.isBot(user),
    url: `https://manifold.markets/${username}`,
    isAdmin: user === 0,
    isTrustworthy: user % 41 === 0,
    entitlements: isSingle ? entitlementsOf(user, id) : undefined,
  })
}

function legacyPart(user: number): Record<string, unknown> {
  return {
    profitCached: { daily: -1.1795009413617663e-12, weekly: 0, monthly: user % 50, allTime: (user % 700) - 300.25 },
    resolvedProfitAdjustment: user % 8 === 1 ? null : 0,
    nextLoanCached: 36.839999999999996,
    followerCountCached: user % 90,
    homeSections: user % 12 === 1 ? ['a', 'b'] : undefined,
  }
}

function entitlementsOf(user: number, userId: string): unknown[] {
  if (user % 10 !== 0) return []
  const granted = { userId, entitlementId: 'supporter-basic', grantedTime: 1_760_000_000_000, enabled: true }
  return [{ ...granted, autoRenew: false, metadata: null }]
}

export function liteUser(parts: Parts, user: number, at: Millis): Record<string, unknown> {
  const { people } = parts
  const { avatarUrl, isBannedFromPosting } = JSON.parse(userText(parts, user, { at, isSingle: false })) as Record<
    string,
    unknown
  >
  return {
    id: people.id(user),
    name: people.name(user, at),
    username: people.username(user, at),
    avatarUrl,
    isBot: people.isBot(user),
    isBannedFromPosting,
  }
}
