import type { PlanContext } from '../../core/source.ts'
import { wallets } from './named.ts'

/** Wallets to ask for: those named, else those on the leaderboard held. */
export async function tradersOf({ traders, limit, known }: PlanContext): Promise<{ traders: string[]; note: string }> {
  const found =
    traders.length > 0
      ? wallets(traders)
      : await known(
          ({ silver }) =>
            `select distinct trader_id from ${silver('leaderboard')} where venue = 'polymarket' order by 1`,
        )
  const note =
    found.length === 0
      ? 'no wallet is named with --trader, and no leaderboard is held: sync polymarket/leaderboard first'
      : ''
  return { traders: found.slice(0, limit), note }
}
