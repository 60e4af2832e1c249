import { random } from '../../economy/random.ts'

export type BetBreak = 'amount' | 'shares' | 'time'

const BET_BREAKS: readonly BetBreak[] = ['amount', 'shares', 'time']

/** Records that never come right, by index: what a mirror must keep and reject. */
export interface Broken {
  readonly bets: ReadonlyMap<number, BetBreak>
  readonly markets: ReadonlySet<number>
}

/** One in five is a market, the others are bets. */
export function chooseBroken({
  seed,
  count,
  bets,
  markets,
}: {
  seed: number
  count: number
  bets: number
  markets: number
}): Broken {
  const stream = random(seed, 'broken')
  const brokenMarkets = new Set<number>()
  const brokenBets = new Map<number, BetBreak>()
  const ofMarkets = Math.min(Math.floor(count / 5), Math.floor(markets / 2))
  while (brokenMarkets.size < ofMarkets) brokenMarkets.add(stream.below(markets))
  const ofBets = Math.min(count - ofMarkets, Math.floor(bets / 2))
  while (brokenBets.size < ofBets) brokenBets.set(stream.below(bets), BET_BREAKS[brokenBets.size % 3]!)
  return { bets: brokenBets, markets: brokenMarkets }
}
