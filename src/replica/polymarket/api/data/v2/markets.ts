import { holdersOf, openInterest, volumeOf } from '../../../accounts/market.ts'
import { personOf } from '../../../accounts/person.ts'
import { CATEGORIES, PERIODS } from '../../../accounts/ranking.ts'
import type { Condition } from '../../../library.ts'
import type { TradingCall } from '../call.ts'
import { holderRow } from '../markets.ts'
import { readWord } from '../params.ts'
import { readScope, routeOf, snakeRow } from './call.ts'
import { pageOf, placed } from './page.ts'
import { invalid } from './refusal.ts'

const MOST = 1000

export const V2_MARKETS = [
  routeOf('/data/v2/holders', (call) => {
    const rows = requireScope(call).flatMap((condition) =>
      ([0, 1] as const).flatMap((outcome) =>
        holdersOf(call.trading, condition, { outcome, now: call.library.now() }).map((holder) => ({
          condition_id: condition.conditionId,
          ...snakeRow(holderRow(call.trading, condition, { holder, outcome })),
        })),
      ),
    )
    return pageOf(call, { type: 'holders', most: MOST, maxAge: null, rows: placed(rows) })
  }),
  routeOf('/data/v2/oi', (call) =>
    pageOf(call, { type: 'oi', most: MOST, maxAge: 300, rows: placed(interestRows(call)) }),
  ),
  routeOf('/data/v2/live-volume', (call) => {
    const rows = requireScope(call).map((condition) => ({
      condition_id: condition.conditionId,
      value: volumeOf(call.trading, condition, call.library.now()),
    }))
    return pageOf(call, { type: 'live-volume', most: MOST, maxAge: null, rows: placed(rows) })
  }),
  routeOf('/data/v2/leaderboard', (call) =>
    pageOf(call, { type: 'leaderboard', most: MOST, maxAge: 1800, rows: placed(leaderboard(call)) }),
  ),
]

function requireScope({ query, trading }: TradingCall): readonly Condition[] {
  const scope = readScope(query, trading)
  if (scope === undefined) throw invalid('condition or event_id is required', 'condition')
  return scope
}

/** Without a scope one row for everything. */
function interestRows({ query, trading, library }: TradingCall) {
  const scope = readScope(query, trading)
  const rowOf = (condition: Condition) => ({
    condition_id: condition.conditionId,
    value: openInterest(trading, condition, library.now()),
  })
  if (scope !== undefined) return scope.map(rowOf)
  let sum = 0
  for (const condition of trading.all()) sum += rowOf(condition).value
  return [{ condition_id: 'GLOBAL', value: Number(sum.toFixed(6)) }]
}

function leaderboard({ query, trading, library }: TradingCall) {
  const category = readWord(query, 'category', CATEGORIES) ?? 'OVERALL'
  const period = readWord(query, 'time_period', PERIODS) ?? 'DAY'
  const orderBy = readWord(query, 'order_by', ['PNL', 'VOL']) ?? 'PNL'
  return trading.accounts
    .ranking({ category, period, orderBy, now: library.now() })
    .map(({ trader, shares, profit }, place) => ({
      rank: place + 1,
      proxy_wallet: trading.wallet(trader),
      user_name: personOf(trader).name,
      volume: shares,
      pnl: profit,
      profile_image: '',
      x_username: '',
      verified_badge: false,
    }))
}
