import { appendTrade } from '../../economy/columns.ts'
import type { Random } from '../../economy/random.ts'
import { drawOrder } from '../../economy/trades.ts'
import type { Question } from '../../economy/types.ts'
import type { Tape } from '../tape.ts'
import type { Parts } from './source.ts'
import { stateAt } from './state.ts'
import { tradeText } from './trade-text.ts'

/** Lets `count` trades happen now, each a few milliseconds after the one before. */
export function insertTrades({
  parts,
  tape,
  stream,
  count,
}: {
  parts: Parts
  tape: Tape
  stream: Random
  count: number
}): void {
  const { economy, clock, tickers, ids, books, broken } = parts
  for (let made = 0; made < count; made++) {
    clock.moveOn(1_000 + stream.below(6_000))
    const question = pickOpen(parts, stream)
    if (question === null) return
    const order = { time: clock.now(), traders: economy.traders, blocks: 0, most: 1 }
    for (const row of drawOrder(stream, question, order)) {
      const entry = appendTrade(economy.trades, row)
      books.addLate(entry)
      const bytes = Buffer.from(tradeText({ economy, tickers: tickers.markets, ids, broken: broken.trades }, entry))
      const ticker = tickers.markets[question.index]!
      tape.add({ at: row.time, id: ids.text(entry, row.time), ticker, isBlock: false, bytes })
    }
  }
}

function pickOpen({ economy, clock }: Parts, stream: Random): Question | null {
  for (let tries = 0; tries < 500; tries++) {
    const question = stream.pick(economy.questions)
    const { createdAt } = question.timeline
    if (createdAt <= clock.now() && stateAt(question, clock.now()).status === 'active') return question
  }
  return null
}
