import { badRequest } from '../answers.ts'
import type { CommentRow } from '../library.ts'
import type { Call } from './call.ts'
import { cut, jsonList, twisted } from './rows.ts'
import { number, oneOf, readQuery, text } from './schema.ts'

const SCHEMA = {
  contractId: text,
  contractSlug: text,
  limit: number({ min: 0, max: 1000 }, 1000),
  page: number({ min: 0 }, 0),
  userId: text,
  afterTime: number(),
  order: oneOf(['likes', 'newest', 'oldest'], 'newest'),
}

/** Comments by offset. An unknown slug lifts the filter: then the whole site answers. */
export function listComments({ library, query, twist }: Call): string {
  const asked = readQuery(SCHEMA, query)
  const { contractSlug, userId, limit, page, afterTime, order } = asked
  if ([asked.contractId, contractSlug, userId].every((given) => !given)) {
    throw badRequest('You must specify a contract or user')
  }
  if (limit === 0) return '[]'
  const { comments, markets } = library
  const marketId = asked.contractId || (contractSlug ? markets.bySlug(contractSlug)?.id : undefined)
  const isWanted = (row: CommentRow) =>
    (marketId === undefined || row.marketId === marketId) &&
    (!userId || row.userId === userId) &&
    (afterTime === undefined || row.createdAt > afterTime)
  const rows = comments.all().filter(isWanted)
  if (order !== 'oldest') rows.reverse()
  if (order === 'likes') rows.sort((a, b) => comments.likes(b) - comments.likes(a))
  const found = twisted(cut(rows, limit, page * limit), twist, (row) => row.createdAt)
  return jsonList(found.map((row) => comments.text(row)))
}
