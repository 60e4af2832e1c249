import { byText, type Field } from '../../truth/csv.ts'
import { doubleText, millisText } from '../../truth/doubles.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { commentId, isOldComment } from './comment-text.ts'
import { VENUE } from './listing.ts'
import { type Parts, presentOf } from './parts.ts'
import { balanceAt, openingBalance } from './user-text.ts'

/** Everybody who has an account by now; deleted ones stay. */
export function traderRows(parts: Parts): TruthTable {
  const columns = 'venue trader_id name username created_at last_trade_at balance deposits is_bot is_deleted url'.split(
    ' ',
  )
  return table('traders', columns, function* (): Generator<Field[]> {
    const now = presentOf(parts)
    const { people } = parts
    const there = Array.from({ length: people.countAt(now) }, (_, user) => ({ user, id: people.id(user) }))
    for (const { user, id } of there.sort(byText((each) => each.id))) {
      const lastBetAt = parts.ledger(now).lastBetAt[user]!
      yield [
        VENUE,
        id,
        people.name(user, now),
        people.username(user, now),
        millisText(people.createdAt[user]!),
        Number.isFinite(lastBetAt) ? millisText(lastBetAt) : null,
        doubleText(balanceAt(parts, user, now), 12),
        doubleText(openingBalance(user), 12),
        people.isBot(user),
        people.isDeleted(user, now),
        `https://manifold.markets/${people.username(user, now)}`,
      ]
    }
  })
}

/** Comments of every market, by market and id, without those deleted by now. */
export function commentRows(parts: Parts): TruthTable {
  const columns = 'venue market_id comment_id parent_id trader_id created_at likes is_hidden words is_text'.split(' ')
  return table('comments', columns, function* (): Generator<Field[]> {
    const now = presentOf(parts)
    const { comments, plans, people } = parts
    const isThere = (comment: number) => comments.time[comment]! <= now && !comments.isDeleted(comment, now)
    const there = Array.from({ length: comments.count }, (_, comment) => comment).filter(isThere)
    const keyed = there.map((comment) => {
      const market = plans[comments.market[comment]!]!.id
      const id = commentId(parts, comment)
      return { comment, market, id, key: `${market} ${id}` }
    })
    for (const { comment, market, id } of keyed.sort(byText(({ key }) => key))) {
      const parent = comments.parent(comment)
      yield [
        VENUE,
        market,
        id,
        parent === null ? null : commentId(parts, parent),
        people.id(comments.user[comment]!),
        millisText(comments.time[comment]!),
        comments.likes(comment, now),
        comment % 83 === 5,
        comments.words(comment),
        isOldComment(comment),
      ]
    }
  })
}

/** Public groups. */
export function groupRows(parts: Parts): TruthTable {
  return table('groups', ['venue', 'group_id', 'slug', 'name', 'creator_id', 'created_at'], function* () {
    const now = presentOf(parts)
    const there = parts.groups.filter((group) => group.isPublic && group.createdAt <= now)
    for (const { id, slug, name, creator, createdAt } of there.sort(byText((group) => group.id))) {
      yield [VENUE, id, slug, name, parts.people.id(creator), millisText(createdAt)]
    }
  })
}

export function transactionRows(parts: Parts): TruthTable {
  const columns = 'venue transaction_id category from_id to_id amount currency created_at'.split(' ')
  return table('transactions', columns, function* (): Generator<Field[]> {
    const rows = parts.txns(presentOf(parts)).map((row) => {
      return { row, ...(JSON.parse(row.text) as { id: string; amount: number }) }
    })
    for (const { row, id, amount } of rows.sort(byText((each) => each.id))) {
      const { category, fromId, toId, token, createdAt } = row
      yield [VENUE, id, category, fromId, toId, doubleText(amount, 12), token, millisText(createdAt)]
    }
  })
}
