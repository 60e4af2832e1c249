import { appendTrade } from '../../economy/columns.ts'
import type { Random } from '../../economy/random.ts'
import { drawOrder } from '../../economy/trades.ts'
import type { Question } from '../../economy/types.ts'
import type { Tape } from '../tape.ts'
import type { Parts } from './source.ts'
import { stateAt } from './state.ts'
import { LONGEST_BUT_TICKER, tradeWriter } from './trade-bytes.ts'

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
  const write = tradeWriter({ economy, tickers: tickers.markets, ids, broken: broken.trades })
  for (let made = 0; made < count; made++) {
    clock.moveOn(1_000 + stream.below(6_000))
    const question = pickOpen(parts, stream)
    if (question === null) return
    const order = { time: clock.now(), traders: economy.traders, blocks: 0, most: 1 }
    for (const row of drawOrder(stream, question, order)) {
      const entry = appendTrade(economy.trades, row)
      books.addLate(entry)
      const ticker = tickers.markets[question.index]!
      const scratch = new Uint8Array(LONGEST_BUT_TICKER + ticker.length)
      const bytes = scratch.subarray(0, write(entry, scratch, 0))
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
