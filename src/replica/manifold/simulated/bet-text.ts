import { mix } from '../../economy/random.ts'
import type { Millis } from '../library.ts'
import { IS_LEG, IS_REDEMPTION, IS_SALE, OUTCOME_NO } from './columns.ts'
import { probOf } from './cpmm.ts'
import { type BetState, orderAt } from './orders.ts'
import type { Parts } from './parts.ts'
import type { Pen } from './pen.ts'

const FEES = '{"creatorFee":0,"platformFee":0,"liquidityFee":0}'
const LONG_IDS = 16

export type BetParts = Pick<Parts, 'bets' | 'orders' | 'pools' | 'plans' | 'people' | 'betIds' | 'namesakes' | 'broken'>

/** A bet's id; two bets at most share one. */
export function betId({ betIds, namesakes }: Pick<BetParts, 'betIds' | 'namesakes'>, entry: number): string {
  const named = namesakes.size === 0 ? entry : (namesakes.get(entry) ?? entry)
  return betIds.text(named, named % LONG_IDS === 0 ? 20 : 12)
}

/** Whether the row comes from before limit orders, so that its flags are null. */
const isOld = (entry: number) => entry % 401 === 3

/** Amount, shares and what else of a bet may change, at a time. */
export function betAt({ bets, orders }: Pick<BetParts, 'bets' | 'orders'>, entry: number, at: Millis): BetState {
  const order = bets.order[entry]!
  if (order !== -1) return orderAt(orders, order, { bets, at })
  const isLeg = (bets.flags[entry]! & IS_LEG) !== 0
  return {
    amount: isLeg ? 0 : bets.amount[entry]!,
    shares: isLeg ? 0 : bets.shares[entry]!,
    fills: [],
    isFilled: true,
    isCancelled: false,
    changedAt: bets.time[entry]!,
  }
}

/** The price behind a bet. */
export function probAfter({ bets, pools }: Pick<BetParts, 'bets' | 'pools'>, entry: number): number {
  return probOf({ yes: bets.yes[entry]!, no: bets.no[entry]!, p: pools[bets.pool[entry]!]!.p })
}

export function isApiBet({ bets, people }: Pick<BetParts, 'bets' | 'people'>, entry: number): boolean {
  return people.isBot(bets.user[entry]!)
}

export function isReplyBet(entry: number): boolean {
  return entry % 173 === 11
}

/** Writes bets as the service sends them at a time: its own columns laid over what was once stored. */
export function betWriter(parts: BetParts, pen: Pen): (entry: number, at: Millis) => void {
  const { bets, pools, plans, people } = parts
  const users: string[] = []
  const userOf = (user: number) => {
    users[user] ??= people.id(user)
    return users[user]
  }
  return (entry, at) => {
    const flags = bets.flags[entry]!
    const pool = pools[bets.pool[entry]!]!
    const plan = plans[pool.market]!
    const wound = parts.broken.bets.size === 0 ? undefined : parts.broken.bets.get(entry)
    const id = betId(parts, entry)
    const state = betAt(parts, entry, at)
    pen.text('{"id":"')
    pen.text(id)
    pen.text(`","fees":${FEES}`)
    writeOwnPart(parts, pen, { entry, state })
    if (plan.kind === 'sum') writeGroup(parts, pen, entry)
    if (isReplyBet(entry)) pen.text(`,"replyToCommentId":"${id.slice(0, 8).toLowerCase()}"`)
    pen.text(plan.isPublic ? ',"visibility":"public","amount":' : ',"visibility":"unlisted","amount":')
    if (wound === 'amount') pen.text('"abc"')
    else pen.number(state.amount)
    pen.text(',"betId":"')
    pen.text(id)
    pen.text('","contractId":"')
    pen.text(plan.id)
    pen.text('","createdTime":')
    if (wound === 'time') pen.text('"not a time"')
    else pen.number(bets.time[entry]!)
    writeFlags(parts, pen, { entry, state })
    pen.text(',"loanAmount":')
    pen.number(loanOf(flags, entry, state.amount))
    pen.text(',"outcome":"')
    pen.text(pool.legacyOutcome ?? ((flags & OUTCOME_NO) !== 0 ? 'NO' : 'YES'))
    pen.text('","probAfter":')
    pen.number(probAfter(parts, entry))
    pen.text(',"probBefore":')
    pen.number(bets.before[entry]!)
    pen.text(',"shares":')
    if (wound === 'shares') pen.text('{"x":1}')
    else pen.number(state.shares)
    pen.text(',"updatedTime":')
    pen.number(state.changedAt + 4 + (entry % 29))
    pen.text(',"userId":"')
    pen.text(userOf(bets.user[entry]!))
    if (pool.answerId !== null) {
      pen.text('","answerId":"')
      pen.text(pool.answerId)
    }
    pen.text('"}')
  }
}

