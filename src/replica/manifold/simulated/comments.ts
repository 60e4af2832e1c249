import { mix, random, wordOf } from '../../economy/random.ts'
import { first } from '../../search.ts'
import type { Millis } from '../library.ts'
import { createIds } from './ids.ts'
import type { People } from './people.ts'
import type { MarketPlan } from './plan.ts'

/** Comments by index, oldest first. */
export interface DrawnComments {
  readonly count: number
  readonly time: Float64Array
  readonly market: Uint32Array
  readonly user: Uint32Array
  id(comment: number): string
  lastAt(market: number, at: Millis): Millis | null
  isDeleted(comment: number, at: Millis): boolean
  likes(comment: number, at: Millis): number
  words(comment: number): string
  /** The comment it answers, one level deep. */
  parent(comment: number): number | null
  /** Takes one away for good, from `at` on. */
  remove(comment: number, at: Millis): void
}

const WORDS = [
  'I think this resolves YES.',
  'Bought more. "Easy" mana, said everybody\nbefore losing it.',
  'What happens if nobody wins? 🤔',
  'Größere Änderung: see https://example.com/a?b=c&d=1',
  'The description says \\"before\\" the date, not on it.',
  '你好，这个市场什么时候结算？',
  '<b>not bold</b> & not escaped',
  '👍',
]

interface Drawing {
  readonly seed: number
  readonly count: number
  readonly plans: readonly MarketPlan[]
  readonly people: People
  readonly start: Millis
  readonly horizon: Millis
}

export function drawComments({ seed, count, plans, people, start, horizon }: Drawing): DrawnComments {
  const stream = random(seed, 'comments')
  const ids = createIds(seed, 'comment')
  const salt = wordOf(seed, 'comments')
  const rows = Array.from({ length: plans.length === 0 ? 0 : count }, () => {
    const plan = plans[Math.floor(plans.length * stream.next())]!
    const to = Math.min(horizon, (plan.closeAt ?? horizon) + 86_400_000)
    const from = to > start ? Math.max(plan.createdAt + 60_000, start) : plan.createdAt + 60_000
    const at = Math.floor(stream.between(from, Math.max(from + 1, to)))
    return { at, market: plan.index, user: people.draw(at, stream.next()) }
  }).sort((a, b) => a.at - b.at || a.market - b.market)
  const time = Float64Array.from(rows, (row) => row.at)
  const market = Uint32Array.from(rows, (row) => row.market)
  const byMarket = Map.groupBy(rows.keys(), (comment) => rows[comment]!.market)
  const removed = new Map<number, Millis>()
  const word = (comment: number, kind: number) => mix(mix(salt, comment), kind)
  return {
    count: rows.length,
    time,
    market,
    user: Uint32Array.from(rows, (row) => row.user),
    id: (comment) => ids.text(comment, 6 + (comment % 5)).toLowerCase() + comment.toString(36),
    lastAt(of, at) {
      const own = byMarket.get(of) ?? []
      const seen = first(own.length, (i) => time[own[i]!]! > at)
      return seen === 0 ? null : time[own[seen - 1]!]!
    },
    isDeleted(comment, at) {
      if ((removed.get(comment) ?? Number.POSITIVE_INFINITY) <= at) return true
      return comment % 41 === 17 && at >= time[comment]! + (word(comment, 1) / 2 ** 32) * 20 * 86_400_000
    },
    likes(comment, at) {
      const days = (at - time[comment]!) / 86_400_000
      return Math.floor((word(comment, 2) % 9) * (1 - Math.exp(-days / 3)))
    },
    words: (comment) => `${WORDS[word(comment, 3) % WORDS.length]!} #${comment}`,
    parent(comment) {
      const own = byMarket.get(market[comment]!)!
      const place = own.indexOf(comment)
      return place > 0 && word(comment, 4) % 4 === 0 && time[own[0]!]! < time[comment]! ? own[0]! : null
    },
    remove: (comment, at) => void removed.set(comment, at),
  }
}
