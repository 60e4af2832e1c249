import { blockOf } from '../../economy/blocks.ts'
import type { Random } from '../../economy/random.ts'
import { drawOrder } from '../../economy/trades.ts'
import type { Question } from '../../economy/types.ts'
import { lifeOf } from './life.ts'
import type { Parts } from './parts.ts'

/** Lets `count` trades happen now, each a few milliseconds after the one before; many share a block. */
export function insertTrades(parts: Parts, stream: Random, count: number): void {
  const { clock, share, tape } = parts
  for (let made = 0; made < count; made++) {
    clock.moveOn(1_000 + stream.below(6_000))
    const question = pickOpen(parts, stream)
    if (question === null) return
    const order = { time: clock.now(), traders: share.traders, blocks: 0, most: 1, lean: share.lean(question.index) }
    for (const row of drawOrder(stream, question, order)) tape.add({ ...row, time: blockOf(row.time) })
  }
}

function pickOpen({ share, clock }: Parts, stream: Random): Question | null {
  for (let tries = 0; tries < 500 && share.questions.length > 0; tries++) {
    const question = share.question(share.questions[stream.below(share.questions.length)]!)!
    const { opensAt, closesAt, pausedAt, resumedAt } = lifeOf(question)
    const now = clock.now()
    const isPaused = pausedAt !== null && now >= pausedAt && now < (resumedAt ?? closesAt)
    if (opensAt <= now && now < closesAt && !isPaused) return question
  }
  return null
}
