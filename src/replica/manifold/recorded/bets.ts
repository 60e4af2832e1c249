import type { Bets, Millis } from '../library.ts'
import { byTime, idOf, numberOf, textOf } from './rows.ts'
import type { ManifoldRecording } from './world.ts'

const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map((mark) => Buffer.from(mark)) as [Buffer, Buffer, Buffer]

/** Bets as they were recorded; of two with one id, the older one is found by it. */
export function recordedBets({ bets }: Pick<ManifoldRecording, 'bets'>, now: () => Millis): Bets {
  const lines = byTime(bets)
  const all = lines.map((_, entry) => entry)
  const by = (key: string) => Map.groupBy(all, (entry) => textOf(lines[entry]!, key))
  const [ofMarket, ofUser, ofId] = [by('contractId'), by('userId'), Map.groupBy(all, (entry) => idOf(lines[entry]!))]
  const recordOf = (entry: number) => lines[entry]!.value
  return {
    all: () => all,
    time: (entry) => numberOf(lines[entry]!, 'createdTime') ?? 0,
    find: (id) => ofId.get(id)?.[0] ?? null,
    ofMarket: (id) => ofMarket.get(id) ?? [],
    ofUser: (id) => ofUser.get(id) ?? [],
    isPublic: () => true,
    isHidden(entry) {
      const { isRedemption, shares, loanAmount } = recordOf(entry)
      return isRedemption === true && shares === 0 && !loanAmount
    },
    facts(entry) {
      const line = lines[entry]!
      const { limitProb, isFilled, isCancelled, isRedemption, isApi, replyToCommentId } = line.value
      const hasEnded = (numberOf(line, 'expiresAt') ?? Number.POSITIVE_INFINITY) <= now()
      return {
        userId: textOf(line, 'userId'),
        marketId: textOf(line, 'contractId'),
        answerId: textOf(line, 'answerId') || null,
        amount: numberOf(line, 'amount') ?? 0,
        isRedemption: typeof isRedemption === 'boolean' ? isRedemption : null,
        isOpenLimit: limitProb !== undefined && isFilled === false && isCancelled === false && !hasEnded,
        isApi: isApi === true,
        isReply: replyToCommentId !== undefined,
      }
    },
    page(entries) {
      const rows = entries.flatMap((entry, i) => (i === 0 ? [lines[entry]!.bytes] : [COMMA, lines[entry]!.bytes]))
      return Buffer.concat([OPEN, ...rows, CLOSE])
    },
  }
}
