import { byText, type Field } from '../../truth/csv.ts'
import { instantText } from '../../truth/decimals.ts'
import { doubleText } from '../../truth/doubles.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { groupMarkets, listedOf } from './event-body.ts'
import { endOf, secondsOf, sidesOf, winnerOf } from './market-body.ts'
import { isListed, isOpen, type Market, type Parts } from './parts.ts'
import { quoteTables } from './truth-quotes.ts'
import { tradeTables } from './truth-trades.ts'

const MARKET = 'venue market_id event_id question status opened_at closes_at resolved_at resolution volume'.split(' ')

/** What a mirror must hold, from the world itself: nothing here passes through what the API sends. */
export function truthTables(parts: Parts): TruthTable[] {
  return [
    table('events', ['venue', 'event_id', 'title'], () => events(parts)),
    table('markets', MARKET, () => markets(parts)),
    table('outcomes', ['venue', 'market_id', 'outcome_id', 'label', 'price', 'is_winner'], () => outcomes(parts)),
    ...quoteTables(parts),
    ...tradeTables(parts),
    table('rejects', ['venue', 'resource', 'key'], () => rejects(parts)),
  ]
}

/** Markets in the lists by now, by condition; broken ones are no mirror's to hold. */
export function listedMarkets(parts: Parts): Market[] {
  return parts.markets
    .filter((market) => isListed(market, parts) && !parts.broken.has(market.row.ref))
    .sort(byText(({ row }) => row.conditionId))
}

function* events(parts: Parts): Generator<Field[]> {
  const groups = groupMarkets(parts).filter((group) => listedOf(group, parts).length > 0)
  for (const { row, event } of groups.sort(byText((group) => group.row.slug))) yield ['dome', row.slug, event.title]
}

function* markets(parts: Parts): Generator<Field[]> {
  const now = parts.clock.now()
  for (const market of listedMarkets(parts)) {
    const { condition, row } = market
    const winner = winnerOf(market, now)
    const end = endOf(market)
    const isOver = !isOpen(market, parts)
    yield [
      'dome',
      condition.conditionId,
      condition.eventSlug,
      condition.title,
      isOver ? (winner === null ? 'closed' : 'resolved') : 'open',
      secondText(row.startAt!),
      end === null ? null : secondText(end),
      isOver ? secondText(secondsOf(condition.life.resolvedAt)) : null,
      winner?.label ?? null,
      doubleText(parts.volumes.total(row.ref), 6),
    ]
  }
}

function secondText(seconds: number): string {
  return instantText(seconds * 1_000_000)
}

/** The price is the one at the present. */
function* outcomes(parts: Parts): Generator<Field[]> {
  const now = parts.clock.now()
  for (const market of listedMarkets(parts)) {
    const winner = winnerOf(market, now)
    for (const side of [...sidesOf(market)].sort(byText(({ id }) => id))) {
      yield [
        'dome',
        market.condition.conditionId,
        side.id,
        side.label,
        priceAt(parts, market, side.id),
        winner === null ? null : winner.id === side.id,
      ]
    }
  }
}

/** Twelve digits; null for a price that can never be asked for. */
export function priceAt({ trading, clock, deadPrices }: Parts, { condition }: Market, token: string): string | null {
  if (deadPrices.has(token)) return null
  const outcome = condition.tokenIds[0] === token ? 0 : 1
  return doubleText(trading.price(condition, outcome, clock.now()) / 1_000_000, 12)
}

function* rejects(parts: Parts): Generator<Field[]> {
  const broken = [...parts.broken].map((ref) => parts.markets[ref]!).filter((market) => isListed(market, parts))
  for (const { row } of broken.sort(byText((market) => market.row.conditionId))) {
    yield ['dome', 'markets', row.conditionId]
  }
}
