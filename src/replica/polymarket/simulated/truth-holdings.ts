import { UNIT_E6 } from '../../economy/types.ts'
import type { Field } from '../../truth/csv.ts'
import { instantText, priceText } from '../../truth/decimals.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { moneyOf } from '../accounts/account.ts'
import { holdersOf, openInterest } from '../accounts/market.ts'
import { personOf } from '../accounts/person.ts'
import { type Position, positionsOf } from '../accounts/positions.ts'
import { PERIODS } from '../accounts/ranking.ts'
import { resolutionStatus, wasDisputed } from '../resolution.ts'
import type { Parts } from './parts.ts'
import { e12Text, priceE12, sharesText, usdText } from './truth-numbers.ts'
import { VENUE, visible } from './truth-rows.ts'

const ACTIVITY = 'venue trader_id kind market_id outcome_id side price size amount at transaction_hash'.split(' ')
const POSITION = 'venue trader_id market_id outcome_id size average_price invested value realized'.split(' ')
const CLOSED = 'venue trader_id market_id outcome_id average_price bought profit closed_at'.split(' ')
const LEADERBOARD = 'venue category period ordered_by rank trader_id name profit volume shares'.split(' ')
const RESOLUTION = 'venue market_id status yes_payout no_payout was_disputed resolved_at'.split(' ')

/** How many holders of a token the venue names, and from how many millionths of a share on. */
const HOLDERS = { most: 20, least: 1_000_000 }
const MOST_RANKS = 1_000

/** Truth of what wallets did and hold, and of what stands in markets, at the world's present. */
export function holdingTables(parts: Parts): TruthTable[] {
  return [
    table('trader_activity', ACTIVITY, () => activity(parts)),
    table('positions', POSITION, () => openPositions(parts)),
    table('closed_positions', CLOSED, () => closedPositions(parts)),
    table('holders', ['venue', 'market_id', 'outcome_id', 'place', 'trader_id', 'size'], () => holders(parts)),
    table('open_interest', ['venue', 'market_id', 'value'], () => interest(parts)),
    table('leaderboard', LEADERBOARD, () => leaderboard(parts)),
    table('resolutions', RESOLUTION, () => resolutions(parts)),
  ]
}

function* activity({ tape, trading, clock }: Parts): Generator<Field[]> {
  for (let trader = 0; trader < tape.traders; trader++) {
    for (const move of trading.accounts.moves(trader, clock.now())) {
      const { kind, condition, leg, size, at, transaction } = move
      yield [
        VENUE,
        trading.wallet(trader),
        kind.toLowerCase(),
        condition?.conditionId ?? null,
        leg === null ? null : condition!.tokenIds[leg.fill.outcome],
        leg === null ? null : leg.fill.isBuy ? 'buy' : 'sell',
        leg === null ? null : e12Text(priceE12(leg.fill.price)),
        sharesText(size),
        usdText(moneyOf(trading, move)),
        instantText(at),
        trading.hash(leg === null ? transaction : tape.transaction(leg.entry)),
      ]
    }
  }
}

function* positions({ tape, trading, clock }: Parts): Generator<Position> {
  for (let trader = 0; trader < tape.traders; trader++) {
    for (const account of trading.accounts.ofTrader(trader, clock.now()))
      yield* positionsOf(trading, account, clock.now())
  }
}

function headOf({ trading }: Parts, { trader, condition, outcome }: Position): Field[] {
  return [VENUE, trading.wallet(trader), condition.conditionId, condition.tokenIds[outcome]]
}

/** What has at most 6 digits, written from millionths. */
function ofUnits(value: number, textOf: (e6: number) => string): string {
  return textOf(Math.round(value * UNIT_E6))
}

function* openPositions(parts: Parts): Generator<Field[]> {
  for (const position of positions(parts)) {
    const { size, averagePrice, initialValue, currentValue, realized } = position
    if (size === 0) continue
    const money = [initialValue, currentValue, realized].map(usdText)
    yield [...headOf(parts, position), ofUnits(size, sharesText), ofUnits(averagePrice, priceText), ...money]
  }
}

function* closedPositions(parts: Parts): Generator<Field[]> {
  for (const position of positions(parts)) {
    const { size, averagePrice, bought, realized, changedAt } = position
    if (size > 0) continue
    const figures = [ofUnits(averagePrice, priceText), ofUnits(bought, sharesText), usdText(realized)]
    yield [...headOf(parts, position), ...figures, instantText(changedAt)]
  }
}

function* holders(parts: Parts): Generator<Field[]> {
  const { trading, clock } = parts
  for (const condition of visible(parts)) {
    for (const outcome of [0, 1] as const) {
      const all = holdersOf(trading, condition, { outcome, now: clock.now() })
      const named = all.filter(({ size }) => size >= HOLDERS.least).slice(0, HOLDERS.most)
      const head = [VENUE, condition.conditionId, condition.tokenIds[outcome]]
      for (const [i, { trader, size }] of named.entries())
        yield [...head, i + 1, trading.wallet(trader), sharesText(size)]
    }
  }
}

function* interest(parts: Parts): Generator<Field[]> {
  const { trading, clock } = parts
  for (const condition of visible(parts))
    yield [VENUE, condition.conditionId, usdText(openInterest(trading, condition, clock.now()))]
}

function* leaderboard({ trading, clock }: Parts): Generator<Field[]> {
  for (const period of PERIODS) {
    for (const orderBy of ['PNL', 'VOL'] as const) {
      const ranking = trading.accounts.ranking({ category: 'OVERALL', period, orderBy, now: clock.now() })
      const head = [VENUE, 'OVERALL', period.toLowerCase(), orderBy === 'PNL' ? 'profit' : 'volume']
      for (const [i, { trader, profit, volume, shares }] of ranking.slice(0, MOST_RANKS).entries()) {
        const name = personOf(trader).name
        yield [
          ...head,
          i + 1,
          trading.wallet(trader),
          name,
          usdText(profit),
          usdText(volume),
          ofUnits(shares, sharesText),
        ]
      }
    }
  }
}

function* resolutions(parts: Parts): Generator<Field[]> {
  const now = parts.clock.now()
  for (const condition of visible(parts)) {
    const status = resolutionStatus(condition, now)
    const isResolved = status === 'resolved'
    const payouts = condition.payouts.map((payout) => (isResolved ? priceText(payout) : null))
    const resolvedAt = isResolved ? instantText(condition.life.resolvedAt) : null
    yield [VENUE, condition.conditionId, status, ...payouts, wasDisputed(condition, now), resolvedAt]
  }
}