interface Own {
  readonly entry: number
  readonly state: BetState
}

/** Null on the oldest rows, from before there were such flags. */
function writeFlags(parts: BetParts, pen: Pen, { entry, state }: Own): void {
  const { bets, pools } = parts
  const isRedemption = (bets.flags[entry]! & IS_REDEMPTION) !== 0
  const isAncient = isOld(entry) && bets.order[entry] === -1 && !isRedemption
  const isLegacy = pools[bets.pool[entry]!]!.legacyOutcome !== null
  if (isAncient || isLegacy) {
    pen.text(',"isApi":null,"isCancelled":null,"isFilled":null,"isRedemption":')
    pen.text(isLegacy ? 'null' : String(isRedemption))
    return
  }
  pen.text(isApiBet(parts, entry) ? ',"isApi":true,"isCancelled":' : ',"isApi":false,"isCancelled":')
  pen.text(state.isCancelled ? 'true,"isFilled":' : 'false,"isFilled":')
  pen.text(state.isFilled ? 'true,"isRedemption":' : 'false,"isRedemption":')
  pen.text(isRedemption ? 'true' : 'false')
}

/** Fills, limit and size; redemption pairs and the oldest rows have none. */
function writeOwnPart(parts: BetParts, pen: Pen, { entry, state }: Own): void {
  const { bets, pools } = parts
  const flags = bets.flags[entry]!
  const isLeg = (flags & IS_LEG) !== 0
  if (bets.order[entry] !== -1) {
    writeOrder(parts, pen, { entry, state })
    return
  }
  if (pools[bets.pool[entry]!]!.legacyOutcome !== null) {
    pen.text(',"isAnte":false')
    return
  }
  if (!isLeg && ((flags & IS_REDEMPTION) !== 0 || isOld(entry))) return
  pen.text(',"fills":[{"matchedBetId":null,"shares":')
  pen.number(bets.shares[entry]!)
  pen.text(',"amount":')
  pen.number(bets.amount[entry]!)
  pen.text(',"timestamp":')
  pen.number(bets.time[entry]! - 3)
  pen.text((flags & IS_SALE) !== 0 ? ',"isSale":true}],"orderAmount":' : '}],"orderAmount":')
  pen.number(isLeg ? 0 : bets.amount[entry]!)
}

function writeOrder(parts: BetParts, pen: Pen, { entry, state }: Own): void {
  const { bets, orders } = parts
  const order = bets.order[entry]!
  pen.text(',"fills":[')
  for (const [i, { by, at, amount, shares }] of state.fills.entries()) {
    pen.text(i === 0 ? '{"matchedBetId":' : ',{"matchedBetId":')
    pen.text(by === -1 ? 'null' : `"${betId(parts, by)}"`)
    pen.text(',"shares":')
    pen.number(shares)
    pen.text(',"amount":')
    pen.number(amount)
    pen.text(',"timestamp":')
    pen.number(bets.time[at]! - 3)
    pen.text(`,"fees":${FEES}}`)
  }
  pen.text('],"orderAmount":')
  pen.number(orders.amount[order]!)
  if (!orders.isLimit(order)) return
  pen.text(',"limitProb":')
  pen.number(orders.limit[order]!)
  if (!Number.isFinite(orders.expiresAt[order]!)) return
  pen.text(',"expiresAt":')
  pen.number(orders.expiresAt[order]!)
}

/** Legs stand right behind the bet that moved the other answers, and share the id of their group with it. */
function writeGroup(parts: BetParts, pen: Pen, entry: number): void {
  const { bets } = parts
  const isLeg = (i: number) => i < bets.length && (bets.flags[i]! & IS_LEG) !== 0
  if (!isLeg(entry) && !isLeg(entry + 1)) return
  let head = entry
  while (isLeg(head) && head > 0) head--
  pen.text(`,"betGroupId":"${parts.betIds.text(head, 18).slice(6)}"`)
}

/** Part of what a seller gets pays back a loan. */
function loanOf(flags: number, entry: number, amount: number): number {
  return (flags & IS_SALE) !== 0 && mix(entry, 5) % 4 === 0 ? amount * 0.05 : 0
}
