import { settle } from '../../economy/order.ts'
import type { Share } from '../../economy/share.ts'

/** Who traded what: for each question its trades as indices into the columns, oldest first. */
export function openEntries({ trades, questions }: Share): {
  entriesOf(question: number): ArrayLike<number>
  addLate(entry: number): void
} {
  const last = questions.at(-1) ?? -1
  const starts = new Uint32Array(last + 2)
  for (let i = 0; i < trades.length; i++) starts[trades.question[i]! + 1]!++
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!
  const next = starts.slice()
  const entries = new Uint32Array(trades.length)
  for (let i = 0; i < entries.length; i++) entries[next[trades.question[i]!]!++] = i
  const late = new Map<number, Uint32Array>()
  const made = (question: number) => entries.subarray(starts[question] ?? 0, starts[question + 1] ?? 0)
  return {
    entriesOf: (question) => late.get(question) ?? made(question),
    addLate(entry) {
      const question = trades.question[entry]!
      const all = Uint32Array.from([...(late.get(question) ?? made(question)), entry])
      settle(all, (a, b) => trades.time[a]! > trades.time[b]!)
      late.set(question, all)
    },
  }
}
