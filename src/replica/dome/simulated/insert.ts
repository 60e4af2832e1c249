import { blockOf } from '../../economy/blocks.ts'
import type { Random } from '../../economy/random.ts'
import { drawOrder } from '../../economy/trades.ts'
import { isListed, type Market, type Parts } from './parts.ts'

/** Lets `count` trades happen now, each in a block of its own or in one it shares with another market's. */
export function insertTrades(parts: Parts, stream: Random, count: number): void {
  const { clock, share, trading } = parts
  for (let made = 0; made < count; made++) {
    clock.moveOn(1_000_000 + stream.below(2_000_000))
    const market = pickTraded(parts, stream)
    if (market === null) return
    const order = { time: blockOf(clock.now()), traders: share.traders, blocks: 0, most: 1 }
    const rows = drawOrder(stream, market.question, { ...order, lean: share.lean(market.question.index) })
    for (const row of rows) trading.tape.add(row)
  }
}

function pickTraded(parts: Parts, stream: Random): Market | null {
  const now = blockOf(parts.clock.now())
  for (let tries = 0; tries < 500 && parts.markets.length > 0; tries++) {
    const market = stream.pick(parts.markets)
    const { opensAt, closesAt } = market.question.timeline
    if (isListed(market, parts) && opensAt <= now && now < closesAt) return market
  }
  return null
}
