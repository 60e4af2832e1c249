import type { Millis } from '../library.ts'
import { IS_LEG, OUTCOME_NO } from './columns.ts'
import type { Parts } from './parts.ts'
import { hasAnswers, type PoolPlan, rulingAt } from './plan.ts'
import { payoutOf } from './rulings.ts'

/** What bets did to every user up to a time. */
export interface Ledger {
  readonly at: Millis
  /** Received less paid, with what resolved markets paid out. */
  readonly balance: Float64Array
  readonly lastBetAt: Float64Array
}

type LedgerParts = Pick<Parts, 'bets' | 'orders' | 'plans' | 'pools' | 'people' | 'shelves'>

/** One pass over all bets. */
export function addLedger(parts: LedgerParts, at: Millis): Ledger {
  const { bets, people, pools } = parts
  const balance = new Float64Array(people.count)
  const lastBetAt = new Float64Array(people.count).fill(Number.NEGATIVE_INFINITY)
  const held = { amount: 0, shares: 0 }
  const until = { times: bets.time, at }
  const payouts = pools.map((pool) => paidFor(parts, pool, at))
  for (const entry of parts.shelves.all()) {
    if (bets.time[entry]! > at) break
    if ((bets.flags[entry]! & IS_LEG) !== 0) continue
    const user = bets.user[entry]!
    const order = bets.order[entry]!
    if (order === -1) {
      held.amount = bets.amount[entry]!
      held.shares = bets.shares[entry]!
    } else parts.orders.addUp(order, until, held)
    const { amount, shares } = held
    balance[user]! -= amount
    lastBetAt[user] = bets.time[entry]!
    const paid = payouts[bets.pool[entry]!]!
    if (paid === 'nothing yet') continue
    if (paid === 'refund') balance[user]! += amount
    else balance[user]! += shares * ((bets.flags[entry]! & OUTCOME_NO) !== 0 ? 1 - paid : paid)
  }
  return { at, balance, lastBetAt }
}

/** What a share of YES of a pool has been paid by then. */
function paidFor({ plans }: LedgerParts, pool: PoolPlan, at: Millis): number | 'refund' | 'nothing yet' {
  const plan = plans[pool.market]!
  const own = plan.answerRulings[pool.ordinal]
  if (own != null) return own.at > at ? 'nothing yet' : (payoutOf(own.resolution, own.probability, null) ?? 'refund')
  const ruling = rulingAt(plan, at)
  if (ruling === null || ruling.resolution === null) return 'nothing yet'
  const probability = hasAnswers(plan) ? 1 / plan.pools.length : ruling.probability
  return payoutOf(ruling.resolution, probability, pool.answerId) ?? 'refund'
}
