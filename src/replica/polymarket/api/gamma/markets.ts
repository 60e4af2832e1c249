import { answerOf } from '../../answers.ts'
import type { Call, Route } from '../call.ts'

export const GAMMA_MARKETS: readonly Route[] = [['GET', '/gamma/markets', listMarkets]]

function listMarkets({ library: { markets } }: Call) {
  const texts: string[] = []
  for (let row = 0; row < markets.count() && texts.length < 100; row++) {
    if (!markets.isClosed(row)) texts.push(markets.text(row, { nested: true }))
  }
  return answerOf(`[${texts.join(',')}]`, { maxAge: 300 })
}
