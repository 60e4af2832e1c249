import { type Holder, holdersOf, openInterest, volumeOf } from '../../accounts/market.ts'
import { personOf } from '../../accounts/person.ts'
import { CATEGORIES, PERIODS } from '../../accounts/ranking.ts'
import { plainRefusal } from '../../answers.ts'
import type { Condition, Trading } from '../../library.ts'
import { listed, type TradingCall } from './call.ts'
import { missing, readConditions, readLimit, readNumber, readWhole, readWord } from './params.ts'
import { personFields } from './trade-row.ts'

export const DATA_MARKETS = [
  listed('/data/holders', null, listHolders),
  listed('/data/oi', null, ({ library, trading, query }) =>
    requireConditions({ trading, query }).map((condition) => ({
      market: condition.conditionId,
      value: openInterest(trading, condition, library.now()),
    })),
  ),
  listed('/data/live-volume', null, liveVolume),
  listed('/data/v1/leaderboard', 1800, leaderboard),
]

function requireConditions({ trading, query }: Pick<TradingCall, 'trading' | 'query'>) {
  const conditions = readConditions(query, trading)
  if (conditions === undefined) throw missing('market')
  return conditions
}

function listHolders({ library, trading, query }: TradingCall): unknown {
  const limit = readLimit(query, { fallback: 20, most: 20 })
  const least = (readNumber(query, 'minBalance') ?? 1) * 1_000_000
  return requireConditions({ trading, query }).flatMap((condition) =>
    ([0, 1] as const).map((outcome) => ({
      token: condition.tokenIds[outcome],
      holders: holdersOf(trading, condition, { outcome, now: library.now() })
        .filter(({ size }) => size >= least)
        .slice(0, limit)
        .map((holder) => holderRow(trading, condition, { holder, outcome })),
    })),
  )
}

export function holderRow(
  trading: Trading,
  { tokenIds }: Condition,
  { holder, outcome }: { holder: Holder; outcome: 0 | 1 },
) {
  return {
    proxyWallet: trading.wallet(holder.trader),
    ...personFields(holder.trader),
    asset: tokenIds[outcome],
    amount: holder.size / 1_000_000,
    displayUsernamePublic: personOf(holder.trader).name !== '',
    outcomeIndex: outcome,
    verified: false,
  }
}

function liveVolume({ library, trading, query }: TradingCall): unknown {
  const id = query.get('id')
  if (id === null || id === '') throw missing('id')
  const markets = trading.ofEvent(id).map((condition) => ({
    market: condition.conditionId,
    value: volumeOf(trading, condition, library.now()),
  }))
  const total = markets.reduce((sum, { value }) => sum + value, 0)
  return [{ total: Number(total.toFixed(6)), markets }]
}

function leaderboard({ library, trading, query }: TradingCall): unknown {
  const limit = readLimit(query, { fallback: 25, most: 50 })
  const offset = readWhole(query, 'offset') ?? 0
  const category = readWord(query, 'category', CATEGORIES) ?? 'OVERALL'
  const period = readWord(query, 'timePeriod', PERIODS) ?? 'DAY'
  const orderBy = readWord(query, 'orderBy', ['PNL', 'VOL']) ?? 'PNL'
  const [user, name] = [query.get('user')?.toLowerCase(), query.get('userName')]
  if (user !== undefined && !/^0x[0-9a-f]{40}$/.test(user)) throw plainRefusal(400, "invalid query param 'user'")
  return trading.accounts
    .ranking({ category, period, orderBy, now: library.now() })
    .map((standing, place) => ({ ...standing, rank: place + 1 }))
    .filter(({ trader }) => user === undefined || trading.wallet(trader) === user)
    .filter(({ trader }) => name === null || personOf(trader).name === name)
    .slice(offset, offset + limit)
    .map(({ trader, volume, profit, rank }) => ({
      rank: String(rank),
      proxyWallet: trading.wallet(trader),
      userName: personOf(trader).name,
      vol: volume,
      pnl: profit,
      profileImage: '',
      xUsername: '',
      verifiedBadge: false,
    }))
}
