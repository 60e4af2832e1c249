import { first } from '../../search.ts'
import { badRequest, notFound } from '../answers.ts'
import type { Bets, Library, Millis } from '../library.ts'
import type { Call } from './call.ts'
import { twisted } from './rows.ts'
import { flag, number, oneOf, onlyWord, readQuery, text, textOrList, type Values } from './schema.ts'

const SCHEMA = {
  id: text,
  userId: text,
  username: text,
  contractId: textOrList,
  contractSlug: text,
  answerId: text,
  limit: number({ min: 0, max: 50_000 }, 10_000),
  before: text,
  after: text,
  beforeTime: number(),
  afterTime: number(),
  order: oneOf(['asc', 'desc'], 'desc'),
  kinds: onlyWord('open-limit'),
  minAmount: number({ above: 0 }),
  filterRedemptions: flag,
  includeZeroShareRedemptions: flag,
  excludeApi: flag,
  commentRepliesOnly: flag,
  count: flag,
  points: flag,
}

type BetQuery = Values<typeof SCHEMA>

/** The core feed. */
export function listBets({ library, query, twist }: Call): string | Uint8Array {
  const asked = readQuery(SCHEMA, query)
  if (asked.limit > 10_000 && asked.points !== true) {
    throw badRequest('Non-points limit must be less than or equal to 10000')
  }
  if (asked.limit === 0) return '[]'
  const { bets } = library
  if (asked.id !== undefined) {
    const entry = bets.find(asked.id)
    return entry === null || bets.time(entry) > library.now() ? '[]' : bets.page([entry])
  }
  const entries = select(library, asked)
  if (asked.count === true) return `[{"count":${entries.length}}]`
  const page = bets.page(twisted(entries, twist, bets.time))
  return asked.points === true ? pointsOf(page) : page
}

/** Only what a chart needs. */
function pointsOf(page: Uint8Array): string {
  const rows = JSON.parse(Buffer.from(page).toString()) as Record<string, unknown>[]
  return JSON.stringify(
    rows.map(({ createdTime, probBefore, probAfter, answerId }) => ({ createdTime, probBefore, probAfter, answerId })),
  )
}

function select(library: Library, asked: BetQuery): number[] {
  const { bets } = library
  const markets = marketsOf(library, asked)
  const user = userOf(library, asked)
  const entries = entriesOf(bets, { markets, user })
  const { from, to } = windowOf(library, asked)
  const start = first(entries.length, (i) => bets.time(entries[i]!) > from)
  const end = first(entries.length, (i) => bets.time(entries[i]!) >= to)
  const keep = filterOf(bets, asked, markets === undefined)
  const most = asked.count === true ? Number.POSITIVE_INFINITY : Math.round(asked.limit)
  const found: number[] = []
  if (asked.order === 'asc') {
    for (let i = start; i < end && found.length < most; i++) if (keep(entries[i]!)) found.push(entries[i]!)
  } else {
    for (let i = end - 1; i >= start && found.length < most; i--) if (keep(entries[i]!)) found.push(entries[i]!)
  }
  return found
}

function marketsOf(library: Library, { contractId, contractSlug }: BetQuery): readonly string[] | undefined {
  if (contractId !== undefined || contractSlug === undefined) return contractId
  const market = library.markets.bySlug(contractSlug)
  if (market === undefined) throw badRequest('No contract found with that slug')
  return [market.id]
}

function userOf(library: Library, { userId, username }: BetQuery): string | undefined {
  if (userId !== undefined || username === undefined) return userId
  const user = library.users.byName(username)
  if (user === undefined) throw badRequest('No user found with that username')
  return user.id
}

function entriesOf(
  bets: Bets,
  { markets, user }: { markets: readonly string[] | undefined; user: string | undefined },
): ArrayLike<number> {
  if (markets === undefined) return user === undefined ? bets.all() : bets.ofUser(user)
  const own = markets.length === 1 ? bets.ofMarket(markets[0]!) : together(bets, markets)
  if (user === undefined) return own
  const ofUser = new Set(Array.from(bets.ofUser(user)))
  return Array.from(own).filter((entry) => ofUser.has(entry))
}

function together(bets: Bets, markets: readonly string[]): number[] {
  const all = [...new Set(markets)].flatMap((id) => Array.from(bets.ofMarket(id)))
  return all.sort((a, b) => bets.time(a) - bets.time(b) || a - b)
}

/** Both bounds exclusive; nothing from beyond the present. */
function windowOf(library: Library, asked: BetQuery): { from: Millis; to: Millis } {
  const { bets } = library
  const timeOf = (id: string, name: 'before' | 'after') => {
    const entry = bets.find(id)
    if (entry === null) throw notFound(`Bet specified in ${name} parameter not found`)
    return bets.time(entry)
  }
  const before = asked.before === undefined ? Number.POSITIVE_INFINITY : timeOf(asked.before, 'before')
  const after = asked.after ? timeOf(asked.after, 'after') : Number.NEGATIVE_INFINITY
  return {
    from: Math.max(after, asked.afterTime ?? Number.NEGATIVE_INFINITY),
    to: Math.min(before, asked.beforeTime ?? Number.POSITIVE_INFINITY, library.now() + 1),
  }
}

function filterOf(bets: Bets, asked: BetQuery, onlyPublic: boolean): (entry: number) => boolean {
  const { answerId, kinds, minAmount, filterRedemptions, excludeApi, commentRepliesOnly } = asked
  const showsHidden = asked.includeZeroShareRedemptions === true
  const needsFacts = [answerId, kinds, minAmount, filterRedemptions, excludeApi, commentRepliesOnly].some(Boolean)
  return (entry) => {
    if (!showsHidden && bets.isHidden(entry)) return false
    if (onlyPublic && !bets.isPublic(entry)) return false
    if (!needsFacts) return true
    const facts = bets.facts(entry)
    if (answerId !== undefined && facts.answerId !== answerId) return false
    if (kinds !== undefined && !facts.isOpenLimit) return false
    if (minAmount !== undefined && Math.abs(facts.amount) < minAmount) return false
    if (filterRedemptions === true && facts.isRedemption !== false) return false
    return !(excludeApi === true && facts.isApi) && !(commentRepliesOnly === true && !facts.isReply)
  }
}
