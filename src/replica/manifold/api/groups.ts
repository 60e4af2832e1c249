import { notFound } from '../answers.ts'
import type { GroupRow } from '../library.ts'
import type { Call } from './call.ts'
import { cut, jsonList, twisted } from './rows.ts'
import { number, readQuery, requiredText, text } from './schema.ts'

const LIST = {
  availableToUserId: text,
  beforeTime: number({ whole: true }),
  limit: number({ min: 0, max: 1000 }, 500),
}

/** Public groups, newest first. */
export function listGroups({ library, query, twist }: Call): string {
  const { beforeTime = Number.POSITIVE_INFINITY, limit } = readQuery(LIST, query)
  const rows = library.groups.all().filter((row) => row.isPublic && row.createdAt < beforeTime)
  const page = twisted(cut(rows.toReversed(), limit), twist, (row) => row.createdAt)
  return jsonList(page.map((row) => library.groups.text(row)))
}

export function getGroup({ library, name }: Call): string {
  return textOf(
    library.groups.all().find((row) => row.slug === name),
    library.groups.text,
  )
}

export function getGroupById({ library, query, name }: Call): string {
  const { id } = readQuery({ id: requiredText }, query, { path: { id: name } })
  return textOf(
    library.groups.all().find((row) => row.id === id),
    library.groups.text,
  )
}

function textOf(row: GroupRow | undefined, text: (row: GroupRow) => string): string {
  if (row === undefined) throw notFound('Group not found')
  return text(row)
}
