import type { Millis, Position } from '../library.ts'
import { betAt } from './bet-text.ts'
import { IS_LEG, OUTCOME_NO } from './columns.ts'
import { probOf } from './cpmm.ts'
import type { Parts } from './parts.ts'
import { hasAnswers, type MarketPlan } from './plan.ts'

interface Sum {
  yes: number
  no: number
  spent: number
  sold: number
  lastBetAt: Millis
}

/** Ids count from beyond 31 bits. */
const FIRST_ID = 3_000_000_000

/** Who holds what in a market: a row per holder and answer, and one per holder for the whole. */
export function positionsAt(parts: Parts, plan: MarketPlan, at: Millis): Position[] {
  const prices = parts.figures(plan.index, at).pools.map(probOf)
  const rows: Position[] = []
  for (const [user, sums] of sumsOf(parts, plan, at)) {
    const own = sums.map((sum, ordinal) => (sum === undefined ? null : priced(sum, prices[ordinal]!)))
    const known = own.filter((each) => each !== null)
    const whole = known.reduce((a, b) => addRows(a, b))
    const userId = parts.people.id(user)
    const make = (figures: Priced, ordinal: number) => rowOf({ parts, plan, user, userId, figures, ordinal })
    if (hasAnswers(plan)) for (const [i, each] of own.entries()) if (each !== null) rows.push(make(each, i))
    rows.push(make(whole, -1))
  }
  return rows
}

function sumsOf(parts: Parts, plan: MarketPlan, at: Millis): Map<number, (Sum | undefined)[]> {
  const { bets, shelves } = parts
  const byUser = new Map<number, (Sum | undefined)[]>()
  for (const entry of Array.from(shelves.ofMarket(plan.index))) {
    if (bets.time[entry]! > at) break
    if ((bets.flags[entry]! & IS_LEG) !== 0) continue
    const { amount, shares } = betAt(parts, entry, at)
    if (shares === 0) continue
    const sums = byUser.get(bets.user[entry]!) ?? new Array<Sum | undefined>(plan.pools.length).fill(undefined)
    byUser.set(bets.user[entry]!, sums)
    const ordinal = bets.pool[entry]! - plan.pools[0]!.index
    const sum = sums[ordinal] ?? { yes: 0, no: 0, spent: 0, sold: 0, lastBetAt: 0 }
    sums[ordinal] = sum
    if ((bets.flags[entry]! & OUTCOME_NO) !== 0) sum.no += shares
    else sum.yes += shares
    if (amount > 0) sum.spent += amount
    else sum.sold -= amount
    sum.lastBetAt = bets.time[entry]!
  }
  return byUser
}

interface Priced extends Sum {
  readonly payout: number
}

function priced(sum: Sum, price: number): Priced {
  const rest = { ...sum, yes: tidy(sum.yes), no: tidy(sum.no) }
  return { ...rest, payout: rest.yes * price + rest.no * (1 - price) }
}

/** Everything sold leaves dust. */
const tidy = (shares: number) => (Math.abs(shares) < 1e-6 ? 0 : shares)

function addRows(a: Priced, b: Priced): Priced {
  return {
    yes: a.yes + b.yes,
    no: a.no + b.no,
    spent: a.spent + b.spent,
    sold: a.sold + b.sold,
    payout: a.payout + b.payout,
    lastBetAt: Math.max(a.lastBetAt, b.lastBetAt),
  }
}

interface RowParts {
  readonly parts: Parts
  readonly plan: MarketPlan
  readonly user: number
  readonly userId: string
  readonly figures: Priced
  /** -1 for the whole market. */
  readonly ordinal: number
}

function rowOf({ parts, plan, user, userId, figures, ordinal }: RowParts): Position {
  const { yes, no, spent, sold, payout, lastBetAt } = figures
  const answerId = plan.pools[ordinal]?.answerId ?? null
  const profit = payout + sold - spent
  const place = (ordinal === -1 ? parts.pools.length + plan.index : plan.pools[ordinal]!.index) * parts.people.count
  const text = JSON.stringify({
    id: user % 23 === 0 ? undefined : FIRST_ID + place + user,
    loan: 0,
    payout,
    profit,
    userId,
    answerId,
    invested: Math.max(0, spent - sold),
    hasShares: yes > 0 || no > 0,
    contractId: plan.id,
    totalSpent: { NO: no > 0 ? spent : 0, YES: no > 0 ? 0 : spent },
    hasNoShares: no > 0,
    lastBetTime: lastBetAt,
    // Either side may be missing.
    totalShares: user % 5 === 0 ? (no > yes ? { NO: no } : { YES: yes }) : { NO: no, YES: yes },
    hasYesShares: yes > 0,
    profitPercent: spent === 0 ? 0 : (profit / spent) * 100,
    totalAmountSold: sold,
    maxSharesOutcome: yes === 0 && no === 0 ? null : yes >= no ? 'YES' : 'NO',
    totalAmountInvested: spent,
  })
  return { userId, answerId, profit, yes, no, text }
}
