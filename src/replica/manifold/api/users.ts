import { notFound } from '../answers.ts'
import type { Library, UserRow } from '../library.ts'
import type { Call } from './call.ts'
import { cut, jsonList, twisted } from './rows.ts'
import { number, oneOf, readQuery, requiredList, requiredText, text } from './schema.ts'

const LIST = { limit: number({ min: 0, max: 1000 }, 500), order: oneOf(['desc', 'asc'], 'desc'), before: text }

/** All users. The cursor means "strictly older" in both orders, so that paging upwards is not possible. */
export function listUsers({ library, query, twist }: Call): string {
  const { limit, order, before } = readQuery(LIST, query)
  const { users } = library
  let rows = users.all()
  if (before !== undefined) {
    const cursor = users.byId(before)
    if (cursor === undefined) throw notFound(`Could not find user with id: ${before}`)
    rows = rows.filter((row) => row.createdAt < cursor.createdAt)
  }
  const page = cut(order === 'asc' ? rows : rows.toReversed(), limit)
  return jsonList(twisted(page, twist, (row) => row.createdAt).map((row) => users.full(row, false)))
}

const found = (row: UserRow | undefined): UserRow => {
  if (row === undefined) throw notFound('User not found')
  return row
}

const byName = ({ library, query, name }: Call) => {
  const { username } = readQuery({ username: requiredText }, query, { path: { username: name } })
  return found(library.users.byName(username))
}

const byId = ({ library, query, name }: Call) => {
  const { id } = readQuery({ id: requiredText }, query, { path: { id: name } })
  return found(library.users.byId(id))
}

export const getUser = (call: Call): string => call.library.users.full(byName(call), true)
export const getUserLite = (call: Call): unknown => call.library.users.lite(byName(call))
export const getUserById = (call: Call): string => call.library.users.full(byId(call), true)
export const getUserByIdLite = (call: Call): unknown => call.library.users.lite(byId(call))

/** In no promised order; unknown ids are silently missing. */
export function getUsersById({ library, query }: Call): unknown {
  const { ids } = readQuery({ ids: requiredList() }, query)
  return known(library, ids).map((row) => library.users.lite(row))
}

export function getBalances({ library, query }: Call): unknown {
  const { ids } = readQuery({ ids: requiredList() }, query)
  return known(library, ids).map((row) => {
    const { id, balance } = JSON.parse(library.users.full(row, false)) as Record<string, unknown>
    return { id, balance }
  })
}

function known({ users }: Library, ids: readonly string[]): UserRow[] {
  return ids.map((id) => users.byId(id)).filter((row) => row !== undefined)
}
