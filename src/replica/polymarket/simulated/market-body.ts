import { mix } from '../../economy/random.ts'
import { type EconomyEvent, type Micros, SECOND } from '../../economy/types.ts'
import type { Condition, Fields } from '../library.ts'
import { dayText, listText, moneyText, spacedTime, timeText } from '../text.ts'
import { feeFields } from './fees.ts'
import type { Figures } from './figures.ts'
import { gameNumber, isGame } from './games.ts'
import { acceptsOrders } from './life.ts'
import { priceFields } from './market-prices.ts'
import type { Parts } from './parts.ts'
import { iconOf, negRiskMarketId } from './trading.ts'
import { descriptionOf, oracleSteps, shownStart, traitsOf } from './traits.ts'

/** What every market of the order-book era says alike. */
export const SAME_FIELDS: Fields = {
  active: true,
  marketMakerAddress: '',
  new: false,
  submitted_by: '0x91430CaD2d3975766499717fA0D66A78D814E5c5',
  archived: false,
  resolvedBy: '0x2F5e3684cb1F318ec51b00Edba38d79Ac2c0aA9d',
  restricted: true,
  enableOrderBook: true,
  orderMinSize: 5,
  umaBond: '500',
  umaReward: '5',
  hasReviewedDates: true,
  ready: false,
  funded: false,
  cyom: false,
  pagerDutyNotificationEnabled: false,
  approved: true,
  automaticallyActive: true,
  clearBookOnStart: true,
  manualActivation: false,
  pendingDeployment: false,
  deploying: false,
  rfqEnabled: false,
  holdingRewardsEnabled: false,
  requiresTranslation: false,
}

/** When to look: state as of now, figures as of a moment that may lie a little back. */
export interface Moment {
  readonly now: Micros
  readonly figuresAt: Micros
}

/** What one market of the order-book era says of itself. What has no value has no key. */
export function ownFields(parts: Parts, condition: Condition, moment: Moment): Fields {
  const question = parts.share.question(condition.question)!
  const { life, row } = condition
  const isClosed = life.resolvedAt <= moment.now
  const figures = parts.figures(condition.question, moment.figuresAt)
  const ordinal = question.index - question.event.questions[0]!.index
  return {
    id: parts.markets.idOf(row),
    question: condition.title,
    conditionId: condition.conditionId,
    slug: condition.slug,
    resolutionSource: ordinal % 7 === 0 ? 'https://www.example.org/results' : '',
    ...dates(condition),
    image: iconOf(question),
    icon: condition.icon,
    description: descriptionOf(question),
    outcomes: listText(condition.outcomes),
    closed: isClosed,
    ...ending(condition, moment.now),
    createdAt: timeText(life.createdAt),
    updatedAt: timeText(updatedAt(condition, figures, moment.now)),
    featured: mix(row, 1) % 20 === 0,
    ...(question.event.questions.length > 1 ? { groupItemTitle: question.label } : {}),
    groupItemThreshold: String(ordinal),
    questionID: condition.questionId,
    ...volumes(figures),
    clobTokenIds: listText(condition.tokenIds),
    ...negRisk(parts, condition),
    rewardsMinSize: traitsOf(condition).hasRewards ? 100 : 0,
    rewardsMaxSpread: traitsOf(condition).hasRewards ? 3.5 : 0,
    ...priceFields(parts, condition, { figures, isClosed, at: moment.figuresAt }),
    negRiskOther: question.label === 'Someone else',
    ...feeFields(condition),
    ...gameFields(question.event),
    ...(row % 50 === 9 ? { updatedBy: 15 } : {}),
  }
}

/** A game's number is text here and a number in its event. */
function gameFields(event: EconomyEvent): Fields {
  if (!isGame(event)) return {}
  const { closesAt } = event.timeline
  const sportsMarketType = event.series.kind === 'match' ? 'moneyline' : 'totals'
  return {
    gameStartTime: spacedTime(closesAt),
    secondsDelay: 3,
    ...(event.index % 4 === 0 ? { gameId: String(gameNumber(event)), sportsMarketType } : {}),
  }
}

function dates(condition: Condition): Fields {
  const { endsAt } = condition.life
  const startsAt = shownStart(condition)
  return {
    ...(traitsOf(condition).hasEnd ? { endDate: timeText(endsAt), endDateIso: dayText(endsAt) } : {}),
    ...(startsAt === null ? {} : { startDate: timeText(startsAt), startDateIso: dayText(startsAt) }),
  }
}

/** How far the end has come: orders, oracle, close. */
function ending(condition: Condition, now: Micros): Fields {
  const { life } = condition
  const { finalStatus, hasClosedTime, keepsHistory } = traitsOf(condition)
  const isClosed = life.resolvedAt <= now
  const steps = oracleSteps(condition, now)
  const status = isClosed ? finalStatus : steps.at(-1)
  const umaEnd = mix(condition.question, 3) % 9 === 0 ? spacedMicros(life.resolvedAt) : timeText(life.resolvedAt)
  return {
    acceptingOrders: acceptsOrders(life, now),
    ...(now >= life.acceptsAt ? { acceptingOrdersTimestamp: timeText(wholeSecond(life.acceptsAt)) } : {}),
    ...(isClosed && hasClosedTime ? { closedTime: spacedTime(life.resolvedAt) } : {}),
    ...(isClosed ? { umaEndDate: umaEnd, automaticallyResolved: true } : {}),
    ...(status === undefined ? {} : { umaResolutionStatus: status }),
    umaResolutionStatuses: keepsHistory || !isClosed ? listText(steps) : '[]',
  }
}

function wholeSecond(at: Micros): Micros {
  return Math.floor(at / SECOND) * SECOND
}

/** The third spelling of an end: with a space and microseconds. */
function spacedMicros(at: Micros): string {
  return spacedTime(at, '.376398')
}

function updatedAt({ life }: Condition, { lastAt }: Figures, now: Micros): Micros {
  const changes = [life.acceptsAt, life.pausedAt, life.resumedAt, life.proposedAt, life.disputedAt, life.reproposedAt]
  const known = [...changes, life.resolvedAt, lastAt].filter((at) => at !== null && at <= now) as Micros[]
  return Math.max(life.createdAt, ...known)
}

function volumes(figures: Figures): Fields {
  if (figures.trades === 0) return {}
  const volume = moneyText(figures.volume)
  const [total, day, week, month] = [
    Number(volume),
    Number(moneyText(figures.volumeDay)),
    Number(moneyText(figures.volumeWeek)),
    Number(moneyText(figures.volumeMonth)),
  ]
  return {
    volume,
    volumeNum: total,
    volumeClob: total,
    ...(day === 0 ? {} : { volume24hr: day, volume24hrClob: day }),
    volume1wk: week,
    volume1mo: month,
    volume1yr: total,
    volume1wkClob: week,
    volume1moClob: month,
    volume1yrClob: total,
  }
}

function negRisk(parts: Parts, condition: Condition): Fields {
  if (!condition.negRisk) return { negRisk: false, negRiskRequestID: '' }
  const question = parts.share.question(condition.question)!
  return {
    negRisk: true,
    negRiskMarketID: negRiskMarketId(parts, question),
    negRiskRequestID: parts.chain.transaction(question.index),
  }
}
