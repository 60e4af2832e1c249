import type { Line } from '../../recording.ts'
import type { UserRow, Users } from '../library.ts'
import { byTime, idOf, numberOf, textOf } from './rows.ts'

export function recordedUsers(unsorted: readonly Line[]): Users {
  const lines = byTime(unsorted)
  const rows = lines.map((line, ref): UserRow => {
    return { ref, id: idOf(line), createdAt: numberOf(line, 'createdTime') ?? 0 }
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return {
    all: () => rows,
    byId: (id) => byId.get(id),
    byName: (name) => rows.find(({ ref }) => textOf(lines[ref]!, 'username') === name),
    full: ({ ref }) => lines[ref]!.bytes.toString(),
    lite({ ref }) {
      const { id, name, username, avatarUrl, isBot, isBannedFromPosting } = lines[ref]!.value
      return { id, name, username, avatarUrl, isBot, isBannedFromPosting }
    },
  }
}
