import type { Line } from '../../recording.ts'
import type { MarketRow, Markets } from '../library.ts'
import { byTime, idOf, numberOf, textOf } from './rows.ts'

/** Markets as they were recorded, lite or full: both kinds of routes serve the same bytes. */
export function recordedMarkets(unsorted: readonly Line[]): Markets {
  const lines = byTime(unsorted)
  const rows = lines.map((line, ref): MarketRow => {
    return {
      ref,
      id: idOf(line),
      slug: textOf(line, 'slug'),
      creatorId: textOf(line, 'creatorId'),
      createdAt: numberOf(line, 'createdTime') ?? 0,
      isPublic: true,
      isCash: line.value.token === 'CASH',
      outcomeType: textOf(line, 'outcomeType'),
      question: textOf(line, 'question'),
    }
  })
  const ids = new Map(rows.map((row) => [row.id, row]))
  const bytes = ({ ref }: MarketRow) => lines[ref]!.bytes.toString()
  const answersOf = ({ ref }: MarketRow) => {
    const { answers } = lines[ref]!.value
    return Array.isArray(answers) ? (answers as Record<string, unknown>[]) : []
  }
  return {
    all: () => rows,
    byId: (id) => ids.get(id),
    bySlug: (slug) => rows.find((row) => row.slug === slug),
    facts({ ref }) {
      const line = lines[ref]!
      return {
        isDeleted: false,
        closeAt: numberOf(line, 'closeTime'),
        isResolved: line.value.isResolved === true,
        resolvedAt: numberOf(line, 'resolutionTime'),
        updatedAt: numberOf(line, 'lastUpdatedTime'),
        lastBetAt: numberOf(line, 'lastBetTime'),
        lastCommentAt: numberOf(line, 'lastCommentTime'),
        bettors: numberOf(line, 'uniqueBettorCount') ?? 0,
      }
    },
    lite: bytes,
    full: bytes,
    internal: bytes,
    answers: (row) => answersOf(row).map((answer) => JSON.stringify(answer)),
    answer: (id) => {
      const found = rows.flatMap(answersOf).find((answer) => answer.id === id)
      return found === undefined ? undefined : JSON.stringify(found)
    },
    prob(row) {
      const prob = numberOf(lines[row.ref]!, 'probability')
      if (prob !== null) return { prob }
      return { answerProbs: Object.fromEntries(answersOf(row).map(({ id, probability }) => [id, probability])) }
    },
    positions: () => [],
    groups: () => [],
  }
}
