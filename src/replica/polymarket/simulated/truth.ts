import { type Micros, SECOND, UNIT_E6 } from '../../economy/types.ts'
import type { Field } from '../../truth/csv.ts'
import { decimalText, divideHalfEven, instantText, priceText } from '../../truth/decimals.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import type { Condition } from '../library.ts'
import type { LegacyMarket } from './legacy.ts'
import type { Parts } from './parts.ts'
import { shownStart, traitsOf } from './traits.ts'
import { filingTables } from './truth-filing.ts'
import { legacyMarkets, sortedRows, VENUE, visible } from './truth-rows.ts'

const MARKET_COLUMNS = [
  'venue',
  'market_id',
  'event_id',
  'question',
  'status',
  'category',
  'created_at',
  'opened_at',
  'closes_at',
  'resolved_at',
  'resolution',
  'resolution_value',
  'best_bid',
  'best_ask',
  'volume',
  'volume_24h',
]

/** What a mirror of the catalogue must hold, straight from the economy: nothing passes through what the API sends. */
export function truthTables(parts: Parts): TruthTable[] {
  return [
    ...filingTables(parts),
    table('markets', MARKET_COLUMNS, () => markets(parts)),
    table('outcomes', ['venue', 'market_id', 'outcome_id', 'position', 'label', 'price', 'is_winner'], () =>
      sortedRows(outcomes(parts), 1, 2),
    ),
    table('twins', ['question', 'condition_id', 'event_id'], () => twins(parts)),
  ]
}

/** What the final prices tell, and what a share of the first outcome pays. */
function resolutionOf(payouts: Condition['payouts'], outcomes: readonly string[]): [string, string] {
  const winner = payouts.indexOf(UNIT_E6)
  if (winner === -1) return ['split', '0.500000000000']
  return [outcomes[winner]!, priceText(payouts[0])]
}

function markets(parts: Parts): Field[][] {
  const rows: Field[][] = []
  for (const market of legacyMarkets(parts)) rows.push(legacyRow(parts, market))
  for (const condition of visible(parts)) rows.push(marketRow(parts, condition, parts.clock.now()))
  return sortedRows(rows, 1, 2)
}

function marketRow(parts: Parts, condition: Condition, now: Micros): Field[] {
  const { life, conditionId, eventId, title, payouts, outcomes } = condition
  const isClosed = life.resolvedAt <= now
  const { hasEnd, hasClosedTime } = traitsOf(condition)
  const acceptsAt = life.acceptsAt <= now ? Math.floor(life.acceptsAt / SECOND) * SECOND : null
  const opensAt = shownStart(condition) ?? acceptsAt
  const [resolution, value] = isClosed ? resolutionOf(payouts, outcomes) : [null, null]
  const figures = parts.figures(condition.question, now)
  const { bid, ask } = parts.trading.quotes(condition, now)
  const quote = (price: number, none: number) => (isClosed || price === none ? null : priceText(price))
  return [
    VENUE,
    conditionId,
    eventId,
    title,
    isClosed ? 'resolved' : 'open',
    null,
    instantText(life.createdAt),
    opensAt === null ? null : instantText(opensAt),
    hasEnd ? instantText(life.endsAt) : null,
    isClosed && hasClosedTime ? instantText(life.resolvedAt) : null,
    resolution,
    value,
    quote(bid, 0),
    quote(ask, UNIT_E6),
    figures.trades === 0 ? null : sizeOf(figures.volume),
    figures.volumeDay === 0n ? null : sizeOf(figures.volumeDay),
  ]
}

/** Hundred-millionths of a dollar with six digits. */
function sizeOf(e8: bigint): string {
  return decimalText(divideHalfEven(e8, 100n), 6, 6)
}

function legacyRow({ events }: Parts, market: LegacyMarket): Field[] {
  const { row, result, outcomes } = market
  const isPair = outcomes.length === 2
  const label = typeof result === 'number' ? outcomes[result]! : result
  const value = !isPair || result === null || result === 'void' ? null : result === 'split' ? 0.5 : 1 - result
  return [
    VENUE,
    market.conditionId,
    events.idOf(row),
    market.question,
    result === null ? 'closed' : 'resolved',
    market.category,
    instantText(market.createdAt),
    market.hasStart ? instantText(market.createdAt) : null,
    market.hasEnd ? instantText(market.endsAt) : null,
    instantText(market.closedAt),
    label,
    value === null ? null : priceText(value * UNIT_E6),
    null,
    null,
    decimalText(market.volume, 6, 6),
    decimalText(0, 6, 6),
  ]
}

function* outcomes(parts: Parts): Generator<Field[]> {
  for (const { conditionId, tokenIds, outcomes: labels, prices, result } of legacyMarkets(parts)) {
    for (const [i, label] of labels.entries()) {
      const won = typeof result === 'number' ? result === i : null
      yield [VENUE, conditionId, tokenIds?.[i] ?? `${conditionId}:${i}`, i, label, rounded(prices[i]!), won]
    }
  }
  const now = parts.clock.now()
  for (const condition of visible(parts)) {
    const { conditionId, tokenIds, outcomes: labels, payouts, life } = condition
    const isClosed = life.resolvedAt <= now
    const isSplit = payouts[0] === payouts[1]
    for (const i of [0, 1] as const) {
      const paid = isSplit && traitsOf(condition).splitsInOnes ? UNIT_E6 : payouts[i]
      const price = isClosed ? paid : parts.trading.price(condition, i, now)
      const won = isClosed && !isSplit ? payouts[i] === UNIT_E6 : null
      yield [VENUE, conditionId, tokenIds[i], i, labels[i]!, priceText(price), won]
    }
  }
}

/** A decimal between 0 and 1 of any length, rounded half to even. */
function rounded(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.')
  const digits = BigInt(whole + fraction) * 10n ** 12n
  return decimalText(divideHalfEven(digits, 10n ** BigInt(fraction.length)), 12, 12)
}

/** Which question of the economy a condition asks: whoever mirrors two venues finds the same question by it. */
function* twins(parts: Parts): Generator<Field[]> {
  for (const { question, conditionId, eventId } of visible(parts)) yield [question, conditionId, eventId]
}
