import { mix, random, wordOf } from '../../economy/random.ts'
import { first } from '../../search.ts'
import type { Millis, TxnRow } from '../library.ts'
import { createIds } from './ids.ts'
import type { People } from './people.ts'
import type { MarketPlan } from './plan.ts'

const CATEGORIES: readonly (readonly [string, string, string])[] = [
  ['UNIQUE_BETTOR_BONUS', 'BANK', 'USER'],
  ['BETTING_STREAK_BONUS', 'BANK', 'USER'],
  ['MANA_PAYMENT', 'USER', 'USER'],
  ['CONTRACT_RESOLUTION_PAYOUT', 'CONTRACT', 'USER'],
  ['CREATE_CONTRACT_ANTE', 'USER', 'CONTRACT'],
  ['ADD_SUBSIDY', 'USER', 'CONTRACT'],
  ['LOAN', 'BANK', 'USER'],
  ['QUEST_REWARD', 'BANK', 'USER'],
]

interface Drawing {
  readonly seed: number
  readonly count: number
  readonly people: People
  readonly plans: readonly MarketPlan[]
  readonly start: Millis
  readonly horizon: Millis
}

/** Payments up to a time, newest first. They tell a story of their own: bets and balances do not follow from them. */
export function drawTxns({ seed, count, people, plans, start, horizon }: Drawing): (at: Millis) => readonly TxnRow[] {
  let rows: TxnRow[] | null = null
  const make = () => {
    const stream = random(seed, 'txns')
    const ids = createIds(seed, 'txn')
    const salt = wordOf(seed, 'txns')
    const times = Float64Array.from({ length: count }, () => Math.floor(stream.between(start, horizon))).sort()
    return Array.from(times, (at, index) =>
      txnOf({ at, index, id: ids.text(index, index % 5 === 0 ? 20 : 8), word: mix(salt, index), people, plans }),
    ).reverse()
  }
  return (at) => {
    rows ??= make()
    return rows.slice(first(rows.length, (i) => rows![i]!.createdAt <= at))
  }
}

interface One {
  readonly at: Millis
  readonly index: number
  readonly id: string
  readonly word: number
  readonly people: People
  readonly plans: readonly MarketPlan[]
}

function txnOf({ at, index, id, word, people, plans }: One): TxnRow {
  const [category, fromType, toType] = CATEGORIES[word % CATEGORIES.length]!
  const partyOf = (type: string, salt: number) => {
    if (type === 'BANK') return index % 9 === 0 ? 'EXTERNAL' : 'BANK'
    const there = Math.max(
      1,
      first(plans.length, (i) => plans[i]!.createdAt > at),
    )
    if (type === 'CONTRACT') return plans[mix(word, salt) % there]!.id
    return people.id(people.draw(at, mix(word, salt) / 2 ** 32))
  }
  const token = index % 17 === 3 ? 'CASH' : index % 29 === 5 ? 'SPICE' : 'M$'
  const row = { createdAt: at, token, category, fromId: partyOf(fromType, 1), toId: partyOf(toType, 2) }
  const amount = category === 'LOAN' ? (word % 100_000) / 977 : 5 + (word % 500)
  const text = JSON.stringify({
    id,
    createdTime: at,
    fromType,
    fromId: row.fromId,
    toType,
    toId: row.toId,
    amount,
    token,
    category,
    description: index % 4 === 0 ? undefined : `${category.toLowerCase().replaceAll('_', ' ')} "${index}"`,
    data: index % 3 === 0 ? { visibility: 'public', index } : undefined,
  })
  return { ...row, text }
}
