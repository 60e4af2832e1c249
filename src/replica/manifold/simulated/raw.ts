import { first } from '../../search.ts'
import type { TruthTable } from '../../world.ts'
import { betWriter } from './bet-text.ts'
import { commentText } from './comment-text.ts'
import { groupText } from './groups.ts'
import { fullMarket, liteMarket } from './market-body.ts'
import { type Parts, presentOf } from './parts.ts'
import { Pen } from './pen.ts'
import { userText } from './user-text.ts'

/** Every row as the API serves it now, in order of creation, so that a mirror's own reading can be compared. */
export function rawTables(parts: Parts): TruthTable[] {
  const { plans, people, comments, groups } = parts
  const now = () => presentOf(parts)
  const raw = (name: string, rows: () => Iterable<string>): TruthTable => ({
    name: `raw_${name}`,
    format: 'ndjson',
    pieces: () => lines(rows()),
  })
  const seenPlans = () => plans.filter((plan) => plan.createdAt <= now())
  return [
    raw('bets', () => bets(parts)),
    raw('markets', () =>
      seenPlans()
        .filter((plan) => plan.isPublic)
        .map((plan) => JSON.stringify(liteMarket(parts, plan, now(), { token: false }))),
    ),
    raw('full_markets', () => seenPlans().map((plan) => JSON.stringify(fullMarket(parts, plan, now())))),
    raw('users', function* () {
      for (let user = 0; user < people.countAt(now()); user++) {
        yield userText(parts, user, { at: now(), isSingle: false })
      }
    }),
    raw('comments', function* () {
      const seen = first(comments.count, (i) => comments.time[i]! > now())
      for (let i = 0; i < seen; i++) if (!comments.isDeleted(i, now())) yield commentText(parts, i, now())
    }),
    raw('groups', () =>
      groups.filter((group) => group.isPublic).map((group) => groupText(group, { people, at: now() })),
    ),
  ]
}

/** Those of hidden markets and legs too. */
function* bets(parts: Parts): Generator<string> {
  const pen = new Pen()
  const write = betWriter(parts, pen)
  const now = presentOf(parts)
  for (const entry of parts.shelves.all()) {
    if (parts.bets.time[entry]! > now) return
    write(entry, now)
    yield pen.take().toString('latin1')
  }
}

const PIECE = 65_536

function* lines(rows: Iterable<string>): Generator<string> {
  let piece = ''
  for (const row of rows) {
    piece += `${row}\n`
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}
