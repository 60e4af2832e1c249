import { mix } from '../../economy/random.ts'
import type { Fields } from '../library.ts'
import { dayText, listText, millisText, spacedTime, timeText } from '../text.ts'
import type { LegacyMarket } from './legacy.ts'
import type { Parts } from './parts.ts'
import { slugOf } from './slug.ts'

const REWRITTEN = Date.UTC(2024, 3, 22, 23, 27, 2) * 1000
const IMPORTED = Date.UTC(2022, 6, 27, 14, 40, 39, 184) * 1000

/** What all markets of that time say alike. */
const SAME_OF_MARKETS: Fields = {
  volume24hr: 0,
  volume1wk: 0,
  volume1mo: 0,
  volume1yr: 0,
  creator: '',
  ready: false,
  funded: false,
  cyom: false,
  competitive: 0,
  pagerDutyNotificationEnabled: false,
  approved: true,
  rewardsMinSize: 0,
  rewardsMaxSpread: 0,
  spread: 1,
  oneDayPriceChange: 0,
  lastTradePrice: 0,
  bestBid: 0,
  bestAsk: 1,
  clearBookOnStart: true,
  manualActivation: false,
  negRiskOther: false,
  umaResolutionStatuses: '[]',
  updatedBy: 3,
  feesEnabled: false,
}

/** The same of their events. */
const SAME_OF_EVENTS: Fields = {
  competitive: 0,
  volume24hr: 0,
  volume1wk: 0,
  volume1mo: 0,
  volume1yr: 0,
  liquidityAmm: 0,
  liquidityClob: 0,
  commentCount: 0,
  cyom: false,
  showAllOutcomes: false,
  showMarketImages: true,
  enableNegRisk: false,
  negRiskAugmented: false,
  cumulativeMarkets: false,
}

/** A Gamma market of the automatic market makers' time, with the keys of that time. */
export function legacyFields({ markets }: Pick<Parts, 'markets'>, market: LegacyMarket): Fields {
  const { row, question, category, outcomes, prices, kind, conditionId, questionId, tokenIds } = market
  const dollars = Math.round(market.volume) / 1_000_000
  return {
    id: markets.idOf(row),
    question,
    conditionId,
    slug: slugOf(question, row),
    resolutionSource: '',
    ...(market.hasEnd ? { endDate: timeText(market.endsAt), endDateIso: dayText(market.endsAt) } : {}),
    category,
    liquidity: '500.000433',
    ...(market.hasStart ? { startDate: timeText(market.createdAt) } : {}),
    fee: '20000000000000000',
    image: '',
    icon: '',
    description: `${question.trim()} “Yes” if so – otherwise “No”.`,
    outcomes: listText(outcomes),
    outcomePrices: listText(prices),
    volume: dollars.toFixed(6),
    active: true,
    marketType: kind === 'scalar' ? 'scalar' : 'normal',
    ...(kind === 'scalar' ? { formatType: 'number', lowerBound: '9', upperBound: '15' } : {}),
    closed: true,
    marketMakerAddress: makerOf(row),
    createdAt: timeText(market.createdAt),
    updatedAt: timeText(REWRITTEN + row * 1_003_117),
    closedTime: spacedTime(market.closedAt),
    mailchimpTag: row % 2 === 0 ? 'null' : '892874',
    ...umaEnd(market),
    wideFormat: row % 2 === 0,
    new: false,
    featured: false,
    archived: false,
    restricted: false,
    ...(questionId === null ? {} : { questionID: questionId }),
    volumeNum: Number(dollars.toFixed(2)),
    liquidityNum: 500,
    ...(tokenIds === null ? {} : { clobTokenIds: listText(tokenIds) }),
    fpmmLive: true,
    ...SAME_OF_MARKETS,
  }
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')

function umaEnd({ row, endsAt }: LegacyMarket): Fields {
  if (row % 5 >= 3) return {}
  const date = new Date(endsAt / 1000)
  const words = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`
  return { umaEndDate: row % 5 === 0 ? words : spacedTime(endsAt, '.376398') }
}

function makerOf(row: number): string {
  return `0x${Array.from({ length: 5 }, (_, i) => mix(row, i).toString(16).padStart(8, '0')).join('')}`
}

/** Each legacy market has an event of its own, imported on one day of 2022. */
export function legacyEventFields(
  { events, tagging }: Pick<Parts, 'events' | 'tagging'>,
  market: LegacyMarket,
): Fields {
  const { row, question, category } = market
  const slug = slugOf(question, row)
  const volume = Number((market.volume / 1_000_000).toFixed(2))
  return {
    id: events.idOf(row),
    ticker: slug,
    slug,
    title: question.trim(),
    description: `${question.trim()} “Yes” if so – otherwise “No”.`,
    startDate: timeText(market.createdAt),
    creationDate: timeText(market.createdAt),
    endDate: timeText(market.endsAt),
    image: '',
    icon: '',
    active: true,
    closed: true,
    archived: false,
    new: false,
    featured: false,
    restricted: false,
    liquidity: 0,
    volume,
    openInterest: 0,
    sortBy: 'ascending',
    category,
    published_at: spacedTime(IMPORTED, millisText(IMPORTED)),
    createdAt: timeText(IMPORTED),
    updatedAt: timeText(REWRITTEN + row * 1_003_117),
    ...SAME_OF_EVENTS,
    closedTime: timeText(IMPORTED),
    tags: tagging.ofLegacy(category),
  }
}
