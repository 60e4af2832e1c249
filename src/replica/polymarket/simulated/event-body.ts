import type { EconomyEvent, Micros } from '../../economy/types.ts'
import type { Fields } from '../library.ts'
import { millisText, moneyText, spacedTime, timeText } from '../text.ts'
import { gameNumber, isGame } from './games.ts'
import { isNegRisk, lifeOf } from './life.ts'
import type { Moment } from './market-body.ts'
import { openFields } from './market-prices.ts'
import type { Parts } from './parts.ts'
import { seriesSummary } from './series-body.ts'
import { eventSlug, iconOf, negRiskMarketId } from './trading.ts'
import { descriptionOf } from './traits.ts'

/** A Gamma event of the order-book era without its markets. Its sums are taken from them a little late. */
export function eventFields(parts: Parts, event: EconomyEvent, moment: Moment): Fields {
  const row = parts.events.rowOf(event.index)!
  const head = event.questions[0]!
  const lives = event.questions.map(lifeOf)
  const slug = eventSlug(parts, head)
  const closedAt = parts.events.closedAt(row)
  const isClosed = closedAt <= moment.now
  const endsAt = Math.max(...lives.map((life) => life.endsAt))
  const isNeg = isNegRisk(head)
  const series = seriesSummary(event.series, moment.now)
  return {
    id: parts.events.idOf(row),
    ...(row % 40 === 7 ? {} : { ticker: slug }),
    slug,
    title: event.questions.length === 1 ? head.title : event.title,
    description: descriptionOf(head),
    resolutionSource: '',
    startDate: timeText(lives[0]!.acceptsAt),
    // For games this is when they are played.
    creationDate: timeText(isGame(event) ? event.timeline.closesAt : lives[0]!.acceptsAt),
    ...(row % 170 === 11 ? {} : { endDate: timeText(endsAt) }),
    image: iconOf(head),
    icon: iconOf(head),
    active: true,
    closed: isClosed,
    archived: false,
    new: false,
    featured: row % 30 === 4,
    restricted: true,
    ...sums(parts, event, moment),
    openInterest: 0,
    createdAt: timeText(event.timeline.createdAt),
    updatedAt: timeText(Math.max(event.timeline.createdAt, Math.min(moment.now, closedAt, moment.figuresAt))),
    ...(isClosed ? { closedTime: timeText(closedAt) } : {}),
    ...(row % 12 === 5
      ? { published_at: spacedTime(event.timeline.createdAt, millisText(event.timeline.createdAt)) }
      : {}),
    ...(row % 90 === 8 ? { updatedBy: '15' } : {}),
    enableOrderBook: true,
    negRisk: isNeg,
    ...(isNeg ? { negRiskMarketID: negRiskMarketId(parts, head) } : {}),
    commentCount: row % 19,
    cyom: false,
    showAllOutcomes: true,
    showMarketImages: true,
    enableNegRisk: isNeg,
    automaticallyActive: true,
    negRiskAugmented: false,
    cumulativeMarkets: event.series.kind === 'ladder',
    ...(isGame(event) ? gameFields(event, moment.now) : {}),
    seriesSlug: series.slug,
    pendingDeployment: false,
    deploying: false,
    requiresTranslation: false,
    series: [series],
    tags: parts.tagging.ofEvent(event),
  }
}

function gameFields(event: EconomyEvent, now: Micros): Fields {
  const { closesAt } = event.timeline
  const hasEnded = closesAt <= now
  return {
    startTime: timeText(closesAt),
    gameId: gameNumber(event),
    eventDate: timeText(closesAt).slice(0, 10),
    eventWeek: 1 + (event.index % 30),
    period: hasEnded ? 'FT' : 'NS',
    ...(hasEnded
      ? {
          score: `${event.index % 5}-${event.index % 4}`,
          live: false,
          ended: true,
          finishedTimestamp: timeText(closesAt),
        }
      : {}),
  }
}

/** Volumes and liquidity as numbers here; what no market has, the event leaves out. */
function sums(parts: Parts, event: EconomyEvent, moment: Moment): Fields {
  const totals = { volume: 0n, volumeDay: 0n, volumeWeek: 0n, volumeMonth: 0n }
  let competitive: number | undefined
  let liquidity = 0
  for (const { index } of event.questions) {
    const condition = parts.trading.ofQuestion(index)!
    if (condition.life.createdAt > moment.now) continue
    const figures = parts.figures(index, moment.figuresAt)
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += figures[name]
    if (condition.life.resolvedAt <= moment.now) continue
    const open = openFields(parts, condition, moment.figuresAt)
    liquidity += open.liquidityNum
    competitive = Math.max(competitive ?? 0, open.competitive)
  }
  const [volume, day, week, month] = Object.values(totals).map((total) => Number(moneyText(total))) as [
    number,
    number,
    number,
    number,
  ]
  return {
    ...(volume === 0 ? {} : { volume, volume24hr: day, volume1wk: week, volume1mo: month, volume1yr: volume }),
    ...(competitive === undefined ? {} : { competitive, liquidity, liquidityClob: liquidity }),
  }
}
