import { positionsOf } from '../../../accounts/positions.ts'
import { activityRow, wantedMoves } from '../activity.ts'
import type { TradingCall } from '../call.ts'
import { readTrader, readWord } from '../params.ts'
import { openRow } from '../positions.ts'
import { readScope, routeOf, snakeRow } from './call.ts'
import { pageOf, placed } from './page.ts'
import { invalid } from './refusal.ts'

export const V2_ACCOUNTS = [
  routeOf('/data/v2/activity', (call) => {
    const { query, trading, library } = call
    const trader = requireUser(call)
    const moves = wantedMoves(trading, { query, trader, conditions: readScope(query, trading), now: library.now() })
    const rows = moves.toReversed().map((move) => snakeRow(activityRow(trading, move, { trader, now: library.now() })))
    return pageOf(call, { type: 'activity', most: 1000, maxAge: 15, rows: placed(rows) })
  }),
  routeOf('/data/v2/positions', (call) => {
    const rows = listPositions(call).map((row) => snakeRow(openRow(call.trading, row)))
    return pageOf(call, { type: 'positions', most: 1000, maxAge: 5, rows: placed(rows) })
  }),
  routeOf('/data/v2/value', (call) => {
    const { query, trading, library } = call
    const accounts = trading.accounts.ofTrader(requireUser(call), library.now())
    const positions = accounts.flatMap((account) => positionsOf(trading, account, library.now()))
    const value = positions.reduce((sum, { currentValue }) => sum + currentValue, 0)
    const row = { user: query.get('user')!.toLowerCase(), value: Number(value.toFixed(6)) }
    return pageOf(call, { type: 'value', most: 1000, maxAge: 5, rows: placed([row]) })
  }),
]

function requireUser({ query, trading }: TradingCall): number {
  const trader = readTrader(query, trading)
  if (trader === undefined) throw invalid('user is required', 'user')
  return trader
}

const STATUSES = ['OPEN', 'REDEEMABLE', 'REDEEMABLE_LOST', 'MERGEABLE', 'CLOSED'] as const

function listPositions({ query, trading, library }: TradingCall) {
  const now = library.now()
  const scope = readScope(query, trading)
  const trader = readTrader(query, trading)
  if (scope === undefined && trader === undefined) throw invalid('user or condition is required', 'user')
  const status = readWord(query, 'status', STATUSES) ?? 'OPEN'
  const accounts =
    trader === undefined
      ? scope!.flatMap((condition) => trading.accounts.ofCondition(condition, now))
      : trading.accounts
          .ofTrader(trader, now)
          .filter(({ condition }) => scope?.some(({ question }) => question === condition.question) ?? true)
  const fits = {
    OPEN: (position) => position.size > 0,
    REDEEMABLE: (position) => position.isRedeemable && position.price > 0,
    REDEEMABLE_LOST: (position) => position.isRedeemable && position.price === 0,
    MERGEABLE: (position) => position.isMergeable,
    CLOSED: (position) => position.size === 0,
  } satisfies Record<(typeof STATUSES)[number], (position: ReturnType<typeof positionsOf>[number]) => boolean>
  return accounts.flatMap((account) => positionsOf(trading, account, now)).filter(fits[status])
}
