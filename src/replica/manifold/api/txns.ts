import type { TxnRow } from '../library.ts'
import type { Call } from './call.ts'
import { cut, jsonList, twisted } from './rows.ts'
import { list, number, readQuery, text } from './schema.ts'

const SCHEMA = {
  token: text,
  offset: number({ min: 0 }, 0),
  limit: number({ min: 0, max: 100 }, 100),
  before: number(),
  after: number(),
  toId: text,
  fromId: text,
  category: text,
  ignoreCategories: list,
}

/** Payments, newest first. `token` is compared with the stored code, so that the documented MANA finds nothing. */
export function listTxns({ library, query, twist }: Call): string {
  const asked = readQuery(SCHEMA, query)
  const isWanted = (row: TxnRow) =>
    (asked.token === undefined || row.token === asked.token) &&
    (asked.category === undefined || row.category === asked.category) &&
    (asked.fromId === undefined || row.fromId === asked.fromId) &&
    (asked.toId === undefined || row.toId === asked.toId) &&
    row.createdAt < (asked.before ?? Number.POSITIVE_INFINITY) &&
    row.createdAt > (asked.after ?? Number.NEGATIVE_INFINITY) &&
    !asked.ignoreCategories?.includes(row.category)
  const page = cut(library.txns().filter(isWanted), asked.limit, asked.offset)
  return jsonList(twisted(page, twist, (row) => row.createdAt).map((row) => row.text))
}
