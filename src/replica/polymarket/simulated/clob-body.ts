import { DAY, type Micros } from '../../economy/types.ts'
import type { Condition, Fields } from '../library.ts'
import { timeText, unitsOf } from '../text.ts'
import { feeOf } from './fees.ts'
import { isGame } from './games.ts'
import type { LegacyMarket } from './legacy.ts'
import { acceptsOrders } from './life.ts'
import type { Parts } from './parts.ts'
import { slugOf } from './slug.ts'
import { iconOf, negRiskMarketId } from './trading.ts'
import { descriptionOf, traitsOf } from './traits.ts'

/** What every row begins as: 29 keys, null and empty where nothing is known. */
const EMPTY = {
  enable_order_book: false,
  active: true,
  closed: true,
  archived: false,
  accepting_orders: false,
  accepting_order_timestamp: null as string | null,
  minimum_order_size: 15,
  minimum_tick_size: 0.01,
  condition_id: '',
  question_id: '',
  question: '',
  description: '',
  market_slug: '',
  end_date_iso: null as string | null,
  game_start_time: null as string | null,
  seconds_delay: 0,
  fpmm: '',
  maker_base_fee: 0,
  taker_base_fee: 0,
  notifications_enabled: false,
  neg_risk: false,
  neg_risk_market_id: '',
  neg_risk_request_id: '',
  icon: '',
  image: '',
  rewards: { rates: null as Fields[] | null, min_size: 0, max_spread: 0 },
  is_50_50_outcome: false,
  tokens: [] as Fields[],
  tags: null as string[] | null,
}

export function blankRow(row: number): Fields {
  const token = { token_id: '', outcome: '', price: 0, winner: false }
  const question = `Will nobody notice number ${row}?`
  return {
    ...EMPTY,
    active: false,
    closed: false,
    archived: true,
    question,
    market_slug: slugOf(question, row),
    tokens: [token, token],
    tags: ['All'],
  }
}

/** Of the time before the order book: prices where the pool ended, and no winner. */
export function legacyRow({ row, question, outcomes, prices, ...market }: LegacyMarket): Fields {
  return {
    ...EMPTY,
    condition_id: market.conditionId,
    question_id: market.questionId ?? '',
    question,
    description: question.trim(),
    market_slug: slugOf(question, row),
    end_date_iso: midnightText(market.endsAt),
    tokens: outcomes.map((outcome, i) => ({
      token_id: market.tokenIds?.[i] ?? '',
      outcome,
      price: Number(prices[i]),
      winner: false,
    })),
    tags: [market.category],
  }
}

/** A market of the order-book era. Before its hydration it has no tokens. */
export function clobFields(parts: Parts, condition: Condition, now: Micros): Fields {
  const { life, conditionId, questionId, title, slug, icon, negRisk } = condition
  const question = parts.share.question(condition.question)!
  const isClosed = life.resolvedAt <= now
  const { event } = question
  const tags = parts.tagging.ofEvent(event).map(({ label }) => String(label))
  const fee = feeOf(condition) === null ? 0 : 1000
  return {
    ...EMPTY,
    enable_order_book: !isClosed,
    closed: isClosed,
    accepting_orders: acceptsOrders(life, now),
    accepting_order_timestamp: timeText(life.acceptsAt - (life.acceptsAt % 1_000_000)),
    minimum_order_size: 5,
    minimum_tick_size: unitsOf(parts.trading.tick(condition, Math.min(now, life.closesAt))),
    condition_id: conditionId,
    question_id: questionId,
    question: title,
    description: descriptionOf(question),
    market_slug: slug,
    end_date_iso: traitsOf(condition).hasEnd ? midnightText(life.endsAt) : null,
    game_start_time: isGame(event) ? timeText(event.timeline.closesAt) : null,
    seconds_delay: isGame(event) ? 3 : 0,
    maker_base_fee: fee,
    taker_base_fee: fee,
    notifications_enabled: true,
    neg_risk: negRisk,
    neg_risk_market_id: negRisk ? negRiskMarketId(parts, question) : '',
    neg_risk_request_id: negRisk ? parts.chain.transaction(question.index) : '',
    icon,
    image: iconOf(question),
    rewards: rewardsOf(condition),
    tokens: tokensOf(parts, condition, now),
    tags: tags.length === 0 ? null : tags,
  }
}

function midnightText(at: Micros): string {
  return timeText(Math.floor(at / DAY) * DAY)
}

const COLLATERAL = '0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174'

function rewardsOf(condition: Condition): (typeof EMPTY)['rewards'] {
  if (!traitsOf(condition).hasRewards) return EMPTY.rewards
  const rates = [{ asset_address: COLLATERAL, rewards_daily_rate: 1 + (condition.question % 50) }]
  return { rates, min_size: 100, max_spread: 3.5 }
}

function tokensOf({ trading }: Parts, condition: Condition, now: Micros): Fields[] {
  const { life, tokenIds, outcomes, payouts } = condition
  const isHydrated = life.hydratedAt <= now
  const isClosed = life.resolvedAt <= now
  return outcomes.map((outcome, i) => ({
    token_id: isHydrated ? tokenIds[i] : '',
    outcome,
    price: unitsOf(trading.price(condition, i as 0 | 1, now)),
    winner: isClosed && payouts[i] === 1_000_000,
  }))
}

/** The compact object: one or two letters for a name. */
export function compactFields({ trading }: Parts, condition: Condition, now: Micros): Fields {
  const { conditionId, tokenIds, outcomes, life, negRisk } = condition
  const fee = feeOf(condition)
  return {
    c: conditionId,
    t: tokenIds.map((t, i) => ({ t, o: outcomes[i] })),
    mos: 5,
    mts: unitsOf(trading.tick(condition, Math.min(now, life.closesAt))),
    mbf: fee === null ? 0 : 1000,
    tbf: fee === null ? 0 : 1000,
    ao: acceptsOrders(life, now),
    aot: timeText(life.acceptsAt - (life.acceptsAt % 1_000_000)),
    nr: negRisk,
    cbos: true,
    ...(fee === null ? {} : { fd: { r: fee.rate, e: 1, to: true } }),
    ...(traitsOf(condition).hasRewards ? { r: { mi: 100, ma: 3.5 } } : {}),
  }
}
