import { HOUR, type Micros, SECOND } from '../../economy/types.ts'
import type { Seconds } from '../library.ts'
import type { Market, Parts } from './parts.ts'

type Side = { readonly id: string; readonly label: string }

export interface MarketShow {
  /** The generation of rows. */
  readonly rows: 2025 | 2026
  readonly isBroken: boolean
}

export function secondsOf(at: Micros): Seconds {
  return Math.floor(at / SECOND)
}

export function sidesOf({ condition: { tokenIds, outcomes } }: Market): readonly [Side, Side] {
  return [
    { id: tokenIds[0], label: outcomes[0] },
    { id: tokenIds[1], label: outcomes[1] },
  ]
}

/** The side that won once it is settled; nobody wins a split. */
export function winnerOf(market: Market, now: Micros): Side | null {
  const { life, payouts } = market.condition
  if (now < life.resolvedAt || payouts[0] === payouts[1]) return null
  return sidesOf(market)[payouts[0] > payouts[1] ? 0 : 1]
}

/** Some markets have no announced end. */
export function endOf({ question, condition }: Market): Seconds | null {
  return question.index % 23 === 7 ? null : secondsOf(condition.life.endsAt)
}

export function closeOf({ condition }: Market, now: Micros): Seconds | null {
  return now < condition.life.resolvedAt ? null : secondsOf(condition.life.resolvedAt)
}

/** Games begin three hours before trading ends, on the minute. */
export function gameAt({ question: { event } }: Market): Micros | null {
  if (event.series.category !== 'Sports' || event.series.kind === 'field') return null
  return Math.floor((event.timeline.closesAt - 3 * HOUR) / (60 * SECOND)) * 60 * SECOND
}

/** Nobody has put tags on a market in its first hour. */
export function tagsOf({ question, condition }: Market, now: Micros): readonly string[] {
  if (now < condition.life.createdAt + HOUR) return []
  const { category, tags } = question.event.series
  return [category, ...(tags ?? [])]
}

export function descriptionOf({ question, condition }: Market): string {
  const [yes, no] = condition.outcomes
  return `This market will resolve to "${yes}" if ${question.label} comes true, otherwise to "${no}".`
}

/** One market as JSON. The older rows lack what was added after 2025, and name a game's start in another way. */
export function marketText(parts: Parts, market: Market, { rows, isBroken }: MarketShow): string {
  const now = parts.clock.now()
  const { condition, question, row } = market
  const { volumes } = parts
  const game = gameAt(market)
  const [side_a, side_b] = sidesOf(market)
  const isFull = rows === 2026
  return JSON.stringify({
    market_slug: condition.slug,
    event_slug: isFull ? condition.eventSlug : undefined,
    title: condition.title,
    condition_id: condition.conditionId,
    start_time: isBroken ? 'soon' : row.startAt,
    end_time: endOf(market),
    completed_time: null,
    close_time: closeOf(market, now),
    game_start_time: isFull ? longGame(game) : undefined,
    tags: tagsOf(market, now),
    volume_1_week: volumes.within(row.ref, 'week'),
    volume_1_month: volumes.within(row.ref, 'month'),
    volume_1_year: volumes.within(row.ref, 'year'),
    volume_total: volumes.total(row.ref),
    resolution_source: question.index % 4 === 0 ? '' : `https://www.example.com/${question.event.series.code}`,
    image: question.index % 29 === 3 ? '' : condition.icon,
    description: isFull ? (question.index % 31 === 5 ? null : descriptionOf(market)) : undefined,
    negative_risk_id: isFull ? (condition.negRisk ? condition.questionId.replace(/..$/, '00') : null) : undefined,
    side_a,
    side_b,
    winning_side: winnerOf(market, now),
    status: now < condition.life.resolvedAt ? 'open' : 'closed',
    extra_fields: isFull ? extraFields(market, now) : undefined,
    ...(isFull || game === null ? {} : { game_start_time: shortGame(game) }),
  })
}

function longGame(at: Micros | null): string | null {
  return at === null ? null : `${new Date(at / 1000).toISOString().slice(0, 19).replace('T', ' ')}.000`
}

function shortGame(at: Micros): string {
  return `${new Date(at / 1000).toISOString().slice(0, 19)}.000000000Z`
}

/** Markets on a price going up or down tell what has to be beaten. */
function extraFields({ question, condition }: Market, now: Micros): Record<string, number> {
  if (condition.outcomes[0] !== 'Up') return {}
  const beat = 50_000 + (question.index % 9973)
  if (now < condition.life.resolvedAt) return { price_to_beat: beat }
  return { price_to_beat: beat, final_price: condition.payouts[0] > 0 ? beat + 17.25 : beat - 11.5 }
}
